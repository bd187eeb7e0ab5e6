/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a machine's owner wants: /etc/suture/suture.conf, an INI file (suture.conf(5)).
 *
 * A key that is not known, one that is given twice and a value that is none are refused with the
 * file and the line: a policy that is misread is worse than none.
 */
#ifndef SUTURE_POLICY_H
#define SUTURE_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/string_list.h"
#include "base/window.h"

#define POLICY_FILE "/etc/suture/suture.conf"

enum policy_mode {
	POLICY_REPORT,	  /* say what could be done */
	POLICY_AUTOMATIC, /* do it */
};

/* The table of keys is in policy.c; its rows are in the order of these. */
enum policy_key {
	POLICY_SOURCE,
	POLICY_ROOT,
	POLICY_PROXY,
	POLICY_CA_FILE,
	POLICY_PATIENCE,
	POLICY_DISTRIBUTION,
	POLICY_USER,
	POLICY_MODE,
	POLICY_DELAY,
	POLICY_PIN,
	POLICY_HOLD,
	POLICY_WINDOW,
	POLICY_APPLY,
	POLICY_SERVICE,
	POLICY_TAGS,
	POLICY_KEYS,
};

struct policy {
	char *values[POLICY_KEYS]; /* as they are written, or the default */
	bool is_set[POLICY_KEYS];
	struct string_list sources; /* URLs, in the order in which they are asked */
	unsigned int patience;	    /* seconds */
	enum policy_mode mode;
	int64_t delay;		 /* seconds that an update must be out */
	struct string_list held; /* ids */
	struct window window;
	bool applies_at_boot;
	struct string_list tags; /* "NAME=VALUE" */
};

/* Refuses with POLICY_WRONG. name: what errors call the file. */
struct error *policy_parse(const char *text, const char *name, struct policy *policy)
	__attribute__((nonnull, warn_unused_result));
/* The machine's; what is not there has its default. */
struct error *policy_read(struct policy *policy) __attribute__((nonnull, warn_unused_result));
void policy_deinit(struct policy *policy);
#define _cleanup_policy_ _cleanup_(policy_deinit)

const char *policy_key_name(enum policy_key key);
/* false: there is no such key. */
bool policy_key_find(const char *name, enum policy_key *key) __attribute__((nonnull));

/*
 * Write the machine's file with another value (NULL: the default). Refuses with POLICY_WRONG if
 * it is none, and for what is wrong in the file; nothing has changed then. Whoever else changes
 * it at the same moment is waited for.
 */
struct error *policy_change(enum policy_key key, const char *value)
	__attribute__((warn_unused_result));

#endif
