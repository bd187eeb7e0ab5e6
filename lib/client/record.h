/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the core says, as errors.
 */
#ifndef SUTURE_RECORD_H
#define SUTURE_RECORD_H

#include "base/error.h"
#include "client/manifest.h"
#include <suture/abi.h>

/* An error of what a record says; subject comes before it in the message. */
struct error *record_to_error(const struct suture_refusal_record *record, const char *subject)
	__attribute__((nonnull, warn_unused_result));

/*
 * Why finit_module(2) of an update's module failed with that errno: the core's
 * own reason if the record is about this module of the update, else the kernel's.
 */
struct error *load_error(int number, const struct suture_refusal_record *record, const char *id,
			 const struct manifest_module *module)
	__attribute__((nonnull, warn_unused_result));

#endif
