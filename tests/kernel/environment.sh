# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by what runs outside of 'make check' (endurance, tests/bench/run): the variables that
# run.sh tells of, for the kernel KERNEL and the programs in the build directory BUILD. The caller
# has set `top`, the project's folder.
BUILD=$(realpath "${BUILD:-${top:?}/build}")
KERNEL=${KERNEL:-debian:6.1.0-47-cloud-amd64=6.1.170-3}
EMULATE=$BUILD/emulator/emulate
SUTURE_CREATE=$BUILD/cmd/suture-create/suture-create
SUTURE=$BUILD/cmd/suture/suture

kernel_part()
{
	sed -n "s/^$1 //p" "$BUILD/kernel.txt"
}

get_kernel()
{
	"$SUTURE_CREATE" kernel --kernel "$KERNEL" >"$BUILD/kernel.txt"
	"$SUTURE_CREATE" core --kernel "$KERNEL" --output "$BUILD/core" >/dev/null
	SUTURE_TEST_MODULES=$BUILD/modules/$(kernel_part release)
	mkdir -p "$BUILD/modules"
	ln -sfn "$(kernel_part modules)" "$SUTURE_TEST_MODULES"
	SUTURE_TEST_KERNEL=$KERNEL
	SUTURE_TEST_IMAGE=$(kernel_part image)
	SUTURE_TEST_TREE=$(kernel_part tree)
	SUTURE_TEST_CC=$(kernel_part compiler)
	SUTURE_TEST_CORE=$BUILD/core/suture.ko
}

# What runs in one environment already is left as it is.
[ -n "${SUTURE_TEST_CORE:-}" ] || get_kernel
export EMULATE SUTURE_CREATE SUTURE SUTURE_TEST_KERNEL SUTURE_TEST_IMAGE SUTURE_TEST_MODULES \
	SUTURE_TEST_TREE SUTURE_TEST_CC SUTURE_TEST_CORE
