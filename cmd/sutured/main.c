/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sutured: the service that knows a fleet of machines. */
#include <stdio.h>
#include <sys/stat.h>

#include "base/command.h"
#include "base/memory.h"
#include "daemon.h"
#include "fleet/schema.h"
#include "service/config.h"
#include "service/first.h"

static struct options {
	const char *config, *back_up, *copy_to, *add_key;
	bool as_root, version;
} options;

static const struct option_row rows[] = {
	{ "config", "FILE", "how it is set up; see sutured.conf(5)", OPTION_TEXT, &options.config },
	{ "back-up", "FILE", "copy the embedded database while it is in use, and exit", OPTION_TEXT,
	  &options.back_up },
	{ "copy-to", "URL", "copy all into another, empty database, of either kind, and exit",
	  OPTION_TEXT, &options.copy_to },
	{ "add-key", "LABEL", "make an API key that may do everything, print it, and exit",
	  OPTION_TEXT, &options.add_key },
	{ "as-root", NULL, "run as root, which it need not be", OPTION_FLAG, &options.as_root },
	{ "version", NULL, "print the version and exit", OPTION_FLAG, &options.version },
	{},
};

static const struct command command = {
	.name = "sutured",
	.arguments = "",
	.purpose = "Know a fleet of machines: who they are, how they stand, and who goes first.",
	.options = rows,
};

static struct error *open_store(struct db **db)
{
	_cleanup_config_ struct config config = {};
	_cleanup_db_ struct db *opened = NULL;

	try(config_read(options.config, &config));
	try(config_make_state(&config));
	try(db_open(config.service.store, &opened));
	*db = take(opened);
	return NULL;
}

/* As it is: whoever makes a copy before an upgrade does not want the upgrade in it. */
static struct error *back_up(void)
{
	_cleanup_db_ struct db *db = NULL;

	try(open_store(&db));
	return db_back_up(db, options.back_up);
}

/* Both are brought to the newest schema first. */
static struct error *copy(void)
{
	_cleanup_db_ struct db *from = NULL, *to = NULL;
	int64_t n_rows;

	try(open_store(&from));
	try(db_migrate(from, fleet_migrations, fleet_n_migrations));
	try(db_open(options.copy_to, &to));
	try(db_migrate(to, fleet_migrations, fleet_n_migrations));
	try(db_copy(from, to, fleet_tables, fleet_n_tables, &n_rows));
	printf("%lld rows are copied\n", (long long)n_rows);
	return fflush(stdout) ? error_errno("cannot say so") : NULL;
}

static struct error *add_key(void)
{
	_cleanup_db_ struct db *db = NULL;
	struct secret key;

	try(open_store(&db));
	try(db_migrate(db, fleet_migrations, fleet_n_migrations));
	try(first_add_key(db, service_now(), options.add_key, &key));
	return puts(key.text) < 0 || fflush(stdout) ? error_errno("cannot print the key") : NULL;
}

static struct error *print_version(void)
{
	return puts("sutured " SUTURE_VERSION) < 0 || fflush(stdout)
		       ? error_errno("cannot print the version")
		       : NULL;
}

/* Strangers write to it, and it opens no file that is not its own. */
static struct error *expect_no_root(void)
{
	if (geteuid() || options.as_root)
		return NULL;
	return command_misused(&command, "it runs as a user of its own, not as root");
}

static struct error *run(void)
{
	if (options.version)
		return print_version();
	try(expect_no_root());
	if (options.back_up)
		return back_up();
	if (options.copy_to)
		return copy();
	if (options.add_key)
		return add_key();
	return daemon_run(options.config);
}

static struct error *parse_and_run(int argc, char **argv)
{
	try(command_parse(&command, &argc, &argv));
	if (argc)
		return command_misused(&command, "nothing stands behind the options");
	return run();
}

/* What it makes, such as a database, is for its user's eyes. */
int main(int argc, char **argv)
{
	_cleanup_error_ struct error *error = NULL;

	umask(077);
	error = parse_and_run(argc, argv);
	return command_end(&command, error, false, NULL);
}
