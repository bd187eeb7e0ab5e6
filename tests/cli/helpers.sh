# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the commands of .t files may use: fake machines and fake updates.

# put PATH TEXT: a file of the fake machine
put()
{
	mkdir -p "root$(dirname "$1")"
	printf '%b' "$2" >"root$1"
}

# A machine that can take updates.
machine()
{
	put /proc/sys/kernel/osrelease '6.1.0-99-test\n'
	put /proc/sys/kernel/tainted '4096\n'
	put /sys/kernel/notes \
		'\004\000\000\000\004\000\000\000\003\000\000\000GNU\000\001\043\105\147'
	put /sys/kernel/security/lockdown '[none] integrity confidentiality\n'
	put /sys/module/module/parameters/sig_enforce 'N\n'
	put /sys/kernel/suture/version '1\n'
	put /dev/suture ''
	put /lib/modules/6.1.0-99-test/modules.dep 'kernel/fs/fat/fat.ko:\nextra/suture.ko:\n'
	put /lib/modules/6.1.0-99-test/extra/suture.ko 'vermagic=6.1.0-99-test SMP \000'
	kernel_config
	mkdir -p root/sys/kernel/suture/updates root/run root/usr/bin
	for tool in gcc-12 make git patch flex bison bc pahole qemu-system-x86_64; do
		: >"root/usr/bin/$tool"
	done
}

kernel_config()
{
	put /boot/config-6.1.0-99-test 'CONFIG_CC_VERSION_TEXT="gcc-12 (Debian 12.2.0) 12.2.0"\n'
	for name in X86_64 SMP MODULES MODULE_UNLOAD KALLSYMS UNWINDER_ORC \
		DYNAMIC_FTRACE_WITH_REGS TRACEPOINTS; do
		echo "CONFIG_$name=y" >>root/boot/config-6.1.0-99-test
	done
}

# module_json ID TARGET NAME: one entry of a manifest's list of modules
module_json()
{
	printf '    {"target": "%s", "file": "%s.ko", "sha256": "%s", "size": %s, "name": "%s",
     "target_build_id": null, "functions": [{"name": "fix_%s", "unit": "a/b.o", "old_size": 100,
     "new_size": 120, "method": "jump"}], "data": [], "units": ["a/b.o"]}' \
		"$2" "$3" "$(sha256sum <"$1/$3.ko" | cut -d' ' -f1)" \
		"$(wc -c <"$1/$3.ko")" "$3" "$2"
}

# fake_module ID TARGET: a module that the fake kernel understands
fake_module()
{
	printf 'suture-fake %s %s suture_%s_%s\n%s fix_%s 100 120\n' \
		"$1" "$2" "$1" "$2" "$2" "$2" >"$1/suture_$1_$2.ko"
}

# update ID REQUIRES TARGET...: an update in the directory ID; REQUIRES is a JSON list
update()
{
	id=$1 requires=$2 modules=
	shift 2
	mkdir -p "$id"
	for target; do
		fake_module "$id" "$target"
		modules="$modules${modules:+,
}$(module_json "$id" "$target" "suture_${id}_$target")"
	done
	cat >"$id/manifest.json" <<-EOF
	{"format": 1, "id": "$id", "title": "test: fix $id", "cves": ["CVE-2026-1"],
	 "created_for": {"release": "6.1.0-99-test", "version": "6.1.99-1", "build_id": "01234567"},
	 "requires": $requires, "modules": [
	$modules
	 ], "notices": [], "pinned": false, "suture": "0.1.0"}
	EOF
}
