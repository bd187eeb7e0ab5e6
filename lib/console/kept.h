/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Values that take a while to make, kept for some seconds: however many look, one makes it. While
 * it is made anew the others get the last one, if that is not too old, or wait.
 */
#ifndef SUTURE_CONSOLE_KEPT_H
#define SUTURE_CONSOLE_KEPT_H

#include <stdint.h>

#include <jansson.h>

#include "base/error.h"

#define KEPT_FRESH 5  /* seconds for which it is good */
#define KEPT_STALE 60 /* and for which it will do while it is made anew */

/*
 * That of an owner and a number; make() is called by one thread at a time for each of them. Nobody
 * changes a value: *value is the caller's reference. What fails is told to whoever made it, and the
 * next one tries.
 */
struct error *kept_get(const void *owner, int64_t number,
		       struct error *(*make)(const void *context, json_t **value),
		       const void *context, json_t **value)
	__attribute__((nonnull(1, 3, 5), warn_unused_result));

/* Of an owner that is no more. Nobody may be getting any of it. */
void kept_forget(const void *owner) __attribute__((nonnull));

#endif
