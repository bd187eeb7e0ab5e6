/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One switch of the core, tried again while tasks are in the way.
 */
#ifndef SUTURE_TRANSACTION_H
#define SUTURE_TRANSACTION_H

#include <stdbool.h>

#include "base/error.h"
#include "base/string_list.h"
#include <suture/abi.h>

struct transaction_options {
	unsigned int retries; /* attempts after the first */
	unsigned int wait_ms; /* all pauses between attempts together */
	bool dry_run;	      /* see whether it could be done; change nothing */
};

struct transaction_result {
	unsigned int attempts;
	struct suture_switch last; /* what the core said at the last attempt */
};

/*
 * Apply and reverse staged updates by id, all or none. The result is filled
 * on failure too. Pauses double from 0.1 s up to 6.4 s and are jittered, so that
 * attempts do not fall in step with what the machine does periodically.
 * Refuses with what the core refuses with; BUSY names tasks and functions.
 */
struct error *
transaction_run(int device, const struct string_list *apply, const struct string_list *reverse,
		const struct transaction_options *options, struct transaction_result *result)
	__attribute__((nonnull, warn_unused_result));

/* The blockers that the result holds; the core may have met more. */
size_t transaction_blockers(const struct transaction_result *result) __attribute__((nonnull));

#endif
