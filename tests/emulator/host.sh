# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by commands that test in emulated machines with stock Debian 12 and our packages:
# tests/e2e/run and tests/fleet/run. Those set
#
#	here, top	where they stand, and the tree
#	debs		a directory that has our packages
#	BUILD, KERNEL
#
# and call take_cache, which sets cache and work. An emulated machine has a directory, its place:
# disk, console, and in 'report' what tests/emulator/guest.sh tells.
: "${top:?}" "${here:?}" "${debs:?}" "${BUILD:?}" "${KERNEL:?}"

SUTURE_CREATE=$BUILD/cmd/suture-create/suture-create
repo=$BUILD/cmd/suture-repo/suture-repo
export KERNEL SUTURE_CREATE
BOOT_TIMEOUT=900	# seconds; an emulated machine on a busy one takes half a minute to be up

# shellcheck source=tests/new_system.sh
. "$top/tests/new_system.sh"

servers=()
machines=()
packages=(suture)	# what the machines have of ours

take_cache()
{
	cache=${XDG_CACHE_HOME:-$HOME/.cache}/suture/e2e
	mkdir -p "$cache/archives/partial"
	exec 9>"$cache/lock"
	flock 9
	rm -rf --one-file-system "$cache"/work.*
	work=$(mktemp -d "$cache/work.XXXXXX")
	chmod 755 "$work"
	trap clean EXIT
	: >"$work/rows"
	: >"$work/facts"
	commit=$(git -c safe.directory='*' -C "$top" rev-parse --short HEAD)
	kernel=${KERNEL#debian:}
	version=${kernel#*=}
	kernel=${kernel%%=*}
}

clean()
{
	[ ${#servers[@]} -eq 0 ] || kill "${servers[@]}" 2>/dev/null || true
	[ ${#machines[@]} -eq 0 ] || kill -KILL "${machines[@]}" 2>/dev/null || true
	rm -rf --one-file-system "$work"
}

say()
{
	printf '%s: %s\n' "$(basename "$here")" "$*" >&2
}

# ---- the repository, and who serves it ----

updates_to_publish=(CVE-2026-43093 CVE-2026-46306 CVE-2026-46303)

# The core, and no update of the three yet.
make_repository()
{
	updates=$cache/made/updates
	"$top/tests/e2e/make-updates" "$cache/made" "${updates_to_publish[@]}"
	build_id=$(sed -n 's/.*"build_id": "\([0-9a-f]*\)".*/\1/p' \
		"$updates/${updates_to_publish[0]}/manifest.json" | head -n 1)
	"$repo" init "$work/repo" --keys "$work/keys" --threshold root=1/1 \
		--threshold targets=1/1 --threshold release=1/1 --threshold block=1/1 >/dev/null
}

# add EFFECTIVE-VERSION UPDATE... [OPTION...]
add()
{
	local effective=$1

	shift
	"$repo" add "$work/repo" "${@/#CVE/$updates/CVE}" --keys "$work/keys" \
		--effective "$effective"
}

add_core()
{
	"$repo" core "$work/repo" "$cache/made/core/suture.ko" --keys "$work/keys" \
		--kernel "$build_id" --version "$version"
}

# Its package starts a daemon where it is installed: it is unpacked only.
get_nginx()
{
	[ ! -x "$cache/nginx/usr/sbin/nginx" ] || return 0
	rm -rf "$cache/nginx" "$cache"/nginx_*.deb
	(cd "$cache" && apt-get download -q nginx >&2 && dpkg-deb -x nginx_*.deb nginx)
}

# configure_nginx NAME PORT WHAT: what a server has, such as a root
configure_nginx()
{
	cat <<-END
	user $(id -un);
	worker_processes 1;
	pid $work/$1.pid;
	error_log $work/$1.log;
	events {
	}
	http {
		log_format wire '\$status \$request_length \$bytes_sent \$request_uri';
		access_log $work/$1-access.log wire;
		client_body_temp_path $work/body;
		proxy_temp_path $work/proxy;
		fastcgi_temp_path $work/fastcgi;
		uwsgi_temp_path $work/uwsgi;
		scgi_temp_path $work/scgi;
		server {
			listen 127.0.0.1:$2;
			$3
		}
	}
	END
}

# start_nginx NAME WHAT: at $port. One that is taken is found out by trying.
start_nginx()
{
	get_nginx
	for _ in $(seq 20); do
		port=$((20000 + RANDOM % 20000))
		configure_nginx "$1" $port "$2" >"$work/$1.conf"
		"$cache/nginx/usr/sbin/nginx" -p "$work" -e "$work/$1.log" \
			-c "$work/$1.conf" -g 'daemon off;' 2>/dev/null 9>&- &
		servers+=($!)
		sleep 1
		[ ! -e "$work/$1.pid" ] || return 0
	done
	cat "$work/$1.log" >&2
	return 1
}

# ---- the disk ----

# With what any such machine has; its initramfs has the two modules that this one's disk takes.
make_base()
{
	root=$work/base
	new_system_bootstrap "$root" minbase \
		systemd,systemd-sysv,dbus,udev,kmod,iproute2,initramfs-tools,zstd
	new_system_configure "$root"
	printf '%s\n' virtio_pci virtio_blk >>"$root/etc/initramfs-tools/modules"
	sed -i 's/^MODULES=.*/MODULES=list/' "$root/etc/initramfs-tools/initramfs.conf"
	new_system_inside "$root" "$cache/archives" "apt-get -q update
		apt-get -q -y install linux-image-$kernel=$version" >"$cache/base.log" 2>&1 ||
		{ tail -n 20 "$cache/base.log" >&2; exit 1; }
	tar -C "$root" -cf "$cache/base.tar.part" .
	mv "$cache/base.tar.part" "$base"
	rm -rf --one-file-system "$root"
}

install_ours()
{
	mkdir -p "$root/root/debs" "$root/root/test"
	for package in "${packages[@]}"; do
		cp "$debs/${package}"_*.deb "$root/root/debs"
	done
	new_system_inside "$root" "$cache/archives" \
		"apt-get -q -y install /root/debs/*.deb && rm -r /root/debs" \
		>"$work/install.log" 2>&1 || { tail -n 20 "$work/install.log" >&2; exit 1; }
	cp "$here/guest" "$root/root/test"
	cp -r "$cache/made/reproducers" "$root/root/test"
	cp "$work/repo/metadata/1.root.json" "$root/root/test/root.json"
	cp "$top/tests/emulator/guest.service" "$root/etc/systemd/system"
	printf '[Match]\nName=e*\n[Network]\nDHCP=yes\n' \
		>"$root/etc/systemd/network/wired.network"
	new_system_inside "$root" "$cache/archives" \
		"systemctl -q enable guest.service systemd-networkd.service
		systemctl -q disable systemd-networkd-wait-online.service
		rm -f /usr/sbin/policy-rc.d"
	echo "/dev/vda / ext4 defaults 0 1" >"$root/etc/fstab"
}

# make_system FILE...: at $root, to become disks; with these in /root/test
make_system()
{
	base=$cache/base-$kernel-$version.tar
	[ -e "$base" ] || make_base
	root=$work/root
	mkdir "$root"
	tar -C "$root" -xf "$base"
	new_system_configure "$root"
	install_ours
	cp "$@" "$root/root/test"
	cp "$root/boot/vmlinuz-$kernel" "$work/vmlinuz"
	cp "$root/boot/initrd.img-$kernel" "$work/initrd"
}

# make_disk PLACE: of a machine that is called like it
make_disk()
{
	mkdir -p "$1"
	basename "$1" >"$root/etc/hostname"
	basename "$1" | md5sum | cut -d' ' -f1 >"$root/etc/machine-id"
	truncate -s 2G "$1/disk"
	mkfs.ext4 -q -F -d "$root" "$1/disk"
}

# ---- machines ----

# shellcheck disable=SC2034 # of those who source this
NETWORK=(-nic "user,model=virtio-net-pci")

# start_machine PLACE APPEND [OPTION...]: as the process $machine
start_machine()
{
	local place=$1 append=$2

	shift 2
	rm -f "$place/report" "$place/console"
	: >"$place/report"
	qemu-system-x86_64 -nodefaults -no-user-config -display none -no-reboot \
		-accel tcg,thread=single -cpu max -smp 2 -m 1024 \
		-kernel "$work/vmlinuz" -initrd "$work/initrd" \
		-append "root=/dev/vda rw console=ttyS0 panic=-1 $append" \
		-drive "file=$place/disk,format=raw,if=virtio" -device virtio-rng-pci \
		-serial "file:$place/console" "$@" \
		</dev/null >"$place/qemu.log" 2>&1 9>&- &
	machine=$!
	machines+=("$machine")
}

# wait_for PLACE PROCESS TEXT: until the guest has told it; not: its end or the time came first
wait_for()
{
	for _ in $(seq $((BOOT_TIMEOUT * 4))); do
		! grep -qxE "$3" "$1/report" || return 0
		kill -0 "$2" 2>/dev/null || return 1
		sleep 0.25
	done
	return 1
}

wait_for_end()
{
	for _ in $(seq $((BOOT_TIMEOUT * 4))); do
		kill -0 "$1" 2>/dev/null || break
		sleep 0.25
	done
	end_machine "$1"
}

end_machine()
{
	local other kept=()

	kill -KILL "$1" 2>/dev/null || true
	wait "$1" 2>/dev/null || true
	for other in "${machines[@]}"; do
		[ "$other" = "$1" ] || kept+=("$other")
	done
	machines=("${kept[@]}")
}

# ---- what is found ----

wrong=0

title()
{
	echo "$1" | tee -a "$work/rows"
}

# row VERDICT SECONDS NAME
row()
{
	printf '%-7s %6s  %s\n' "$1" "$2" "$3" | tee -a "$work/rows"
	[ "$1" = ok ] || wrong=$((wrong + 1))
}

# print_head TITLE: of a report
print_head()
{
	printf '%s\n\n' "$1"
	printf 'date       %s\n' "$(date -u +%Y-%m-%d)"
	printf 'kernel     %s %s (stock, emulated, 2 processors, 1 GiB)\n' "$kernel" "$version"
	printf 'commit     %s\n' "$commit"
	printf 'updates    CVE-2026-43093 and CVE-2026-46306 in vmlinux, CVE-2026-46303 in isofs\n'
}

print_rows()
{
	printf 'result  seconds\n'
	cat "$work/rows"
	printf '\n'
}

print_sum()
{
	printf '\n%d ok, %d failed\n' "$(grep -c '^ok' "$work/rows")" $wrong
}
