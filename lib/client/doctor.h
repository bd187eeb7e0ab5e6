/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Can this machine take updates, and if not, what is to be done? Each check
 * adds findings; one that cannot be made says so rather than being silent.
 */
#ifndef SUTURE_DOCTOR_H
#define SUTURE_DOCTOR_H

#include <stdbool.h>
#include <stddef.h>

enum finding_status {
	FINDING_OK,
	FINDING_WARNING, /* updates can be applied; something deserves a look */
	FINDING_PROBLEM, /* updates cannot be applied */
};

struct finding {
	const char *check; /* a stable name: "secure-boot" */
	enum finding_status status;
	char *message;
	char *remedy; /* the next command; NULL if there is nothing to do */
};

struct findings {
	struct finding *items;
	size_t n_items;
};

void doctor_examine(struct findings *findings) __attribute__((nonnull));
size_t findings_count(const struct findings *findings, enum finding_status status)
	__attribute__((nonnull));
const char *finding_status_name(enum finding_status status);
void findings_deinit(struct findings *findings);
#define _cleanup_findings_ __attribute__((cleanup(findings_deinit)))

#endif
