/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a machine stands: what its kernel is equal to, which updates are applied, which could be,
 * which are not and why, and which CVEs are left.
 *
 * Made anew from the running kernel's word and what was verified last; nothing is written and
 * nobody is asked. Every form in which status is told (text, JSON, metrics, the plugin's line, VEX,
 * OVAL) is told from this.
 */
#ifndef SUTURE_STANDING_H
#define SUTURE_STANDING_H

#include "machine/last_check.h"
#include "machine/machine.h"

enum standing_verdict {
	STANDING_UNKNOWN,     /* the repository was never asked about this kernel */
	STANDING_UNSUPPORTED, /* it does not serve this kernel, or not any more */
	STANDING_OUT_OF_DATE, /* there is something to be done */
	STANDING_UP_TO_DATE,
};

enum update_state {
	UPDATE_AVAILABLE, /* could be applied now */
	UPDATE_SKIPPED,	  /* could not; reason tells why */
	UPDATE_LOST,	  /* installed, and not applied */
	UPDATE_WAITING,	  /* installed; its module, 'other', is not loaded */
	UPDATE_WITHDRAWN, /* applied or installed, and to be taken back */
	UPDATE_FOREIGN,	  /* applied, and not known to the series */
	UPDATE_APPLIED,
};

struct standing_update {
	const char *id;
	const struct series_update *update; /* NULL if it is foreign */
	enum update_state state;
	enum plan_reason reason; /* of UPDATE_SKIPPED */
	char *other;		 /* as plan_skip has it, or a module; or NULL */
};

enum cve_state {
	CVE_FIXED,	 /* every update with it is in force */
	CVE_AVAILABLE,	 /* an update of it can be applied now */
	CVE_HELD_BACK,	 /* there is an update of it that is not applied; the text says why */
	CVE_UNPATCHABLE, /* there is no update of it; the text says why */
};

struct standing_cve {
	char *cve;
	enum cve_state state;
	char *update; /* the id of one that fixes it, or NULL */
	char *text;   /* for people; NULL for what is fixed or available */
};

struct standing {
	const struct machine *machine;
	int64_t now;
	enum standing_verdict verdict;
	const char *effective; /* the vendor's version that it is equal to; NULL: unknown */
	struct standing_update *updates; /* in the order of the series, foreign ones behind */
	size_t n_updates;
	struct standing_cve *cves; /* sorted */
	size_t n_cves;
	struct plan plan; /* for all, by the machine's policy */
	char *unplannable; /* why there is none, such as a pin that is no version; NULL */
	struct last_check check;
	bool is_stale; /* what was seen last has expired since */
	char *switched_off; /* why nothing may be changed; NULL: it may */
};

/* now in seconds since 1970. The machine must outlive it. */
void standing_take(const struct machine *machine, int64_t now, struct standing *standing)
	__attribute__((nonnull));
void standing_deinit(struct standing *standing);
#define _cleanup_standing_ _cleanup_(standing_deinit)

size_t standing_count(const struct standing *standing, enum update_state state)
	__attribute__((nonnull));
size_t standing_count_cves(const struct standing *standing, enum cve_state state)
	__attribute__((nonnull));
size_t standing_count_unfixed(const struct standing *standing) __attribute__((nonnull));
/* The repository serves this kernel, and what it said of it last has not expired. */
bool standing_is_informed(const struct standing *standing) __attribute__((nonnull));

/* "up-to-date", "available", "fixed"; and of a reason, "held". Stable: scripts compare them. */
const char *standing_verdict_name(enum standing_verdict verdict);
const char *update_state_name(enum update_state state);
const char *cve_state_name(enum cve_state state);
const char *plan_reason_name(enum plan_reason reason);
/* For people: "held", "beyond the pin 6.1.9-1", "withdrawn: it hangs"; the caller's. */
char *plan_reason_text(enum plan_reason reason, const char *other)
	__attribute__((warn_unused_result));

#endif
