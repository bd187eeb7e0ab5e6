/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The calls of Oracle's Uptrack API, for programs that know these: machines in a plain array, and
 * words without hyphens. X-Uptrack-Key is an API key; X-Uptrack-User is not looked at.
 */
#include "api/ask.h"
#include "api/body.h"
#include "api/change.h"
#include "api/endpoints.h"
#include "base/json.h"
#include "base/memory.h"

/* The array has no pages. Who has more machines asks for pages. */
#define PAGES_MAX 20
#define PAGE	  1000

#define LINES_MAX 100

static const struct {
	const char *ours, *theirs;
} words[] = {
	{ "up-to-date", "uptodate" },
	{ "out-of-date", "outofdate" },
	{ "unsupported", "unsupported" },
	{ "unknown", "unsupported" }, /* they have no word for it */
};

static const char *their_word(const char *ours)
{
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (!strcmp(words[i].ours, ours))
			return words[i].theirs;
	return ours;
}

/* ---- looking ---- */

static const struct {
	const char *theirs, *ours;
} members[] = {
	{ "hostname", "hostname" },	{ "ip", "address" },
	{ "last_seen", "last_seen" },	{ "uuid", "uuid" },
	{ "active", "active" },		{ "authorization", "authorization" },
	{ "autoinstall", "automatic" }, { "uptrack_client_version", "client" },
};

static json_t *to_theirs(const json_t *machine)
{
	const char *status = json_string_value(json_object_get(machine, "status"));
	json_t *theirs = json_object();

	for (size_t i = 0; i < ARRAY_SIZE(members); i++)
		json_object_set(theirs, members[i].theirs,
				json_object_get(machine, members[i].ours));
	json_object_set_new(theirs, "status", json_string(their_word(status)));
	json_object_set_new(theirs, "mmap_min_addr", json_null());
	return theirs;
}

/* *next is NULL behind the last page. */
static struct error *add_page(const struct call *call, json_t *machines, char **next)
{
	_cleanup_json_ json_t *list = NULL;
	const struct machine_filter filter = {};
	const struct lists_page page = { .limit = PAGE, .after = *next };
	json_t *machine;
	size_t i;

	try(list_machines(call->db, call->actor, &filter, &page, ask_active_since(call), &list));
	json_array_foreach (json_object_get(list, "items"), i, machine)
		json_array_append_new(machines, to_theirs(machine));
	free(*next);
	*next = json_is_string(json_object_get(list, "next"))
			? xstrdup(json_string_value(json_object_get(list, "next")))
			: NULL;
	return NULL;
}

struct error *uptrack_list(const struct call *call, struct http_response *response)
{
	_cleanup_json_ json_t *machines = json_array();
	_cleanup_free_ char *next = NULL;

	for (int i = 0; i == 0 || next; i++) {
		if (i == PAGES_MAX)
			return error_refuse(SUTURE_REFUSAL_REQUEST_MALFORMED,
					    "there are more than %d machines, which only"
					    " /api/1/fleet/machines tells",
					    PAGES_MAX * PAGE);
		try(add_page(call, machines, &next));
	}
	ask_answer(response, json_incref(machines));
	return NULL;
}

static json_t *id_and_name(const json_t *update)
{
	const json_t *title = json_object_get(update, "title");

	return json_pack("{s:O, s:O}", "ID", json_object_get(update, "id"), "Name",
			 json_is_string(title) ? title : json_object_get(update, "id"));
}

static const struct {
	const char *state;
	bool is_installed;
	const char *step; /* or NULL */
} states[] = {
	{ "applied", true, NULL },    { "waiting", true, NULL },
	{ "foreign", true, NULL },    { "withdrawn", true, "Remove" },
	{ "lost", false, "Install" }, { "available", false, "Install" },
};

static void add_update(const json_t *update, json_t *installed, json_t *steps)
{
	const char *state = json_string_value(json_object_get(update, "state"));

	for (size_t i = 0; i < ARRAY_SIZE(states); i++) {
		if (strcmp(states[i].state, state) != 0)
			continue;
		if (states[i].is_installed)
			json_array_append_new(installed, id_and_name(update));
		if (states[i].step)
			json_array_append_new(
				steps, json_pack("[s, o]", states[i].step, id_and_name(update)));
	}
}

static json_t *describe(const json_t *machine)
{
	const json_t *kernel = json_object_get(machine, "kernel");
	json_t *theirs = to_theirs(machine), *installed = json_array(), *steps = json_array();
	json_t *update;
	size_t i;

	json_array_foreach (json_object_get(machine, "updates"), i, update)
		add_update(update, installed, steps);
	json_object_set(theirs, "effective_kernel", json_object_get(machine, "effective"));
	json_object_set(theirs, "original_kernel", json_object_get(kernel, "release"));
	json_object_set(theirs, "group", json_object_get(machine, "group"));
	json_object_set_new(theirs, "installed_updates", installed);
	json_object_set_new(theirs, "steps", steps);
	return theirs;
}

struct error *uptrack_describe(const struct call *call, struct http_response *response)
{
	_cleanup_json_ json_t *machine = NULL;

	try(show_machine(call->db, call->actor, http_part(call->request, "uuid"),
			 ask_active_since(call), &machine));
	ask_answer(response, describe(machine));
	return NULL;
}

/* ---- changing ---- */

struct error *uptrack_authorize(const struct call *call, struct http_response *response)
{
	struct change_of_machine change = { call, http_part(call->request, "uuid"), NULL };
	bool authorized;
	const struct body_row rows[] = {
		{ "authorized", BODY_BOOLEAN, BODY_NEEDED, 0, &authorized }, {}
	};
	_cleanup_json_ json_t *body = NULL;

	try(body_read(call, rows, &body));
	change.value = authorized ? "allowed" : "denied";
	try(service_change(call->service, change_authorize, &change));
	ask_answer_done(response);
	return NULL;
}

struct error *uptrack_move(const struct call *call, struct http_response *response)
{
	struct change_of_machine change = { call, http_part(call->request, "uuid"), NULL };
	const struct body_row rows[] = {
		{ "group_name", BODY_TEXT, BODY_NEEDED, 80, &change.value }, {}
	};
	_cleanup_json_ json_t *body = NULL;

	try(body_read(call, rows, &body));
	try(service_change(call->service, change_move, &change));
	ask_answer_done(response);
	return NULL;
}

/* ---- for Nagios ---- */

static int64_t number(const json_t *overview, const char *name)
{
	return json_integer_value(json_object_get(overview, name));
}

/* What is worst comes first. */
static const struct {
	const char *member, *one, *several;
} alarms[] = {
	{ "out_of_date", "machine is OUTOFDATE!", "machines are OUTOFDATE!" },
	{ "unsupported", "machine is UNSUPPORTED!", "machines are UNSUPPORTED!" },
	{ "inactive", "machine is INACTIVE!", "machines are INACTIVE!" },
};

static void write_alarm(const json_t *overview, char **text)
{
	for (size_t i = 0; i < ARRAY_SIZE(alarms); i++) {
		const int64_t n = number(overview, alarms[i].member);

		if (!n)
			continue;
		xappend(text, "%lld %s", (long long)n, n == 1 ? alarms[i].one : alarms[i].several);
		return;
	}
	xappend(text, "All machines are up to date");
}

/* A machine a line, and none that looks like another line's beginning: names are printable. */
static struct error *write_machines(const struct call *call, int64_t account, char **text)
{
	const struct machine_filter filter = { .account = account,
					       .status = "out-of-date",
					       .active = "true" };
	const struct lists_page page = { .limit = LINES_MAX };
	_cleanup_json_ json_t *list = NULL;
	json_t *machine;
	size_t i;

	try(list_machines(call->db, call->actor, &filter, &page, ask_active_since(call), &list));
	json_array_foreach (json_object_get(list, "items"), i, machine)
		xappend(text, "%s is OUTOFDATE (%s)\n",
			json_string_value(json_object_get(machine, "hostname")),
			json_string_value(json_object_get(machine, "uuid")));
	return NULL;
}

struct error *uptrack_plugin(const struct call *call, struct http_response *response)
{
	_cleanup_json_ json_t *overview = NULL;
	_cleanup_free_ char *text = NULL;
	int64_t account;

	try(ask_account(call, &account));
	try(show_overview(call->db, call->actor, account, call->now, ask_active_since(call),
			  &overview));
	write_alarm(overview, &text);
	xappend(&text, "|uptodate=%lld;outofdate=%lld;unsupported=%lld;inactive=%lld\n",
		(long long)number(overview, "up_to_date"),
		(long long)number(overview, "out_of_date"),
		(long long)(number(overview, "unsupported") + number(overview, "unknown")),
		(long long)number(overview, "inactive"));
	try(write_machines(call, account, &text));
	http_say(response, 200, "text/plain; charset=utf-8", text, strlen(text));
	return NULL;
}
