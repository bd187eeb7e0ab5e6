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
struct error *kernel_open(int *fd) __attribute__((nonnull, warn_unused_result));

/* finit_module(2) of an open .ko file */
int kernel_load_module(int file);
/* delete_module(2), which does not wait: EWOULDBLOCK if the module is in use */
int kernel_unload_module(const char *name) __attribute__((nonnull));
/* SUTURE_IOC_SWITCH and SUTURE_IOC_REFUSAL */
int kernel_switch(int fd, struct suture_switch *request) __attribute__((nonnull));
int kernel_refusal(int fd, struct suture_refusal_record *record) __attribute__((nonnull));

/* Wait. False if a signal that ends the program arrived meanwhile; it stays pending. */
bool kernel_pause(unsigned int milliseconds);

#endif
