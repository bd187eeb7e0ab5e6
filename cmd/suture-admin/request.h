/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The request that an action and its arguments make. */
#ifndef SUTURE_ADMIN_REQUEST_H
#define SUTURE_ADMIN_REQUEST_H

#include "actions.h"
#include "base/json.h"

struct request {
	const char *method;
	char *path;   /* with the query */
	json_t *body; /* or NULL */
};

/* account: of which it is, or NULL. A usage error for arguments that the action does not take. */
struct error *request_make(const struct action *action, int argc, char **argv, const char *account,
			   struct request *request)
	__attribute__((nonnull(1, 3, 5), warn_unused_result));
void request_deinit(struct request *request);
#define _cleanup_request_ _cleanup_(request_deinit)

#endif
