/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which service is asked, and with which key; and asking it, by libcurl. */
#ifndef SUTURE_ADMIN_SERVICE_H
#define SUTURE_ADMIN_SERVICE_H

#include "request.h"

struct service_access {
	char *url; /* without a slash at its end */
	char *key;
};

/*
 * What is said on the command line, or else in the environment, or else in admin.conf. Either may
 * be NULL. Refuses with NO_SERVICE. A key is not sent without TLS, except to this machine.
 */
struct error *service_access_find(const char *url, const char *key_file,
				  struct service_access *access)
	__attribute__((nonnull(3), warn_unused_result));
void service_access_deinit(struct service_access *access);
#define _cleanup_service_access_ _cleanup_(service_access_deinit)

/*
 * What it answers. What it refuses is refused here in the same words; SERVICE_UNREACHABLE,
 * SERVER_UNTRUSTED, SERVICE_STRANGE.
 */
struct error *service_ask(const struct service_access *access, const struct request *request,
			  json_t **answer) __attribute__((nonnull, warn_unused_result));

#endif
