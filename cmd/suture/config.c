/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "base/command.h"
#include "base/memory.h"
#include "machine/machine.h"
#include "verbs.h"

static const struct option_row option_rows[] = { { 0 } };

static const struct command command = {
	.name = "suture config",
	.arguments = "[get KEY | set KEY VALUE... | unset KEY]",
	.purpose = "Show or change the machine's policy, " POLICY_FILE ".",
	.options = option_rows,
	.follows = true,
};

static struct error *find(const char *name, enum policy_key *key)
{
	return policy_key_find(name, key)
		       ? NULL
		       : error_refuse(SUTURE_REFUSAL_POLICY_WRONG, "there is no key '%s'", name);
}

static struct error *print_all(void)
{
	_cleanup_policy_ struct policy policy = {};

	try(policy_read(&policy));
	for (int key = 0; key < POLICY_KEYS; key++)
		printf("%-12s = %s%s\n", policy_key_name(key), policy.values[key],
		       policy.is_set[key] ? "" : "  (not set)");
	return NULL;
}

static struct error *get(const char *name)
{
	_cleanup_policy_ struct policy policy = {};
	enum policy_key key;

	try(find(name, &key));
	try(policy_read(&policy));
	puts(policy.values[key]);
	return NULL;
}

/* Words of a list may be given as arguments each. */
static char *joined(char *const *words, int n)
{
	char *text = xstrdup("");

	for (int i = 0; i < n; i++)
		xappend(&text, "%s%s", i ? " " : "", words[i]);
	return text;
}

static struct error *set(const char *name, char *const *words, int n)
{
	_cleanup_free_ char *value = joined(words, n);
	enum policy_key key;

	try(find(name, &key));
	try(machine_check_root());
	return policy_change(key, n ? value : NULL);
}

static struct error *run(int argc, char **argv)
{
	try(command_parse(&command, &argc, &argv));
	if (argc == 0)
		return print_all();
	if (argc == 2 && !strcmp(argv[0], "get"))
		return get(argv[1]);
	if (argc >= 3 && !strcmp(argv[0], "set"))
		return set(argv[1], argv + 2, argc - 2);
	if (argc == 2 && !strcmp(argv[0], "unset"))
		return set(argv[1], NULL, 0);
	return command_misused(&command, "get, set or unset, and a key");
}

int cmd_config(int argc, char **argv)
{
	_cleanup_error_ struct error *error = run(argc, argv);

	return command_end(&command, error, false, NULL);
}
