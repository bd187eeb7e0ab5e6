/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a machine is answered (docs/service.md): what it is to wait for, and nothing else. */
#ifndef SUTURE_FLEET_ADVICE_H
#define SUTURE_FLEET_ADVICE_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "base/string_list.h"
#include "fleet/key.h"

enum hold_reason {
	HOLD_NOTHING,
	HOLD_RING,	    /* other machines go first */
	HOLD_HALTED,	    /* it went wrong elsewhere */
	HOLD_LIMIT,	    /* enough machines change at this moment */
	HOLD_WINDOW,	    /* the group's window is closed */
	HOLD_BLOCKED,	    /* an operator said so */
	HOLD_SUBSCRIPTION,  /* nobody pays for this machine */
	HOLD_AUTHORIZATION, /* nobody has said that it may */
};

struct hold {
	char *name; /* of the update */
	enum hold_reason reason;
	char *text; /* for people */
};

struct advice {
	char machine[40];
	enum admission authorization;
	bool renew;
	char *group;
	int64_t next; /* seconds */
	int64_t good_until;
	struct hold *holds;
	size_t n_holds;
	struct hold others; /* name is NULL */
	struct string_list released;
};

void advice_hold(struct advice *advice, const char *name, enum hold_reason reason, const char *text)
	__attribute__((nonnull));
void advice_hold_others(struct advice *advice, enum hold_reason reason, const char *text)
	__attribute__((nonnull));
json_t *advice_to_json(const struct advice *advice) __attribute__((nonnull, warn_unused_result));
void advice_deinit(struct advice *advice);
#define _cleanup_advice_ _cleanup_(advice_deinit)

#endif
