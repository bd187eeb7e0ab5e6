/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What operators change of machines, as work for the writer: Uptrack's calls do the same. */
#ifndef SUTURE_API_CHANGE_H
#define SUTURE_API_CHANGE_H

#include "service/service.h"

struct change_of_machine {
	const struct call *call;
	const char *uuid;
	const char *value; /* an authorization or a group's name */
};

/* For service_change(); data is a struct change_of_machine. */
struct error *change_authorize(struct db *db, void *data)
	__attribute__((nonnull, warn_unused_result));
struct error *change_move(struct db *db, void *data) __attribute__((nonnull, warn_unused_result));
struct error *change_remove(struct db *db, void *data) __attribute__((nonnull, warn_unused_result));

#endif
