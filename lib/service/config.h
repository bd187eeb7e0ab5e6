/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the service is set up: an INI file (sutured.conf(5)).
 *
 * A key that is not known, one that is given twice and a value that is none are refused with
 * CONFIGURATION_WRONG, the file and the line. The table of keys is in config.c.
 */
#ifndef SUTURE_SERVICE_CONFIG_H
#define SUTURE_SERVICE_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "http/http.h"
#include "service/service.h"

/* Where the embedded database is, if nothing is said of it. */
#define CONFIG_STATE "state"

enum config_key {
	CONFIG_URL,
	CONFIG_ADDRESS,
	CONFIG_CERTIFICATE,
	CONFIG_KEY,
	CONFIG_PROXIES,
	CONFIG_THREADS,
	CONFIG_CONNECTIONS,
	CONFIG_CONNECTIONS_OF_ONE,
	CONFIG_REQUESTS_OF_ONE,
	CONFIG_NAME,
	CONFIG_INTERVAL,
	CONFIG_INACTIVE,
	CONFIG_SOURCE,
	CONFIG_ROOT,
	CONFIG_KEPT,
	CONFIG_PROXY,
	CONFIG_CA_FILE,
	CONFIG_LOOK,
	CONFIG_SENDMAIL,
	CONFIG_FROM,
	CONFIG_CONSOLE,
	CONFIG_HOUR,
	CONFIG_PRIVATE,
	CONFIG_KEYS,
};

/* The repository that is followed; text that is not said is NULL. */
struct config_repository {
	const char *sources; /* URLs with blanks between; NULL: none is followed */
	const char *root, *store, *proxy, *ca_file;
	int64_t interval; /* seconds */
};

/* The daily mail. */
struct config_mail {
	const char *sendmail; /* NULL: none is sent */
	const char *from, *console;
	unsigned int hour;
};

struct config {
	char *values[CONFIG_KEYS]; /* as they are written, or the default */
	bool is_set[CONFIG_KEYS];
	struct http_options http;	/* its strings are those of the values */
	struct service_options service; /* the same */
	struct config_repository repository;
	struct config_mail mail;
	bool private_webhooks;
};

/* name: what errors call the file. */
struct error *config_parse(const char *text, const char *name, struct config *config)
	__attribute__((nonnull, warn_unused_result));
/* path NULL: all has its default. */
struct error *config_read(const char *path, struct config *config)
	__attribute__((nonnull(2), warn_unused_result));
/* The directory of the embedded database, for its owner alone, if nothing else is said. */
struct error *config_make_state(const struct config *config)
	__attribute__((nonnull, warn_unused_result));
void config_deinit(struct config *config);
#define _cleanup_config_ _cleanup_(config_deinit)

#endif
