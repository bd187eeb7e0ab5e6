/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "client/doctor_checks.h"

#include "base/memory.h"

static void add(struct machine *machine, enum finding_status status, const char *check,
		const char *remedy, const char *format, va_list arguments)
{
	struct findings *findings = machine->findings;
	struct finding *finding = array_append(findings->items, findings->n_items);

	finding->check = check;
	finding->status = status;
	finding->message = xvasprintf(format, arguments);
	finding->remedy = remedy ? xstrdup(remedy) : NULL;
}

void finding_ok(struct machine *machine, const char *check, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add(machine, FINDING_OK, check, NULL, format, arguments);
	va_end(arguments);
}

void finding_warn(struct machine *machine, const char *check, const char *remedy,
		  const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add(machine, FINDING_WARNING, check, remedy, format, arguments);
	va_end(arguments);
}

void finding_problem(struct machine *machine, const char *check, const char *remedy,
		     const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add(machine, FINDING_PROBLEM, check, remedy, format, arguments);
	va_end(arguments);
}

size_t findings_count(const struct findings *findings, enum finding_status status)
{
	size_t n = 0;

	for (size_t i = 0; i < findings->n_items; i++)
		n += findings->items[i].status == status;
	return n;
}

const char *finding_status_name(enum finding_status status)
{
	static const char *const names[] = { "ok", "warning", "problem" };

	return names[status];
}

void findings_deinit(struct findings *findings)
{
	for (size_t i = 0; i < findings->n_items; i++) {
		free(findings->items[i].message);
		free(findings->items[i].remedy);
	}
	free(findings->items);
	*findings = (struct findings){ 0 };
}

static void machine_deinit(struct machine *machine)
{
	free(machine->release);
	config_deinit(&machine->config);
}

void doctor_examine(struct findings *findings)
{
	static void (*const checks[])(struct machine *) = {
		check_release,	   check_build_id, check_config,      check_taint,
		check_secure_boot, check_lockdown, check_enforcement, check_core_file,
		check_core_loaded, check_device,   check_updates,     check_tools,
	};
	_cleanup_(machine_deinit)
	struct machine machine = { .findings = findings };

	for (size_t i = 0; i < ARRAY_SIZE(checks); i++)
		checks[i](&machine);
}
