/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A store that nobody can ask anything yet: whoever starts the service has to begin somewhere. */
#ifndef SUTURE_SERVICE_FIRST_H
#define SUTURE_SERVICE_FIRST_H

#include "fleet/secret.h"
#include "service/service.h"

/*
 * If there never was an API key: the account "default" with a group of that name, and a key that
 * may do everything. All of it is there, or nothing.
 */
struct error *first_start(struct service *service, bool *is_first, struct secret *key)
	__attribute__((nonnull, warn_unused_result));

/* One more key that may do everything, for whoever has lost the others. */
struct error *first_add_key(struct db *db, int64_t now, const char *label, struct secret *key)
	__attribute__((nonnull, warn_unused_result));

#endif
