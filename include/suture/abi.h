/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * The interface between the core module and user space: /dev/suture.
 *
 * Loading an update is finit_module(2) of its .ko files, one for each target;
 * the core matches each while it loads and thereby stages it. A refused load
 * fails with an errno; SUTURE_IOC_REFUSAL then says why. SUTURE_IOC_SWITCH is
 * the one transaction: it applies and reverses any number of staged updates in
 * a single stop of the machine, or changes nothing.
 *
 * Both calls need CAP_SYS_MODULE. State is under /sys/kernel/suture/ and is world-readable:
 *   version                 the core's format number
 *   updates/ID/state        "staged" or "applied"
 *   updates/ID/targets      one target a line ("vmlinux" or a module's name)
 *   updates/ID/modules      the update's own kernel module for each of them, in the same order
 *   updates/ID/functions    one "TARGET NAME OLD-SIZE NEW-SIZE" a line
 */
#ifndef SUTURE_ABI_H
#define SUTURE_ABI_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define SUTURE_DEVICE "/dev/suture"
#define SUTURE_ID_MAX 64	/* with the final NUL, of an update's id */
#define SUTURE_NAME_MAX 128	/* with the final NUL, of a function or module */
#define SUTURE_BLOCKERS_MAX 16
#define SUTURE_BYTES_MAX 16

/* Why a load or a switch was refused. Unused fields are zero. */
struct suture_refusal_record {
	__u32 code;		/* enum suture_refusal */
	__s32 error;		/* the errno that the call returned, negative */
	char update[SUTURE_ID_MAX];
	char object[SUTURE_NAME_MAX];	/* target: vmlinux or a module */
	char function[SUTURE_NAME_MAX];
	char other[SUTURE_ID_MAX];	/* the update because of which it is */
	__u64 offset;		/* in the function, bytes */
	__u32 length;		/* of the two arrays below */
	__u8 expected[SUTURE_BYTES_MAX];
	__u8 found[SUTURE_BYTES_MAX];
	__u8 pad[4];
};

/* A task that was in the way. */
struct suture_blocker {
	__s32 pid;
	__u32 unreliable;	/* its stack could not be walked; words were scanned */
	char comm[16];
	char function[SUTURE_NAME_MAX];
};

enum suture_switch_flags {
	/* Check only: report blockers, change nothing. */
	SUTURE_SWITCH_DRY_RUN = 1 << 0,
};

struct suture_switch {
	__u32 size;		/* sizeof(struct suture_switch), for growth */
	__u32 flags;		/* enum suture_switch_flags */
	__u32 n_apply;		/* ids[0 .. n_apply) are applied, in this order */
	__u32 n_reverse;	/* the n_reverse ids after them are reversed */
	__u64 ids;		/* user pointer to char[][SUTURE_ID_MAX] */
	/* Results; filled whatever the call returns, if it could start. */
	__u64 pause_ns;		/* the whole stop, first CPU in to last CPU out */
	__u64 check_ns;		/* the part of it that looked at stacks */
	__u64 walk_ns;		/* the walk before the stop, nobody waits for it */
	__u32 n_tasks;		/* tasks walked before the stop */
	__u32 n_rechecked;	/* tasks walked inside the stop */
	__u32 n_blockers;	/* may exceed SUTURE_BLOCKERS_MAX */
	__u32 n_functions;	/* entries redirected or restored */
	struct suture_blocker blockers[SUTURE_BLOCKERS_MAX];
	struct suture_refusal_record refusal;
};

/* The time of a stop_machine that does nothing, for comparison. */
struct suture_empty_stop {
	__u64 pause_ns;
};

#define SUTURE_IOC_SWITCH _IOWR('S', 1, struct suture_switch)
/* The last refused load or switch. */
#define SUTURE_IOC_REFUSAL _IOR('S', 2, struct suture_refusal_record)
#define SUTURE_IOC_EMPTY_STOP _IOR('S', 3, struct suture_empty_stop)

#endif
