# SPDX-License-Identifier: GPL-2.0-or-later
# What the creator refuses, and by which name; that an update of assembly works; and that neither
# a full disk nor a kill leaves anything behind that the next run minds. Patches are made from the
# kernel's source by sed.
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
tree=$SUTURE_TEST_TREE
cache=${XDG_CACHE_HOME:-$HOME/.cache}

# patch_of NAME FILE SED-SCRIPT: make NAME.patch
patch_of()
{
	mkdir -p "$scratch/a/$(dirname "$2")" "$scratch/b/$(dirname "$2")"
	cp "$tree/$2" "$scratch/a/$2"
	sed "$3" "$tree/$2" > "$scratch/b/$2"
	(cd "$scratch" && diff -u "a/$2" "b/$2" > "$1.patch")
}

# create NAME: exit status and the token of the refusal
create()
{
	XDG_CACHE_HOME=$cache "$SUTURE_CREATE" --quiet --json --kernel "$SUTURE_TEST_KERNEL" \
		--patch "$scratch/$1.patch" --id "test-$1" --output "$scratch/out" \
		> "$scratch/$1.json" 2> "$scratch/$1.err"
	status=$?
	token=$(sed -n 's/^ *"token": "\(.*\)",*$/\1/p' "$scratch/$1.json")
	echo "$1: $status${token:+ $token}"
	case $status in 1) cat "$scratch/$1.err" ;; esac
}

show='s/seq_puts(m, saved_command_line)/seq_puts(m, saved_command_line + 1)/'
patch_of function fs/proc/cmdline.c "$show"
patch_of comment fs/proc/cmdline.c 's|^static int cmdline_proc_show|/* The command line. */\n&|'
patch_of init fs/proc/cmdline.c \
	's/proc_create_single("cmdline", 0,/proc_create_single("cmdline", 0400,/'
patch_of both fs/proc/cmdline.c "$show; s/\"cmdline\", 0,/\"cmdline\", 0400,/"
patch_of syntax fs/proc/cmdline.c 's/return 0;/return 0/'
patch_of variable kernel/panic.c 's/^int panic_timeout = .*;/int panic_timeout = 7;/'
patch_of structure fs/eventfd.c 's/^struct eventfd_ctx {/&\n\tint more;/'
patch_of percpu fs/eventfd.c \
	's/^static __poll_t eventfd_poll(/static DEFINE_PER_CPU(int, polls);\n&/
	 s/^\tpoll_wait(file, &ctx->wqh, wait);/\tthis_cpu_inc(polls);\n&/'
patch_of import fs/binfmt_misc.c 's/= enabled ?/= enabled \&\& jiffies_to_msecs(jiffies) ?/'
patch_of internal fs/binfmt_misc.c \
	's|^/\* /status \*/|extern int cmdline_proc_show(struct seq_file *m, void *v);\n&|
	 s/= enabled ?/= enabled \&\& cmdline_proc_show(NULL, NULL) ?/'
patch_of export fs/proc/cmdline.c \
	's/^static int cmdline_proc_show/#include <linux\/export.h>\nint cmdline_proc_show/
	 s/^static int __init/EXPORT_SYMBOL_GPL(cmdline_proc_show);\n&/'
cat "$scratch/internal.patch" >> "$scratch/export.patch"
patch_of elsewhere arch/arm64/kernel/process.c 's/^void arch_cpu_idle_dead(void)/\n&/'
sed 's/saved_command_line/another_line/' "$scratch/function.patch" > "$scratch/misfit.patch"
echo "no patch" > "$scratch/text.patch"

# An exported label in the middle of a function that changes is an entry as well.
patch_of label arch/x86/lib/putuser.S '/^SYM_FUNC_START(__put_user_4)/a\	nop'

for name in function comment init both syntax variable structure percpu elsewhere misfit text \
	    import internal export label; do
	create $name
done

# Flags that the user has exported for other builds count for nothing, and what is kept of the
# unit is no other for them.
patch_of exported fs/timerfd.c 's/ctx->ticks = 0;/ctx->ticks = 1;/'
rm -rf "$(dirname "$tree")/build/units/fs/timerfd.o"
(
	export KCFLAGS=-O3 KCPPFLAGS=-DDEBUG ARCH=arm64 LLVM=1 CPATH=/nonexistent MAKEFLAGS=n
	create exported
)
create exported
grep -c "runs only at boot" "$scratch/both.json"

# Only the updates that were created are there.
ls -A "$scratch/out"

# Assembly, with an exception: clear_user_erms is what reads of /dev/zero end in.
patch_of assembly arch/x86/lib/clear_page_64.S "/^SYM_FUNC_START(clear_user_erms)/a\\
	cmp \$13, %rcx\\
	jne .Lother\\
	mov \$'S', %eax\\
	jmp .Lerms_bytes\\
.Lother:"
create assembly
grep -A 4 '"name": "clear' "$scratch/assembly.json"
cat > "$scratch/look" << 'END'
export ASAN_OPTIONS=detect_leaks=0
"$@"
for size in 12 13; do
	dd if=/dev/zero bs=$size count=1 2> /dev/null | tr "\0" 0
	echo
done
END
"$EMULATE" --image "$SUTURE_TEST_IMAGE" --modules "$SUTURE_TEST_MODULES" --timeout 120 \
	--file "$SUTURE_TEST_CORE=/suture.ko" --file "$scratch/out/test-assembly=/update" \
	--file "$scratch/look=/look" --program "$SUTURE" --load /suture.ko --run 'sh /look true' \
	--run 'sh /look suture apply /update' --run 'sh /look suture undo test-assembly' \
	2> /dev/null | sed 's/\(stood still for\) [0-9.]* ms.*/\1 N ms/'

# Killed at any moment.
rm -rf "$scratch/out"
for tenths in 1 3 6 10 15 20 30; do
	timeout -s KILL "$(echo "$tenths" | sed 's/\(.\)$/.\1/')" "$SUTURE_CREATE" --quiet \
		--kernel "$SUTURE_TEST_KERNEL" --patch "$scratch/function.patch" \
		--id killed --output "$scratch/out" > /dev/null 2>&1
done
create function

# Another source than the kernel's: the prepared tree again, by hard links, but for one function
# of the unit that the patch touches.
prepared=$(dirname "$tree")
other=$(mktemp -d "$prepared/../other.XXXXXX") || exit 1
trap 'rm -rf "$scratch" "$other"' EXIT
mkdir -p "$other/suture/kernels/$(basename "$prepared")"
cp -al "$tree" "$prepared/package" "$prepared/vmlinux" "$prepared/Module.symvers" \
	"$other/suture/kernels/$(basename "$prepared")"
patch_of differs fs/eventfd.c 's/wake_up_poll(&ctx->wqh, EPOLLHUP);/ctx->flags = 0;\n\t&/'
sed -i 's/events |= EPOLLERR;/events |= EPOLLPRI;/' \
	"$other/suture/kernels/$(basename "$prepared")/tree/fs/eventfd.c"
cache=$other
create differs
sed -n 's/^ *"message": "\(.*\)+0x[0-9a-f]*\( .*\)".*/\1+N\2/p' "$scratch/differs.json"

# No space left: for the update, and before that for the kernel. The prepared kernel is a
# directory of its own, as any vendor's; some of its source is enough.
mkdir "$scratch/full" "$scratch/kernel"
package=$(dirname "$tree")/package
ln -s "$tree/include" "$scratch/kernel/source"
ln -s "$package/config" "$package/image" "$package/modules" "$tree/Module.symvers" \
	"$scratch/kernel"
cat > "$scratch/on-full" << 'END'
mount -t tmpfs -o "size=$1" none "$2" || exit
full=$2
shift 2
"$@"
status=$?
find "$full" -type f -size +0 -o -name 'tmp.*' | sed 's/^/left: /'
exit $status
END

# on_full NAME SIZE ARGUMENT...: the creator, with $scratch/full on a file system of that size
on_full()
{
	name=$1 size=$2
	shift 2
	XDG_CACHE_HOME=$cache unshare --mount sh "$scratch/on-full" "$size" "$scratch/full" \
		"$SUTURE_CREATE" "$@" --quiet 2> "$scratch/err"
	status=$?
	echo "$name: $status $(sed -n 's/.*reason:.*(\(.*\))/\1/p' "$scratch/err")"
}

cache=${XDG_CACHE_HOME:-$HOME/.cache}
on_full output 8k --kernel "$SUTURE_TEST_KERNEL" --patch "$scratch/function.patch" --id full \
	--output "$scratch/full"
cache=$scratch/full
on_full image 1m kernel --kernel "dir:$scratch/kernel"
on_full source 64m kernel --kernel "dir:$scratch/kernel" | grep -v '/vmlinux$'
