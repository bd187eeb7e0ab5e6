/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "emulator/log.h"

static void test_faults_are_named(void **state)
{
	static const struct {
		const char *line, *name;
	} cases[] = {
		{ "[    5.1] WARNING: CPU: 1 PID: 7 at kernel/x.c:12 f+0x1/0x2", "warning" },
		{ "[    5.1][  T42] WARNING: CPU: 1 PID: 7 at kernel/x.c:12", "warning" },
		{ "<4>[    5.1] WARNING: CPU: 1", "warning" },
		{ "WARNING: CPU: 1", "warning" },
		{ "[    5.1] ------------[ cut here ]------------", "warning" },
		{ "[    5.1] BUG: unable to handle page fault for address: 00", "page-fault" },
		{ "[    5.1] BUG: kernel NULL pointer dereference, address: 0", "page-fault" },
		{ "[    5.1] Oops: 0000 [#1] PREEMPT SMP", "oops" },
		{ "[    5.1] general protection fault, probably for", "protection-fault" },
		{ "[    5.1] BUG: KASAN: slab-out-of-bounds in f", "kasan" },
		{ "[    5.1] watchdog: BUG: soft lockup - CPU#0 stuck for 22s!", "soft-lockup" },
		{ "[    5.1] INFO: task x:1 blocked for more than 120 seconds.", "hung-task" },
		{ "[    5.1] rcu: INFO: rcu_preempt self-detected stall on CPU", "rcu-stall" },
		{ "[    5.1] rcu: INFO: rcu_sched detected stalls on CPUs/tasks:", "rcu-stall" },
		{ "[    5.1] WARNING: possible circular locking dependency detected", "lockdep" },
		{ "[    5.1] WARNING: inconsistent lock state", "lockdep" },
		{ "[    5.1] BUG: scheduling while atomic: x/1/0x2", "atomic-sleep" },
		{ "[    5.1] WARNING: can't access registers at f+0x1", "unwinder" },
		{ "[    5.1] WARNING: kernel stack regs at 0 in x:1 has bad 'bp' value",
		  "unwinder" },
		{ "[    5.1] kernel BUG at mm/slub.c:1!", "bug" },
		{ "[    5.1] Call Trace:", "trace" },
		{ "[    5.1] x: module is from the staging directory, taints kernel", "taint" },
		{ "[    5.1] Kernel panic - not syncing: x", "panic" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_log_verdict_ struct log_verdict verdict = { 0 };

		log_judge(cases[i].line, &verdict);
		assert_int_equal(verdict.n_faults, 1);
		assert_string_equal(verdict.faults[0].name, cases[i].name);
		assert_string_equal(verdict.faults[0].line, cases[i].line);
	}
}

static void test_harmless_lines(void **state)
{
	static const char text[] =
		"[    0.0] Linux version 6.1.0 (someone@somewhere)\n"
		"[    0.1] tsc: Marking TSC unstable due to TSCs unsynchronized\n"
		"[    0.2] Spectre V2 : WARNING: Unprivileged eBPF is enabled\n"
		"[    0.3] rcu: \tRCU restricting CPUs from NR_CPUS=512 to nr_cpu_ids=2.\n"
		"[    0.4] ACPI: Early table checksum verification disabled\n"
		"[    0.5] EXT4-fs warning (device x): f: note\n";
	_cleanup_log_verdict_ struct log_verdict verdict = { 0 };

	(void)state;
	log_judge(text, &verdict);
	assert_int_equal(verdict.n_faults, 0);
	assert_int_equal(verdict.n_expected, 0);
}

/* Our own module's two taints are expected; every other taint is a fault. */
static void test_expected_taints(void **state)
{
	static const char text[] =
		"[    1.0] suture: loading out-of-tree module taints kernel.\n"
		"[    1.1] suture: module verification failed: signature and/or required key "
		"missing - tainting kernel\n"
		"[    1.2] other: module license 'Other' taints kernel.\n"
		"[    1.3] Disabling lock debugging due to kernel taint\n";
	_cleanup_log_verdict_ struct log_verdict verdict = { 0 };

	(void)state;
	log_judge(text, &verdict);
	assert_int_equal(verdict.n_expected, 2);
	assert_string_equal(verdict.expected[0].name, "out-of-tree");
	assert_string_equal(verdict.expected[1].name, "unsigned");
	assert_int_equal(verdict.n_faults, 2);
	assert_int_equal(verdict.faults[0].number, 3);
}

static void test_lines_of_a_console(void **state)
{
	_cleanup_log_verdict_ struct log_verdict verdict = { 0 };

	(void)state;
	log_judge("[    1.0] fine\r\n\r\n[    1.1] Call Trace:\r\n[    1.2] BUG: x", &verdict);
	assert_int_equal(verdict.n_faults, 2);
	assert_int_equal(verdict.faults[0].number, 3);
	assert_string_equal(verdict.faults[0].line, "[    1.1] Call Trace:");
	assert_int_equal(verdict.faults[1].number, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_faults_are_named),
		cmocka_unit_test(test_harmless_lines),
		cmocka_unit_test(test_expected_taints),
		cmocka_unit_test(test_lines_of_a_console),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
