/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A kernel of files for the tests of the command line: it takes the place of
 * lib/client/kernel_calls.c. Loading, unloading and switching change
 * $SUTURE_SYSROOT/sys/kernel/suture as the core would.
 *
 * A module is a text file: "suture-fake ID TARGET NAME", then a line for each
 * function, "TARGET NAME OLD-SIZE NEW-SIZE".
 *
 * $SUTURE_FAKE orders misfortunes, separated by spaces:
 *	not-root	the device may not be opened
 *	busy=N		the first N switches find a task in the way
 *	refuse=NAME	the core refuses the module NAME: its text differs
 *	damaged=NAME	the core cannot read what the module NAME says of itself
 *	reject=NAME	the kernel refuses the module NAME: its key is unknown
 *	pinned		modules cannot be unloaded once they were applied
 *	needed		the switch refuses with NEEDED
 *	kill=N		the program dies in the N-th call before that does anything
 *	killed=N	the same, after that has done everything
 *
 * To the file $SUTURE_FAKE_LOADED goes the SHA-256 of all that the loader is given, whether it
 * takes it or not.
 *
 * A kernel's work is not ended with a program: tests/sweep/injector.c is told when it begins and
 * when it ends, by access(2) for names that are nowhere.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/memory.h"
#include "client/kernel_calls.h"
#include "client/state.h"
#include "base/string_list.h"
#include "client/sysroot.h"

#define UPDATES	      "/sys/kernel/suture/updates"
#define FAKE_TEXT_MAX 4096

static unsigned int n_calls, n_switches;
static struct suture_refusal_record last_refusal;

/* The value of an order, "" for one without a value; NULL if it is not given. The caller's. */
static char *order(const char *name)
{
	const char *orders = getenv("SUTURE_FAKE");
	size_t length = strlen(name);

	while (orders && *orders) {
		size_t end = strcspn(orders, " ");

		if (end >= length && strncmp(orders, name, length) == 0 &&
		    (end == length || orders[length] == '='))
			return xstrndup(orders + length + (end > length),
					end - length - (end > length));
		orders += end + (orders[end] == ' ');
	}
	return NULL;
}

static bool is_ordered(const char *name)
{
	_cleanup_free_ char *value = order(name);

	return value != NULL;
}

static bool is_ordered_for(const char *name, const char *what)
{
	_cleanup_free_ char *value = order(name);

	return value && strcmp(value, what) == 0;
}

static unsigned int ordered_number(const char *name)
{
	_cleanup_free_ char *value = order(name);

	return value ? (unsigned int)atoi(value) : 0;
}

static void die_before(void)
{
	n_calls++;
	if (ordered_number("kill") == n_calls)
		_exit(137);
}

static void die_after(void)
{
	if (ordered_number("killed") == n_calls)
		_exit(137);
}

/* The value of enter() is there for leave() to be called at the end of a scope. */
static int enter(void)
{
	return access("/pretended-kernel/enter", F_OK);
}

static void leave(const int *entered)
{
	const int number = errno;

	(void)entered;
	(void)!access("/pretended-kernel/leave", F_OK);
	errno = number;
}
#define _in_kernel_ __attribute__((unused)) _cleanup_(leave)

static void must(struct error *error)
{
	if (!error)
		return;
	error_print(error, stderr);
	abort();
}

static char *read_attribute(const char *id, const char *name)
{
	_cleanup_free_ char *path = sysroot_path(UPDATES "/%s/%s", id, name);
	_cleanup_bytes_ struct bytes bytes = { 0 };

	if (!file_exists(path))
		return xstrdup("");
	must(file_read(path, &bytes));
	return xstrdup((char *)bytes.data);
}

static void write_attribute(const char *id, const char *name, const char *text)
{
	_cleanup_free_ char *path = sysroot_path(UPDATES "/%s/%s", id, name);

	must(file_write(path, text, strlen(text), 0644));
}

static void add_line(const char *id, const char *name, const char *text)
{
	_cleanup_free_ char *before = read_attribute(id, name);
	_cleanup_free_ char *after = xasprintf("%s%s", before, text);

	write_attribute(id, name, after);
}

struct error *core_open(int *fd)
{
	if (is_ordered("not-root"))
		return error_refuse(SUTURE_REFUSAL_NOT_ROOT, "%s may not be opened", SUTURE_DEVICE);
	if (!sysroot_exists(SUTURE_DEVICE))
		return error_refuse(SUTURE_REFUSAL_CORE_NOT_LOADED, "%s is not there",
				    SUTURE_DEVICE);
	*fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	return *fd < 0 ? error_errno("/dev/null") : NULL;
}

static int fail(int number)
{
	errno = number;
	return -1;
}

/* The id lies in what cannot be read: the core has the module's name only. */
static int refuse_damaged(const char *name)
{
	last_refusal = (struct suture_refusal_record){
		.code = SUTURE_REFUSAL_UPDATE_DAMAGED,
		.error = -EBADMSG,
	};
	snprintf(last_refusal.update, sizeof(last_refusal.update), "%s", name);
	return fail(EBADMSG);
}

static int refuse(const char *id, const char *target)
{
	static const unsigned char expected[] = { 0x0f, 0x1f, 0x44, 0x00, 0x00 };
	static const unsigned char found[] = { 0xe9, 0x12, 0x34, 0x56, 0x78 };

	last_refusal = (struct suture_refusal_record){
		.code = SUTURE_REFUSAL_TEXT_DIFFERS,
		.error = -EKEYREJECTED,
		.function = "victim",
		.offset = 0x2a,
		.length = sizeof(expected),
	};
	snprintf(last_refusal.update, sizeof(last_refusal.update), "%s", id);
	snprintf(last_refusal.object, sizeof(last_refusal.object), "%s", target);
	memcpy(last_refusal.expected, expected, sizeof(expected));
	memcpy(last_refusal.found, found, sizeof(found));
	return fail(EKEYREJECTED);
}

/* Every byte that a loader would see, not only what is understood of it. */
static void record(int file)
{
	const char *path = getenv("SUTURE_FAKE_LOADED");
	char digest[DIGEST_TEXT_SIZE];
	FILE *loaded;
	uint64_t size;

	if (!path)
		return;
	must(digest_file(file, digest, &size));
	loaded = fopen(path, "a");
	if (!loaded || fprintf(loaded, "%s\n", digest) < 0 || fclose(loaded))
		abort();
}

static void stage(const char *id, const char *target, const char *name, const char *functions)
{
	_cleanup_free_ char *directory = sysroot_path(UPDATES "/%s", id);
	_cleanup_free_ char *target_line = xasprintf("%s\n", target);
	_cleanup_free_ char *name_line = xasprintf("%s\n", name);

	must(directory_make(directory));
	write_attribute(id, "state", "staged\n");
	add_line(id, "targets", target_line);
	add_line(id, "modules", name_line);
	add_line(id, "functions", functions);
}

static bool is_loaded(const char *id, const char *name)
{
	_cleanup_free_ char *modules = read_attribute(id, "modules");
	_cleanup_string_list_ struct string_list lines = { 0 };

	string_list_add_lines(&lines, modules);
	return string_list_contains(&lines, name);
}

int module_load(int file)
{
	_in_kernel_ const int entered = enter();
	char text[FAKE_TEXT_MAX] = "", id[64], target[64], name[64];
	int functions = 0;

	die_before();
	record(file);
	if (pread(file, text, sizeof(text) - 1, 0) < 0 ||
	    sscanf(text, "suture-fake %63s %63s %63s\n%n", id, target, name, &functions) != 3)
		return fail(ENOEXEC);
	if (is_ordered_for("reject", name))
		return fail(EKEYREJECTED);
	if (is_ordered_for("damaged", name))
		return refuse_damaged(name);
	if (is_ordered_for("refuse", name))
		return refuse(id, target);
	if (is_loaded(id, name))
		return fail(EEXIST);
	stage(id, target, name, text + functions);
	die_after();
	return 0;
}

/* The update that a module belongs to, "" for none; the caller's. */
static char *owner(const char *name)
{
	_cleanup_state_ struct state state = { 0 };

	must(state_read(&state));
	for (size_t i = 0; i < state.n_updates; i++)
		if (string_list_contains(&state.updates[i].modules, name))
			return xstrdup(state.updates[i].id);
	return xstrdup("");
}

/* One module of several takes its lines along; the last one takes the update. */
static void forget(const char *id, const char *name)
{
	_cleanup_free_ char *directory = sysroot_path(UPDATES "/%s", id);
	_cleanup_free_ char *modules = read_attribute(id, "modules");
	_cleanup_string_list_ struct string_list lines = { 0 };

	string_list_add_lines(&lines, modules);
	if (lines.n_items == 1) {
		must(tree_remove(directory));
		return;
	}
	write_attribute(id, "modules", "");
	for (size_t i = 0; i < lines.n_items; i++) {
		_cleanup_free_ char *line = xasprintf("%s\n", lines.items[i]);

		if (strcmp(lines.items[i], name) != 0)
			add_line(id, "modules", line);
	}
}

int module_unload(const char *name)
{
	_in_kernel_ const int entered = enter();
	_cleanup_free_ char *id = owner(name);
	_cleanup_free_ char *state = read_attribute(id, "state");
	_cleanup_free_ char *pinned = sysroot_path("/pinned/%s", id);

	die_before();
	if (!*id)
		return fail(ENOENT);
	if (strcmp(state, "staged\n") != 0 || file_exists(pinned))
		return fail(EWOULDBLOCK);
	forget(id, name);
	die_after();
	return 0;
}

static int switch_refused(struct suture_switch *request, enum suture_refusal refusal, int number)
{
	request->refusal.code = refusal;
	request->refusal.error = -number;
	snprintf(request->refusal.object, sizeof(request->refusal.object), "vmlinux");
	snprintf(request->refusal.function, sizeof(request->refusal.function), "victim");
	return fail(number);
}

static int busy(struct suture_switch *request)
{
	request->n_blockers = 2;
	request->blockers[0] = (struct suture_blocker){ 42, 0, "nfsd", "victim" };
	request->blockers[1] = (struct suture_blocker){ 43, 1, "a\033[1m\377", "other_victim" };
	return switch_refused(request, SUTURE_REFUSAL_BUSY, EBUSY);
}

static void pin(const char *id)
{
	_cleanup_free_ char *directory = sysroot_path("/pinned");
	_cleanup_free_ char *path = sysroot_path("/pinned/%s", id);

	must(directory_make(directory));
	must(file_write(path, "", 0, 0644));
}

static void commit(const struct suture_switch *request, const char (*ids)[SUTURE_ID_MAX])
{
	for (uint32_t i = 0; i < request->n_apply + request->n_reverse; i++) {
		write_attribute(ids[i], "state", i < request->n_apply ? "applied\n" : "staged\n");
		if (is_ordered("pinned"))
			pin(ids[i]);
	}
}

int core_switch(int fd, struct suture_switch *request)
{
	_in_kernel_ const int entered = enter();
	(void)fd;
	die_before();
	request->n_tasks = 100;
	if (++n_switches <= ordered_number("busy"))
		return busy(request);
	if (is_ordered("needed"))
		return switch_refused(request, SUTURE_REFUSAL_NEEDED, EBUSY);
	request->pause_ns = 123456;
	request->check_ns = 23456;
	request->walk_ns = 3456789;
	request->n_rechecked = 3;
	request->n_functions = 2;
	if (!(request->flags & SUTURE_SWITCH_DRY_RUN))
		commit(request, (const char(*)[SUTURE_ID_MAX])(uintptr_t)request->ids);
	die_after();
	return 0;
}

int core_refusal(int fd, struct suture_refusal_record *record)
{
	(void)fd;
	*record = last_refusal;
	return 0;
}

bool pause_unless_ended(unsigned int milliseconds)
{
	(void)milliseconds;
	return true;
}
