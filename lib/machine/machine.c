/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/machine.h"

#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "client/apply.h"
#include "client/running.h"
#include "client/sysroot.h"

/* ---- places ---- */

char *machine_path(const struct machine *machine, const char *format, ...)
{
	_cleanup_free_ char *name = NULL;
	va_list arguments;

	va_start(arguments, format);
	name = xvasprintf(format, arguments);
	va_end(arguments);
	return xasprintf("%s/%s", machine->directory, name);
}

struct error *machine_read_manifest(const struct machine *machine, const char *id,
				    struct manifest *manifest)
{
	_cleanup_free_ char *path = machine_path(machine, "updates/%s/" MANIFEST_FILE, id);

	return manifest_read(path, manifest);
}

struct error *machine_write_journal(const struct machine *machine)
{
	_cleanup_free_ char *path = machine_path(machine, JOURNAL_FILE);

	return journal_write(&machine->journal, path);
}

/* ---- reading ---- */

/* *bytes stays empty if there is no such file. */
static struct error *read_if_there(const char *path, struct bytes *bytes)
{
	return file_exists(path) ? file_read(path, bytes) : NULL;
}

static struct error *read_series(struct machine *machine)
{
	_cleanup_free_ char *path = machine_path(machine, SERIES_FILE);
	_cleanup_bytes_ struct bytes bytes = {};

	try(read_if_there(path, &bytes));
	series_deinit(&machine->series);
	machine->series = (struct series){};
	return bytes.data ? series_parse(bytes.data, bytes.size, &machine->series) : NULL;
}

static struct error *read_blocked(struct machine *machine)
{
	_cleanup_free_ char *path = machine_path(machine, BLOCK_LIST_FILE);
	_cleanup_bytes_ struct bytes bytes = {};

	try(read_if_there(path, &bytes));
	block_list_deinit(&machine->blocked);
	machine->blocked = (struct block_list){};
	return bytes.data ? block_list_parse(bytes.data, bytes.size, &machine->blocked) : NULL;
}

static struct error *read_state(struct machine *machine)
{
	state_deinit(&machine->state);
	return state_read_applied(&machine->state);
}

struct error *machine_reread(struct machine *machine)
{
	try(read_series(machine));
	try(read_blocked(machine));
	return read_state(machine);
}

static struct error *read_boot_id(char **boot_id)
{
	*boot_id = sysroot_line("/proc/sys/kernel/random/boot_id");
	return *boot_id ? NULL : error_new(ERROR_INTERNAL, "the kernel tells no id of this boot");
}

static struct error *read_kernel(struct machine *machine)
{
	if (!sysroot_exists("/sys/kernel/notes"))
		return error_refuse(SUTURE_REFUSAL_NO_SYSFS, "there is no /sys/kernel/notes");
	try(running_release(&machine->release));
	try(running_build_id(&machine->build_id));
	machine->directory = sysroot_path(MACHINE_DIRECTORY "/kernels/%s", machine->build_id);
	return read_boot_id(&machine->boot_id);
}

static struct error *read_machine(struct machine *machine)
{
	_cleanup_free_ char *path = NULL;

	try(policy_read(&machine->policy));
	try(read_kernel(machine));
	path = machine_path(machine, JOURNAL_FILE);
	try(journal_read(path, &machine->journal));
	return machine_reread(machine);
}

bool machine_has_series(const struct machine *machine)
{
	return machine->series.build_id != NULL;
}

/* ---- what is in force ---- */

const char *machine_awaited(const struct manifest *manifest, const struct string_list *waiting)
{
	for (size_t i = 0; i < manifest->n_modules; i++) {
		const char *target = manifest->modules[i].target;
		_cleanup_free_ char *path = xasprintf("/sys/module/%s", target);

		if (strcmp(target, "vmlinux") && !sysroot_exists(path))
			return target;
	}
	for (size_t i = 0; i < manifest->requires.n_items; i++)
		if (string_list_contains(waiting, manifest->requires.items[i]))
	return manifest->requires.items[i];
	return NULL;
}

/* What keeps it waiting: a target that is not loaded, or another one that waits; NULL: nothing. */
static char *awaited_by(const struct machine *machine, const char *id,
			const struct string_list *waiting)
{
	_cleanup_manifest_ struct manifest manifest = {};
	_cleanup_error_ struct error *error = machine_read_manifest(machine, id, &manifest);
	const char *awaited = error ? NULL : machine_awaited(&manifest, waiting);

	return awaited ? xstrdup(awaited) : NULL;
}

struct machine_waits machine_waits(const struct machine *machine)
{
	struct machine_waits waits = {};

	for (size_t i = 0; i < machine->journal.installed.n_items; i++) {
		const char *id = machine->journal.installed.items[i].id;
		_cleanup_free_ char *awaited = state_is_applied(&machine->state, id)
						       ? NULL
						       : awaited_by(machine, id, &waits.ids);

		if (!awaited)
			continue;
		string_list_add(&waits.ids, id);
		string_list_add(&waits.awaited, awaited);
	}
	return waits;
}

void machine_waits_deinit(struct machine_waits *waits)
{
	string_list_deinit(&waits->ids);
	string_list_deinit(&waits->awaited);
}

struct string_list machine_in_force(const struct machine *machine)
{
	_cleanup_(machine_waits_deinit)
	struct machine_waits waits = machine_waits(machine);
	struct string_list ids = {};

	for (size_t i = 0; i < machine->state.n_updates; i++)
		if (machine->state.updates[i].applied)
			string_list_add(&ids, machine->state.updates[i].id);
	string_list_add_all(&ids, &waits.ids);
	return ids;
}

/* ---- what is to be done ---- */

static struct plan_policy plan_policy_of(const struct machine *machine, int64_t now)
{
	const struct policy *policy = &machine->policy;
	const char *pin = policy->values[POLICY_PIN];

	return (struct plan_policy){ .held = policy->held,
				     .suspects = machine->journal.suspects,
				     .pin = *pin ? pin : NULL,
				     .delay = policy->delay,
				     .advice = advice_in_force(&machine->advice, now),
				     .machine = machine->id,
				     .now = now };
}

static struct error *plan_the_record(const struct machine *machine,
				     const struct plan_policy *policy,
				     const struct string_list *in_force, struct plan *plan)
{
	_cleanup_string_list_ struct string_list ids = journal_ids(&machine->journal.installed);
	const struct plan_request all = { .scope = PLAN_ALL };
	_cleanup_plan_ struct plan recorded = {};

	try(plan_make(&machine->series, &machine->blocked, &ids, policy, &all, &recorded));
	for (size_t i = 0; i < recorded.removes.n_items; i++)
		if (!string_list_contains(in_force, recorded.removes.items[i]))
			string_list_add(&plan->removes, recorded.removes.items[i]);
	return NULL;
}

struct error *machine_plan(const struct machine *machine, const struct plan_request *request,
			   int64_t now, struct plan *plan)
{
	_cleanup_string_list_ struct string_list in_force = machine_in_force(machine);
	const struct plan_policy policy = plan_policy_of(machine, now);
	_cleanup_plan_ struct plan made = {};

	try(plan_make(&machine->series, &machine->blocked, &in_force, &policy, request, &made));
	try(plan_the_record(machine, &policy, &in_force, &made));
	*plan = made;
	made = (struct plan){};
	return NULL;
}

/* ---- the owner's switch ---- */

static bool has_word(const char *line, const char *word)
{
	_cleanup_string_list_ struct string_list words = {};

	string_list_add_words(&words, line);
	return string_list_contains(&words, word);
}

struct error *machine_check_switch(void)
{
	_cleanup_free_ char *command_line = sysroot_line("/proc/cmdline");

	if (sysroot_exists(DISABLE_FILE))
		return error_refuse(SUTURE_REFUSAL_SWITCHED_OFF, DISABLE_FILE " is there");
	if (command_line && has_word(command_line, "nosuture"))
		return error_refuse(SUTURE_REFUSAL_SWITCHED_OFF,
				    "the kernel was started with 'nosuture'");
	return NULL;
}

/* ---- opening ---- */

void machine_close(struct machine *machine)
{
	policy_deinit(&machine->policy);
	journal_deinit(&machine->journal);
	series_deinit(&machine->series);
	block_list_deinit(&machine->blocked);
	advice_deinit(&machine->advice);
	state_deinit(&machine->state);
	free(machine->release);
	free(machine->build_id);
	free(machine->boot_id);
	free(machine->id);
	free(machine->directory);
	cleanup_close(&machine->lock);
	*machine = (struct machine)MACHINE_NONE;
}

struct error *machine_open(struct machine *machine)
{
	_cleanup_machine_ struct machine opened = MACHINE_NONE;

	try(read_machine(&opened));
	advice_read(&opened.advice);
	opened.id = sysroot_line("/etc/machine-id");
	if (!opened.id)
		opened.id = xstrdup("");
	journal_settle(&opened.journal, opened.boot_id, &opened.state, &opened.was_settled);
	*machine = opened;
	opened = (struct machine)MACHINE_NONE;
	return NULL;
}

struct error *machine_check_root(void)
{
	if (geteuid() && !sysroot_is_set())
		return error_refuse(SUTURE_REFUSAL_NOT_ROOT, "only root may change the machine");
	return NULL;
}

static struct error *take_lock(int *lock)
{
	_cleanup_free_ char *path = sysroot_path(MACHINE_LOCK);

	try(machine_check_root());
	return file_lock(path, false, lock);
}

/* Of the machine and of this kernel. */
static struct error *remove_unfinished(const struct machine *machine)
{
	_cleanup_free_ char *own = sysroot_path(MACHINE_DIRECTORY);

	try(file_remove_unfinished(own));
	return file_remove_unfinished(machine->directory);
}

/* The intent goes last: it is what says that something may have been left. */
static struct error *settle(struct machine *machine)
{
	unload_staged();
	try(read_state(machine));
	return machine_write_journal(machine);
}

struct error *machine_open_to_change(struct machine *machine)
{
	_cleanup_machine_ struct machine opened = MACHINE_NONE;
	_cleanup_close_ int lock = -1;

	try(take_lock(&lock));
	try(machine_open(&opened));
	try(directory_make(opened.directory));
	try(remove_unfinished(&opened));
	if (opened.was_settled)
		try(settle(&opened));
	opened.lock = take_fd(&lock);
	*machine = opened;
	opened = (struct machine)MACHINE_NONE;
	return NULL;
}
