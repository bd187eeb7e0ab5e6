/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/config.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/duration.h"
#include "base/file.h"
#include "base/form.h"
#include "base/ini.h"
#include "base/memory.h"

#define DAY 86400

/* ---- values: what is wrong with one, or NULL ---- */

/* An empty text is none. */
static const char *text_or_null(const char *value)
{
	return *value ? value : NULL;
}

static const char *take_url(struct config *config, const char *value)
{
	if (strncmp(value, "sqlite://", 9) && strncmp(value, "postgresql://", 13))
		return "url: it begins with sqlite:// or postgresql://";
	config->service.store = value;
	return NULL;
}

static const char *take_address(struct config *config, const char *value)
{
	if (!*value)
		return "address: ADDRESS:PORT";
	config->http.listen = value;
	return NULL;
}

static const char *take_certificate(struct config *config, const char *value)
{
	config->http.certificate = text_or_null(value);
	return NULL;
}

static const char *take_key(struct config *config, const char *value)
{
	config->http.key = text_or_null(value);
	return NULL;
}

static const char *take_proxies(struct config *config, const char *value)
{
	config->http.proxies = text_or_null(value);
	return NULL;
}

static bool take_number(const char *value, unsigned long max, unsigned int *number)
{
	const size_t length = strspn(value, "0123456789");
	unsigned long read;

	if (!length || length > 9 || value[length])
		return false;
	read = strtoul(value, NULL, 10);
	if (read > max)
		return false;
	*number = (unsigned int)read;
	return true;
}

static const char *take_threads(struct config *config, const char *value)
{
	return take_number(value, 1024, &config->http.threads) && config->http.threads
		       ? NULL
		       : "threads: a number from 1 to 1024";
}

static const char *take_connections(struct config *config, const char *value)
{
	return take_number(value, 1000000, &config->http.connections_max) &&
			       config->http.connections_max
		       ? NULL
		       : "connections: a number from 1 to 1000000";
}

static const char *take_connections_of_one(struct config *config, const char *value)
{
	return take_number(value, 1000000, &config->http.connections_of_one)
		       ? NULL
		       : "connections_of_one: a number; 0: as many as there may be";
}

static const char *take_requests_of_one(struct config *config, const char *value)
{
	return take_number(value, 1000000, &config->http.requests_of_one)
		       ? NULL
		       : "requests_of_one: a number; 0: any number";
}

static const char *take_name(struct config *config, const char *value)
{
	if (!*value || strlen(value) > 80 || !is_printable(value))
		return "name: a short line of text";
	config->service.name = value;
	return NULL;
}

static const char *take_interval(struct config *config, const char *value)
{
	return duration_parse(value, 7 * DAY, &config->service.interval) &&
			       config->service.interval >= 60
		       ? NULL
		       : "interval: from 1m to 7d";
}

static const char *take_inactive(struct config *config, const char *value)
{
	return duration_parse(value, 366 * DAY, &config->service.inactive_after) &&
			       config->service.inactive_after >= 60
		       ? NULL
		       : "inactive: from 1m to 366d";
}

static const char *take_source(struct config *config, const char *value)
{
	config->repository.sources = text_or_null(value);
	return NULL;
}

static const char *take_root(struct config *config, const char *value)
{
	if (*value != '/')
		return "root: an absolute path";
	config->repository.root = value;
	return NULL;
}

static const char *take_kept(struct config *config, const char *value)
{
	if (!*value)
		return "store: a directory";
	config->repository.store = value;
	return NULL;
}

static const char *take_proxy(struct config *config, const char *value)
{
	config->repository.proxy = text_or_null(value);
	return NULL;
}

static const char *take_ca_file(struct config *config, const char *value)
{
	config->repository.ca_file = text_or_null(value);
	return NULL;
}

static const char *take_look(struct config *config, const char *value)
{
	return duration_parse(value, 7 * DAY, &config->repository.interval) &&
			       config->repository.interval >= 60
		       ? NULL
		       : "interval: from 1m to 7d";
}

static const char *take_sendmail(struct config *config, const char *value)
{
	if (*value && *value != '/')
		return "sendmail: an absolute path";
	config->mail.sendmail = text_or_null(value);
	return NULL;
}

/* It becomes a header. */
static const char *take_from(struct config *config, const char *value)
{
	if (*value && (!strchr(value, '@') || !consists_of(value, "@.+_-")))
		return "from: an address, as suture@example.org";
	config->mail.from = text_or_null(value);
	return NULL;
}

static const char *take_console(struct config *config, const char *value)
{
	if (*value && (strncmp(value, "https://", 8) && strncmp(value, "http://", 7)))
		return "console: a URL that begins with https:// or http://";
	if (!is_printable(value))
		return "console: it has control characters";
	config->mail.console = text_or_null(value);
	return NULL;
}

static const char *take_hour(struct config *config, const char *value)
{
	return take_number(value, 23, &config->mail.hour) ? NULL : "hour: from 0 to 23";
}

static const char *take_private(struct config *config, const char *value)
{
	if (strcmp(value, "yes") && strcmp(value, "no"))
		return "private: yes or no";
	config->private_webhooks = !strcmp(value, "yes");
	return NULL;
}

/* ---- the keys ---- */

static const struct row {
	const char *section, *name, *default_value;
	const char *(*read)(struct config *config, const char *value);
} rows[] = {
	[CONFIG_URL] = { "store", "url", "sqlite://" CONFIG_STATE "/fleet.db", take_url },
	[CONFIG_ADDRESS] = { "listen", "address", "127.0.0.1:8480", take_address },
	[CONFIG_CERTIFICATE] = { "listen", "certificate", "", take_certificate },
	[CONFIG_KEY] = { "listen", "key", "", take_key },
	[CONFIG_PROXIES] = { "listen", "proxies", "", take_proxies },
	/* They wait for the writer, so that more of them are in one transaction. */
	[CONFIG_THREADS] = { "listen", "threads", "32", take_threads },
	[CONFIG_CONNECTIONS] = { "listen", "connections", "4096", take_connections },
	[CONFIG_CONNECTIONS_OF_ONE] = { "listen", "connections_of_one", "0",
					take_connections_of_one },
	[CONFIG_REQUESTS_OF_ONE] = { "listen", "requests_of_one", "0", take_requests_of_one },
	[CONFIG_NAME] = { "fleet", "name", "Suture", take_name },
	[CONFIG_INTERVAL] = { "fleet", "interval", "1h", take_interval },
	[CONFIG_INACTIVE] = { "fleet", "inactive", "7d", take_inactive },
	[CONFIG_SOURCE] = { "repository", "source", "", take_source },
	[CONFIG_ROOT] = { "repository", "root", "/etc/suture/root.json", take_root },
	[CONFIG_KEPT] = { "repository", "store", CONFIG_STATE "/repository", take_kept },
	[CONFIG_PROXY] = { "repository", "proxy", "", take_proxy },
	[CONFIG_CA_FILE] = { "repository", "ca_file", "", take_ca_file },
	[CONFIG_LOOK] = { "repository", "interval", "15m", take_look },
	[CONFIG_SENDMAIL] = { "mail", "sendmail", "", take_sendmail },
	[CONFIG_FROM] = { "mail", "from", "", take_from },
	[CONFIG_CONSOLE] = { "mail", "console", "", take_console },
	[CONFIG_HOUR] = { "mail", "hour", "6", take_hour },
	[CONFIG_PRIVATE] = { "webhooks", "private", "no", take_private },
};
_Static_assert(ARRAY_SIZE(rows) == CONFIG_KEYS, "each key has its row");

/* ---- reading ---- */

static const char *set(struct config *config, enum config_key key, const char *value)
{
	free(config->values[key]);
	config->values[key] = xstrdup(value);
	return rows[key].read(config, config->values[key]);
}

/* Names are of their section: two sections may have a key of one name. */
static bool find(const struct ini_entry *entry, enum config_key *key)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (strcmp(rows[i].section, entry->section) || strcmp(rows[i].name, entry->key))
			continue;
		*key = (enum config_key)i;
		return true;
	}
	return false;
}

static const char *take_entry(void *context, const struct ini_entry *entry)
{
	struct config *config = context;
	enum config_key key;

	if (!find(entry, &key))
		return "the section has no such key";
	if (config->is_set[key])
		return "the key is given twice";
	config->is_set[key] = true;
	return set(config, key, entry->value);
}

/* What lines alone do not tell. */
static struct error *check(const struct config *config, const char *name)
{
	if (!config->http.certificate != !config->http.key)
		return error_refuse(SUTURE_REFUSAL_CONFIGURATION_WRONG,
				    "%s: a certificate and its key go together", name);
	if (!config->mail.sendmail != !config->mail.from)
		return error_refuse(SUTURE_REFUSAL_CONFIGURATION_WRONG,
				    "%s: sendmail and from go together", name);
	return NULL;
}

/* To the parser of INI files it is a machine's policy. */
static struct error *as_configuration(struct error *error)
{
	if (error && error->kind == ERROR_REFUSED)
		error->refusal = SUTURE_REFUSAL_CONFIGURATION_WRONG;
	return error;
}

struct error *config_parse(const char *text, const char *name, struct config *config)
{
	_cleanup_config_ struct config read = {};

	try(as_configuration(ini_read(text, name, take_entry, &read)));
	for (int key = 0; key < CONFIG_KEYS; key++)
		if (!read.is_set[key])
			set(&read, (enum config_key)key, rows[key].default_value);
	try(check(&read, name));
	*config = read;
	read = (struct config){};
	return NULL;
}

struct error *config_read(const char *path, struct config *config)
{
	_cleanup_bytes_ struct bytes bytes = {};

	if (!path)
		return config_parse("", "defaults", config);
	try(error_as_usage(file_read(path, &bytes)));
	if (strlen((char *)bytes.data) != bytes.size)
		return error_refuse(SUTURE_REFUSAL_CONFIGURATION_WRONG, "%s: not a text", path);
	return config_parse((char *)bytes.data, path, config);
}

struct error *config_make_state(const struct config *config)
{
	if (config->is_set[CONFIG_URL] || !mkdir(CONFIG_STATE, 0700) || errno == EEXIST)
		return NULL;
	return error_errno("cannot make the directory " CONFIG_STATE);
}

void config_deinit(struct config *config)
{
	for (int key = 0; key < CONFIG_KEYS; key++)
		free(config->values[key]);
}
