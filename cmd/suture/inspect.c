/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ask a service what a kernel lacks that is as its vendor shipped it. Nobody needs an account. */
#include <string.h>

#include "base/command.h"
#include "base/form.h"
#include "base/memory.h"
#include "client/sysroot.h"
#include "machine/follow.h"
#include "member/post.h"
#include "verbs.h"

#define TEXT_MAX   1000		     /* bytes that a service takes */
#define ANSWER_MAX (4 * 1024 * 1024) /* bytes */
#define SHOWN_MAX  200

static const char *service;
static bool as_json;

static const struct option_row option_rows[] = {
	{ "service", "URL", "which service to ask (the policy's)", OPTION_TEXT, &service },
	{ "json", NULL, "print the answer as JSON", OPTION_FLAG, &as_json },
	{ 0 },
};

static const struct command command = {
	.name = "suture inspect",
	.arguments = "[FILE | -]",
	.purpose = "Ask a service what a kernel lacks that runs as its vendor shipped it: this "
		   "one, or "
		   "the one\n"
		   "of which FILE or, with -, standard input has what 'uname -a' says. Exits with "
		   "30 if "
		   "something\n"
		   "is missing, 31 if the service does not know the kernel.",
	.options = option_rows,
	.follows = true,
};

/* ---- what is asked; the caller's ---- */

static struct error *read_stream(FILE *file, const char *name, char **text)
{
	char buffer[TEXT_MAX + 2];
	const size_t size = fread(buffer, 1, sizeof(buffer) - 1, file);

	if (ferror(file))
		return error_errno("cannot read %s", name);
	buffer[size] = 0;
	if (!size || size > TEXT_MAX || strlen(buffer) != size)
		return error_new(ERROR_USAGE, "%s is no text of 1 to %d bytes", name, TEXT_MAX);
	*text = xstrdup(buffer);
	return NULL;
}

static struct error *read_argument(const char *name, char **text)
{
	_cleanup_fclose_ FILE *file = NULL;

	if (!strcmp(name, "-"))
		return read_stream(stdin, "standard input", text);
	file = fopen(name, "re");
	if (!file)
		return error_as_usage(error_errno("cannot read %s", name));
	return read_stream(file, name, text);
}

/* The machine's name is nobody's business. */
static struct error *describe_kernel(char **text)
{
	_cleanup_free_ char *release = sysroot_line("/proc/sys/kernel/osrelease");
	_cleanup_free_ char *build = sysroot_line("/proc/sys/kernel/version");

	if (!release || !build)
		return error_new(ERROR_INTERNAL, "the kernel does not tell what it is");
	*text = xasprintf("%s %s\n", release, build);
	return NULL;
}

/* ---- asking ---- */

static struct error *choose_service(const struct machine *machine, const char **url)
{
	*url = service ? service : machine->policy.values[POLICY_SERVICE];
	if (strncmp(*url, "https://", 8) != 0 && strncmp(*url, "http://", 7) != 0)
		return error_new(ERROR_USAGE,
				 **url ? "'%s' is no URL of a service"
				       : "no service is named: give --service URL%s",
				 *url);
	return NULL;
}

static struct error *parse(const char *url, const struct bytes *bytes, json_t **answer)
{
	_cleanup_json_ json_t *root =
		json_loadb((const char *)bytes->data, bytes->size, JSON_REJECT_DUPLICATES, NULL);

	if (!json_object_get(root, "kernel") || !json_is_array(json_object_get(root, "updates")) ||
	    !json_is_array(json_object_get(root, "unpatchable")))
		return error_refuse(SUTURE_REFUSAL_SERVICE_STRANGE, "%s says what is no answer",
				    url);
	*answer = take(root);
	return NULL;
}

static struct error *ask(const struct machine *machine, const char *text, json_t **answer)
{
	const struct fetch_options options = follow_fetch_options(machine);
	_cleanup_fetch_ struct fetch *fetch = NULL;
	_cleanup_bytes_ struct bytes bytes = {};
	_cleanup_free_ char *url = NULL;
	const char *base;
	bool taken;

	try(choose_service(machine, &base));
	url = fetch_url(base, "api/1/inspect");
	try(fetch_open(&options, &fetch));
	try(fetch_post(fetch, url, text, strlen(text), ANSWER_MAX, &bytes, &taken));
	return taken ? parse(url, &bytes, answer) : post_declined(url, &bytes);
}

/* ---- what is printed ---- */

static char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return as_line(text ? text : "?", SHOWN_MAX);
}

static char *cves_of(const json_t *object)
{
	_cleanup_string_list_ struct string_list names = {};
	_cleanup_free_ char *joined = NULL;

	if (!json_read_strings(json_object_get(object, "cves"), &names) || !names.n_items)
		return xstrdup("no CVE");
	joined = string_list_join(&names);
	return as_line(joined, SHOWN_MAX);
}

static void print_item(const json_t *item, const char *mark, const char *name, const char *what)
{
	_cleanup_free_ char *id = text_of(item, name), *text = text_of(item, what);
	_cleanup_free_ char *cves = cves_of(item);

	printf("  %s %s  %s (%s)\n", mark, id, text, cves);
}

static void print_kernel(const json_t *answer)
{
	const json_t *kernel = json_object_get(answer, "kernel");
	_cleanup_free_ char *release = text_of(kernel, "release");
	_cleanup_free_ char *version = text_of(kernel, "version");
	_cleanup_free_ char *effective = text_of(answer, "effective");

	printf("%s is %s, and can be as %s\n", release, version, effective);
}

static void print_plain(const json_t *answer)
{
	const json_t *item;
	size_t i;

	if (json_is_null(json_object_get(answer, "kernel"))) {
		puts("the service does not know this kernel");
		return;
	}
	print_kernel(answer);
	json_array_foreach (json_object_get(answer, "updates"), i, item)
		print_item(item, "+", "id", "title");
	json_array_foreach (json_object_get(answer, "unpatchable"), i, item)
		print_item(item, "!", "reason", "text");
}

/* ---- the verb ---- */

static struct error *run(int argc, char **argv, struct machine *machine, json_t **answer)
{
	_cleanup_free_ char *text = NULL;

	try(command_parse(&command, &argc, &argv));
	if (argc > 1)
		return command_misused(&command, "give one file, or nothing");
	try(argc ? read_argument(argv[0], &text) : describe_kernel(&text));
	try(machine_open(machine));
	try(ask(machine, text, answer));
	if (!as_json)
		print_plain(*answer);
	return NULL;
}

static enum exit_code judge(const json_t *answer)
{
	if (json_is_null(json_object_get(answer, "kernel")))
		return EXIT_UNSAID;
	return json_array_size(json_object_get(answer, "updates")) ||
			       json_array_size(json_object_get(answer, "unpatchable"))
		       ? EXIT_UNFIXED
		       : EXIT_DONE;
}

int cmd_inspect(int argc, char **argv)
{
	_cleanup_machine_ struct machine machine = MACHINE_NONE;
	_cleanup_json_ json_t *answer = NULL;
	_cleanup_error_ struct error *error = run(argc, argv, &machine, &answer);
	enum exit_code code = command_end(&command, error, as_json, answer);

	return code == EXIT_DONE && answer ? judge(answer) : code;
}
