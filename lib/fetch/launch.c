/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fetch/launch.h"

#include <pwd.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/program.h"

/* ---- the program ---- */

static char *find_program(void)
{
	static const char *const beside[] = { "suture-fetch", "../suture-fetch/suture-fetch" };
	_cleanup_free_ char *directory = NULL;
	_cleanup_error_ struct error *error = program_directory(&directory);

	for (size_t i = 0; !error && i < ARRAY_SIZE(beside); i++) {
		_cleanup_free_ char *path = xasprintf("%s/%s", directory, beside[i]);

		if (!access(path, X_OK))
			return take(path);
	}
	return xstrdup(SUTURE_LIBEXECDIR "/suture-fetch");
}

/* ---- the environment ---- */

static void add_variable(struct launch *launch, const char *name, const char *value)
{
	_cleanup_free_ char *text = xasprintf("%s=%s", name, value);

	string_list_add(&launch->environment, text);
}

static void hand_on(struct launch *launch, const char *const names[], size_t n_names)
{
	for (size_t i = 0; i < n_names; i++) {
		const char *value = getenv(names[i]);

		if (value)
			add_variable(launch, names[i], value);
	}
}

static void choose_proxy(struct launch *launch, const char *proxy)
{
	static const char *const names[] = { "http_proxy", "https_proxy", "HTTPS_PROXY",
					     "all_proxy",  "ALL_PROXY",	  "no_proxy",
					     "NO_PROXY" };

	if (!proxy)
		hand_on(launch, names, ARRAY_SIZE(names));
	else if (strcmp(proxy, "none"))
		add_variable(launch, "all_proxy", proxy);
}

/* The fetcher is at home elsewhere. */
static struct error *choose_certificates(struct launch *launch, const char *file)
{
	static const char *const names[] = { "SSL_CERT_FILE", "SSL_CERT_DIR" };
	_cleanup_free_ char *path = NULL;

	if (!file) {
		hand_on(launch, names, ARRAY_SIZE(names));
		return NULL;
	}
	path = realpath(file, NULL);
	if (!path)
		return error_as_usage(error_errno("cannot find the certificates %s", file));
	add_variable(launch, "SSL_CERT_FILE", path);
	return NULL;
}

/* ---- the user ---- */

static struct error *choose_user(struct launch *launch, const char *name)
{
	const struct passwd *user;

	if (!name || geteuid())
		return NULL;
	user = getpwnam(name);
	if (!user)
		return error_refuse(SUTURE_REFUSAL_FETCHER_USER, "there is no user '%s'", name);
	launch->changes_user = true;
	launch->user = user->pw_uid;
	launch->group = user->pw_gid;
	return NULL;
}

struct error *launch_init(struct launch *launch, const struct fetch_options *options)
{
	_cleanup_(launch_deinit)
	struct launch made = { .patience = options->patience };

	try(choose_user(&made, options->user));
	try(choose_certificates(&made, options->ca_file));
	choose_proxy(&made, options->proxy);
	made.program = find_program();
	*launch = made;
	made = (struct launch){};
	return NULL;
}

void launch_deinit(struct launch *launch)
{
	free(launch->program);
	string_list_deinit(&launch->environment);
}
