# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by tests that need a new Debian 12: it is made from the archives of this machine's apt.
new_system_release=bookworm

# Lines for sources.list as this machine's apt has them, but for the new system's release.
new_system_sources()
{
	mine=$(. /etc/os-release && echo "$VERSION_CODENAME")
	# shellcheck disable=SC2016 # apt replaces these
	apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' \
		'Created-By: Packages' 'Architecture: amd64' |
		grep -E " $mine(-[a-z]+)? main\$" |
		sed -E "s/ $mine((-[a-z]+)? main)\$/ $new_system_release\1/" | sort -u
}

# new_system_bootstrap ROOT VARIANT PACKAGES: the variant as debootstrap has it, empty for the whole
# base system; packages with a comma between them. ROOT.log tells
new_system_bootstrap()
{
	mirror=$(new_system_sources |
		sed -n "s/^deb \([^ ]*\) $new_system_release main\$/\1/p" | head -n 1)
	[ -n "$mirror" ] || { echo "apt here has no Debian archive" >&2; return 1; }
	debootstrap ${2:+--variant="$2"} --include="ca-certificates${3:+,$3}" \
		$new_system_release "$1" "$mirror" \
		>"$1.log" 2>&1 || { tail -n 20 "$1.log" >&2; return 1; }
}

# new_system_configure ROOT: how this machine reaches its archives holds for the new system as well
new_system_configure()
{
	new_system_sources >"$1/etc/apt/sources.list"
	apt-config dump | grep -E '^Acquire::(http|https|ftp)::.*[Pp]roxy' \
		>"$1/etc/apt/apt.conf.d/90proxy" || true
	printf '%s\n' 'APT::Keep-Downloaded-Packages "true";' \
		'APT::Install-Recommends "false";' >"$1/etc/apt/apt.conf.d/91packages"
	printf '#!/bin/sh\nexit 101\n' >"$1/usr/sbin/policy-rc.d"
	chmod 755 "$1/usr/sbin/policy-rc.d"
	cp /etc/resolv.conf /etc/hosts "$1/etc/"
}

# new_system_inside ROOT ARCHIVES COMMAND: in namespaces of its own, so that nothing stays
# mounted and no process stays behind. The root is a mount, as every system's is: tests unshare
# their mounts from it. ARCHIVES: where apt keeps what it fetched
# shellcheck disable=SC2016 # the inner shell expands what is in single quotes
new_system_inside()
{
	unshare --mount --pid --fork --kill-child sh -eu -c '
		mount --bind "$1" "$1"
		mount -t proc proc "$1/proc"
		mount --rbind /dev "$1/dev"
		mount -t tmpfs tmpfs "$1/run"
		mount --bind "$2" "$1/var/cache/apt/archives"
		root=$1
		shift 2
		exec chroot "$root" env -i HOME=/root TERM=dumb LC_ALL=C.UTF-8 \
			DEBIAN_FRONTEND=noninteractive \
			PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
			sh -eu -c "$*"' \
		sh "$@" </dev/null
}
