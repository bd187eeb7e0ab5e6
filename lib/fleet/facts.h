/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a row has of its machine's last report, word by word. Most reports change none of it. */
#ifndef SUTURE_FLEET_FACTS_H
#define SUTURE_FLEET_FACTS_H

#include "db/db.h"
#include "fleet/report.h"

enum fact {
	FACT_HOSTNAME,
	FACT_CLIENT,
	FACT_BOOT,
	FACT_TAGS, /* as JSON, as the next two */
	FACT_LAST_CHANGE,
	FACT_SUSPECTS,
	FACT_CLUSTER,
	FACTS,
};
/* In this order, of a table m. */
#define FACT_COLUMNS                                                                   \
	"m.hostname, m.client, m.boot, m.tags, m.last_change, m.suspects, m.cluster,"  \
	" m.automatic, m.condition"

struct facts {
	char *texts[FACTS]; /* NULL: that of the row */
	int64_t is_automatic, condition;
};

void facts_of_report(const struct report *report, int64_t condition, struct facts *facts)
	__attribute__((nonnull));
/* first: the column of a row at which FACT_COLUMNS begin. */
void facts_of_row(const struct db_rows *rows, int first, struct facts *facts)
	__attribute__((nonnull));
bool facts_have_same_text(const struct facts *one, const struct facts *other, enum fact fact)
	__attribute__((nonnull));
bool facts_are_same(const struct facts *one, const struct facts *other) __attribute__((nonnull));
void facts_deinit(struct facts *facts);
#define _cleanup_facts_ _cleanup_(facts_deinit)

#endif
