#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Run the kernel tests: run.sh EMULATE TEST.sh...
#
# Each test is a shell script of its own and is given in its environment
#	EMULATE			the program emulate (emulator/emulate.c)
#	SUTURE_CREATE, SUTURE	the programs of these names
#	SUTURE_TEST_IMAGE	the vmlinuz of a stock kernel
#	SUTURE_TEST_MODULES	lib/modules/RELEASE of that kernel
#	SUTURE_TEST_KERNEL	its name, for suture-create
#	SUTURE_TEST_TREE	its prepared source
#	SUTURE_TEST_CORE	suture.ko for it
# All but the programs come from whoever calls; without them every test is skipped (77).
# A test prints what it found; it has passed if that is exactly the transcript in the file
# TEST.expected beside it, in which @RELEASE@ stands for the kernel's release.
set -u

if [ -z "${SUTURE_TEST_IMAGE:-}" ] || [ -z "${SUTURE_TEST_MODULES:-}" ]; then
	echo "set SUTURE_TEST_IMAGE and SUTURE_TEST_MODULES to run the kernel tests"
	exit 77
fi
EMULATE=$(realpath "$1") || exit 1
shift
export EMULATE SUTURE_TEST_IMAGE SUTURE_TEST_MODULES
release=$(basename "$SUTURE_TEST_MODULES")
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
failed=0

for script in "$@"; do
	expected=${script%.sh}.expected
	sed "s/@RELEASE@/$release/g" "$expected" > "$scratch/expected"
	(cd "$(dirname "$script")" && sh "./$(basename "$script")") \
		> "$scratch/found" 2> "$scratch/times"
	if diff -u "$scratch/expected" "$scratch/found"; then
		echo "ok: $script"
	else
		echo "failed: $script"
		failed=1
	fi
	cat "$scratch/times"
done
exit $failed
