/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "client/doctor_checks.h"

#include "base/file.h"
#include "base/memory.h"
#include "client/running.h"
#include "base/string_list.h"
#include "client/sysroot.h"
#include "kernel/decompress.h"

#define CONFIG_SIZE_MAX (16 << 20)

/* The series on which Suture is tested. */
static const char *const series[] = { "5.10.", "6.1.", "6.12.", "7.2." };

static bool is_tested(const char *release)
{
	for (size_t i = 0; i < ARRAY_SIZE(series); i++)
		if (strncmp(release, series[i], strlen(series[i])) == 0)
			return true;
	return false;
}

void check_release(struct machine *machine)
{
	_cleanup_error_ struct error *error = running_release(&machine->release);

	if (error)
		finding_problem(machine, "kernel", NULL, "%s", error->message);
	else if (is_tested(machine->release))
		finding_ok(machine, "kernel", "%s", machine->release);
	else
		finding_warn(machine, "kernel", NULL,
			     "%s is of a series that Suture is not tested on", machine->release);
}

void check_build_id(struct machine *machine)
{
	_cleanup_free_ char *build_id = NULL;
	_cleanup_error_ struct error *error = running_build_id(&build_id);

	if (error)
		finding_problem(machine, "build-id", NULL, "%s", error->message);
	else
		finding_ok(machine, "build-id", "%s", build_id);
}

static const struct {
	const char *name;
	const char *why;
} required[] = {
	{ "CONFIG_X86_64", "other architectures are not supported" },
	{ "CONFIG_SMP", "the stop of the machine needs it" },
	{ "CONFIG_MODULES", "updates are kernel modules" },
	{ "CONFIG_MODULE_UNLOAD", "updates could not be undone" },
	{ "CONFIG_KALLSYMS", "the core needs the kernel's symbols" },
	{ "CONFIG_UNWINDER_ORC", "stacks could not be walked reliably" },
	{ "CONFIG_DYNAMIC_FTRACE_WITH_REGS", "functions could not be redirected through ftrace" },
	{ "CONFIG_TRACEPOINTS", "tasks that run could not be noted" },
};

/* Unpack /proc/config.gz where the kernel has it, else take the vendor's file. */
static struct error *read_config_text(const struct machine *machine, struct bytes *text)
{
	_cleanup_free_ char *path = xasprintf("/boot/config-%s", machine->release);
	_cleanup_bytes_ struct bytes packed = { 0 };

	if (!sysroot_exists("/proc/config.gz"))
		return sysroot_read(path, text);
	try(sysroot_read("/proc/config.gz", &packed));
	return decompress(packed.data, packed.size, CONFIG_SIZE_MAX, text);
}

static void check_options(struct machine *machine)
{
	size_t n_missing = 0;

	for (size_t i = 0; i < ARRAY_SIZE(required); i++) {
		if (config_is_set(&machine->config, required[i].name))
			continue;
		finding_problem(machine, "config", NULL, "%s is not set: %s", required[i].name,
				required[i].why);
		n_missing++;
	}
	if (config_is_set(&machine->config, "CONFIG_LTO_CLANG")) {
		finding_problem(machine, "config", NULL,
				"CONFIG_LTO_CLANG is set: units cannot be told apart");
		n_missing++;
	}
	if (!n_missing)
		finding_ok(machine, "config", "has all that is needed");
}

void check_config(struct machine *machine)
{
	_cleanup_bytes_ struct bytes text = { 0 };
	_cleanup_error_ struct error *error = NULL;
	_cleanup_free_ char *remedy = NULL;

	if (!machine->release)
		return;
	error = read_config_text(machine, &text);
	if (error) {
		remedy = xasprintf("apt install linux-image-%s", machine->release);
		finding_warn(machine, "config", remedy, "%s", error->message);
		return;
	}
	config_parse((char *)text.data, &machine->config);
	machine->has_config = true;
	check_options(machine);
}

/* By bit; a NULL is a bit that says nothing about whether the kernel is to be trusted. */
static const char *const taints[] = {
	[0] = NULL, /* P: a proprietary module */
	[1] = "a module was loaded by force (F)",
	[2] = "the processors are not meant to work together (S)",
	[3] = "a module was unloaded by force (R)",
	[4] = "the processor reported a fault (M)",
	[5] = "a bad page was met (B)",
	[6] = NULL, /* U: user space asked for it */
	[7] = "the kernel died once and went on (D)",
	[8] = NULL, /* A: an ACPI table was replaced */
	[9] = "the kernel warned once (W)",
	[10] = NULL, /* C: a staging driver */
	[11] = NULL, /* I: a workaround for firmware */
	[12] = NULL, /* O: an out-of-tree module, such as the core */
	[13] = NULL, /* E: an unsigned module */
	[14] = "a processor was stuck (L)",
	[15] = "the kernel's own livepatch is in use (K)",
	[16] = NULL, /* X: set by the distribution */
	[17] = NULL, /* T: structure layouts are randomised */
	[18] = "a kernel test was run (N)",
};

static void describe_taints(unsigned long taint, struct string_list *reasons)
{
	for (size_t bit = 0; bit < ARRAY_SIZE(taints); bit++)
		if (taint & (1ul << bit) && taints[bit])
			string_list_add(reasons, taints[bit]);
}

void check_taint(struct machine *machine)
{
	_cleanup_free_ char *line = sysroot_line("/proc/sys/kernel/tainted");
	_cleanup_string_list_ struct string_list reasons = { 0 };
	_cleanup_free_ char *text = NULL;
	unsigned long taint;

	if (!line) {
		finding_warn(machine, "taint", NULL, "cannot read /proc/sys/kernel/tainted");
		return;
	}
	taint = strtoul(line, NULL, 10);
	describe_taints(taint, &reasons);
	text = string_list_join(&reasons);
	if (reasons.n_items)
		finding_warn(machine, "taint", "dmesg --level=emerg,alert,crit,err,warn", "%lu: %s",
			     taint, text);
	else
		finding_ok(machine, "taint", "%lu%s", taint,
			   taint ? ": nothing to worry about" : "");
}
