# SPDX-License-Identifier: GPL-2.0-or-later
# A kernel that dies, hangs or complains is told from one that does not.
machine() {
	"$EMULATE" --image "$SUTURE_TEST_IMAGE" --memory 512 "$@" | sed 's/\[ *[0-9.]*\] /[] /'
}

echo "--- dies"
machine --timeout 60 \
	--run 'echo before; sleep 1; echo c > /proc/sysrq-trigger; echo after' --run true
echo "--- hangs"
machine --timeout 30 --run 'echo before; while :; do :; done'
echo "--- complains"
machine --timeout 60 --run 'echo "WARNING: from user space" > /dev/kmsg'
echo "--- no kernel"
scratch=$(mktemp -d) || exit 1
head -c 100000 /dev/zero > "$scratch/image"
"$EMULATE" --image "$scratch/image" --timeout 10 --directory "$scratch/machine" 2> /dev/null
echo "exit $?"
rm -r "$scratch"
