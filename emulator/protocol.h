/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the host and the guest's init say to each other.
 *
 * To the guest goes GUEST_JOB, a file in its initramfs, one step a line, the
 * fields divided by tabs (so no field may hold a tab or a newline):
 *
 *	run	NAME	SECONDS	ARGUMENT...	run a program and wait; 0: no limit
 *	start	NAME	0	ARGUMENT...	run a program in the background
 *	stop	NAME	SECONDS			SIGTERM to it, then wait; SIGKILL after the limit
 *	module	NAME	0	MODULE OPTIONS	load a module by name or path
 *
 * and GUEST_MODULES, which says what can be loaded by name:
 *
 *	module	NAME	PATH
 *	before	NAME	NAME	the second must be loaded before the first: depends
 *	wish	NAME	NAME	as before, but nobody minds if it fails: softdep pre
 *	after	NAME	NAME	the second is loaded after the first: softdep post
 *	alias	PATTERN	NAME
 *	builtin	NAME
 *
 * Back come frames over the second serial port: a line of words, and where its
 * last word is a LENGTH, that many bytes and one newline after it. STEP counts
 * from 0 in the order of the job; MS are milliseconds since boot.
 *
 *	hello VERSION MS
 *	begin STEP MS
 *	output STEP LENGTH
 *	end STEP STATUS MS TIMED-OUT
 *	log LENGTH			records of /dev/kmsg, each ended by a NUL
 *	bye MS
 */
#ifndef SUTURE_EMULATOR_PROTOCOL_H
#define SUTURE_EMULATOR_PROTOCOL_H

#define GUEST_PROTOCOL 1
#define GUEST_JOB "/etc/job"
#define GUEST_MODULES "/etc/modules"
#define GUEST_REPORT "/dev/ttyS1"

#endif
