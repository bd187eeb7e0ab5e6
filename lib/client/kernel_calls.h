/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every call that changes the running kernel, and nothing else. The test of
 * the command line links another implementation in place of kernel_calls.c.
 * Calls that return int yield 0 or -1 with errno.
 */
#ifndef SUTURE_KERNEL_CALLS_H
#define SUTURE_KERNEL_CALLS_H

#include <stdbool.h>

#include "base/error.h"
#include <suture/abi.h>

/*
 * Open the core's device: *fd is the caller's. Refuses with NOT_ROOT or
 * CORE_NOT_LOADED. The core cannot be unloaded while it is open.
 */
struct error *core_open(int *fd) __attribute__((nonnull, warn_unused_result));

/* finit_module(2) of an open .ko file */
int module_load(int file);
/* delete_module(2), which does not wait: EWOULDBLOCK if the module is in use */
int module_unload(const char *name) __attribute__((nonnull));
/* SUTURE_IOC_SWITCH and SUTURE_IOC_REFUSAL */
int core_switch(int fd, struct suture_switch *request) __attribute__((nonnull));
int core_refusal(int fd, struct suture_refusal_record *record) __attribute__((nonnull));

/* Wait. False if a signal that ends the program arrived meanwhile; it stays pending. */
bool pause_unless_ended(unsigned int milliseconds);

#endif
