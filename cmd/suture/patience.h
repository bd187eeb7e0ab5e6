/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How long a verb bears tasks that are in the way, as its options say. */
#ifndef SUTURE_PATIENCE_H
#define SUTURE_PATIENCE_H

#include "base/command.h"
#include "client/transaction.h"

struct patience {
	unsigned int retries;	   /* attempts after the first */
	unsigned int wait_seconds; /* all pauses between them together */
};

#define PATIENCE_DEFAULT { .retries = 10, .wait_seconds = 30 }

/* The rows of a verb's table for it. */
#define PATIENCE_OPTIONS(patience) \
	{ "retries", "N", "try again at most N times while tasks are in the way (10)", \
	  OPTION_NUMBER, &(patience).retries }, \
	{ "wait", "SECONDS", "wait no longer than this between all attempts together (30)", \
	  OPTION_NUMBER, &(patience).wait_seconds }

static inline struct transaction_options patience_options(const struct patience *patience,
							  bool dry_run)
{
	return (struct transaction_options){ .retries = patience->retries,
					     .wait_ms = patience->wait_seconds * 1000,
					     .dry_run = dry_run };
}

#endif
