# SPDX-License-Identifier: GPL-2.0-or-later
# The front door. Meson builds the programs; this file knows what there is to do.

KERNEL ?= debian:6.1.0-47-cloud-amd64=6.1.170-3
PREFIX ?= /usr/local
CHECK ?= unit cli kernel fuzz style
FUZZ_SECONDS ?= 8

.DEFAULT_GOAL := all
.NOTPARALLEL:
.PHONY: all help deps kmod check demo corpus bench endurance fresh unchanged split-corpus fuzz \
	interop sweep load pages console-shots cost install deb packages-check e2e fleet-e2e clean

all: build/build.ninja
	ninja -C build

help:
	@sed -n 's/^#: //p' Makefile

#: make deps        install what it takes to build and test (Debian; uses sudo if need be);
#:                  check and demo do it too
deps:
	.ci/deps

#: make             build the programs in build/
build/build.ninja:
	meson setup build -Dbuildtype=release -Dtests=false --prefix=$(PREFIX)

#: make kmod KERNEL=debian:RELEASE[=VERSION]   build the core module for a kernel as build/suture.ko
kmod: all
	build/cmd/suture-create/suture-create core --kernel $(KERNEL) --output build

#: make check       all tests; CHECK="unit cli kernel fuzz style" chooses among them
check: deps
	CHECK='$(CHECK)' KERNEL='$(KERNEL)' FUZZ_SECONDS='$(FUZZ_SECONDS)' tests/check

#: make demo        a real kernel, a real bug, and the bug gone without a reboot
demo: deps all
	tests/demo

#: make fuzz        fuzz each parser for FUZZ_SECONDS
fuzz:
	tests/fuzz/run $(FUZZ_SECONDS)

#: make corpus      create and try updates for the whole corpus of fixes
#: make bench       measure pauses and times; COLD=0 leaves out the first update ever, which
#:                  downloads a kernel and its source
#: make endurance   apply and undo 500 times under load
#: make unchanged   patches that change nothing must yield nothing
#: make split-corpus   split real and made updates of sources, and judge what is said of them;
#:                  SPLIT_CANDIDATES and SPLIT_RECORDS name mails and records (CONTRIBUTING.md)
#: make interop     tuf-js, from the npm registry, follows a repository through rotations
#: make sweep       end machine, client and publisher at every system call, fail every change of
#:                  a file
#: make load        how many reports the service takes with a million machines in its store
#: make pages       how long the console's pages take with a million machines in the store
#: make cost        measure what status, a poll and verifying 10,000 targets cost
#: make fresh       build and test in a new Debian 12 system
corpus bench unchanged: build/build.ninja
	@test -x tests/$@/run || { echo "tests/$@/run is not there" >&2; exit 1; }
	meson configure build -Dtests=true
	ninja -C build
	tests/$@/run

split-corpus: build/build.ninja
	meson configure build -Dtests=true
	ninja -C build
	tests/split/run $(SPLIT_PARTS)

endurance: build/build.ninja
	ninja -C build
	tests/kernel/endurance

interop: build/build.ninja
	meson configure build -Dtests=true
	ninja -C build
	tests/interop/run

sweep: build/build.ninja
	meson configure build -Dtests=true
	ninja -C build
	tests/sweep/all

load: build/build.ninja
	meson configure build -Dtests=true
	ninja -C build
	tests/service/load

pages: build/build.ninja
	meson configure build -Dtests=true
	ninja -C build
	tests/service/pages

cost: build/build.ninja
	meson configure build -Dtests=true
	ninja -C build
	tests/cost/run

fresh:
	tests/fresh/run

#: make console-shots   pictures of the console's pages in build/console-shots, by chromium, which
#:                  is too large for 'make deps' (tests/console/packages)
console-shots: build/build.ninja
	meson configure build -Dtests=true
	ninja -C build tests/console/server
	tests/console/screenshots build/console-shots

#: make install     install with PREFIX, which the first 'make' fixes, and DESTDIR
install: all
	meson install -C build --no-rebuild

#: make deb         Debian packages in build/deb, judged by lintian
deb: deps
	debian/build build/deb

#: make packages-check   install, upgrade, remove and purge the Debian packages in a new system
packages-check: deb
	tests/packages/run build/deb

#: make e2e         stock Debian 12 with the packages, emulated, follows a repository: updates come
#:                  and go, reboots, bad mirrors, the power fails
e2e: build/build.ninja deb
	meson configure build -Dtests=true
	ninja -C build
	tests/e2e/run build/deb

#: make fleet-e2e   three such machines and the service: an update goes from ring to ring, one
#:                  fails, within one a machine goes down, and these two halt; takes chromium
fleet-e2e: build/build.ninja deb
	meson configure build -Dtests=true
	ninja -C build
	tests/fleet/run build/deb

#: make clean       remove what was built here; fetched kernels stay in the cache
clean:
	rm -rf build build-check build-fuzz
