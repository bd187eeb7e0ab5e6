/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "emulator/log.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"

enum place {
	ANYWHERE,
	AT_START,	/* of the message, after the time */
};

/* The first rule that fits a line names it, so the more telling ones come first. */
struct rule {
	const char *name, *words;
	enum place place;
};

static const struct rule faults[] = {
	{ "panic", "Kernel panic - not syncing", ANYWHERE },
	{ "kasan", "KASAN:", ANYWHERE },
	{ "kcsan", "KCSAN:", ANYWHERE },
	{ "kmsan", "KMSAN:", ANYWHERE },
	{ "kfence", "KFENCE:", ANYWHERE },
	{ "ubsan", "UBSAN:", ANYWHERE },
	{ "memory-leak", "kmemleak:", ANYWHERE },
	{ "soft-lockup", "soft lockup", ANYWHERE },
	{ "hard-lockup", "hard LOCKUP", ANYWHERE },
	{ "hung-task", "blocked for more than", ANYWHERE },
	{ "rcu-stall", "self-detected stall", ANYWHERE },
	{ "rcu-stall", "detected stalls on CPUs", ANYWHERE },
	{ "rcu-stall", "detected expedited stalls", ANYWHERE },
	{ "rcu-stall", "kthread starved", ANYWHERE },
	{ "rcu-stall", "rcu_tasks detected stalls", ANYWHERE },
	{ "workqueue-lockup", "workqueue lockup", ANYWHERE },
	{ "lockdep", "possible circular locking dependency", ANYWHERE },
	{ "lockdep", "possible recursive locking", ANYWHERE },
	{ "lockdep", "possible irq lock inversion", ANYWHERE },
	{ "lockdep", "inconsistent lock state", ANYWHERE },
	{ "lockdep", "bad unlock balance", ANYWHERE },
	{ "lockdep", "suspicious RCU usage", ANYWHERE },
	{ "lockdep", "held lock freed", ANYWHERE },
	{ "lockdep", "Invalid wait context", ANYWHERE },
	{ "lockdep", "still has locks held", ANYWHERE },
	{ "lockdep", "lock held when returning to user space", ANYWHERE },
	{ "atomic-sleep", "scheduling while atomic", ANYWHERE },
	{ "atomic-sleep", "sleeping function called from invalid context", ANYWHERE },
	{ "unwinder", "can't access registers", ANYWHERE },
	{ "unwinder", "can't dereference registers", ANYWHERE },
	{ "unwinder", "unwind stack type", ANYWHERE },
	{ "unwinder", "stack recursion", ANYWHERE },
	{ "unwinder", "kernel stack frame pointer", ANYWHERE },
	{ "unwinder", "kernel stack regs", ANYWHERE },
	{ "unwinder", "unknown ORC type", ANYWHERE },
	{ "unwinder", "ORC unwind tables", ANYWHERE },
	{ "unwinder", "missing regs for base reg", ANYWHERE },
	{ "unwinder", "stack going in the wrong direction", ANYWHERE },
	{ "unwinder", "unreliable stack", ANYWHERE },
	{ "text-patching", "ftrace failed to modify", ANYWHERE },
	{ "text-patching", "jump_label: Fatal", ANYWHERE },
	{ "text-patching", "unexpected static_call insn", ANYWHERE },
	{ "missing-endbr", "Missing ENDBR", ANYWHERE },
	{ "double-fault", "double fault", ANYWHERE },
	{ "page-fault", "unable to handle", ANYWHERE },
	{ "page-fault", "NULL pointer dereference", ANYWHERE },
	{ "protection-fault", "general protection", ANYWHERE },
	{ "invalid-opcode", "invalid opcode:", ANYWHERE },
	{ "divide-error", "divide error:", ANYWHERE },
	{ "stack-overflow", "stack guard page was hit", ANYWHERE },
	{ "stack-overflow", "corrupted stack end", ANYWHERE },
	{ "stack-protector", "stack-protector:", ANYWHERE },
	{ "oops", "Oops:", ANYWHERE },
	{ "oops", "Oops - ", ANYWHERE },
	{ "refcount", "refcount_t:", ANYWHERE },
	{ "list-corruption", "list_add corruption", ANYWHERE },
	{ "list-corruption", "list_del corruption", ANYWHERE },
	{ "usercopy", "usercopy: Kernel memory", ANYWHERE },
	{ "bad-page", "Bad page state", ANYWHERE },
	{ "bad-page", "Bad page map", ANYWHERE },
	{ "bad-page", "Bad rss-counter state", ANYWHERE },
	{ "slab", "Poison overwritten", ANYWHERE },
	{ "slab", "Redzone overwritten", ANYWHERE },
	{ "slab", "Objects remaining in", ANYWHERE },
	{ "out-of-memory", "Out of memory:", ANYWHERE },
	{ "out-of-memory", "invoked oom-killer", ANYWHERE },
	{ "out-of-memory", "page allocation failure", ANYWHERE },
	{ "irq", "nobody cared", ANYWHERE },
	{ "bug", "kernel BUG at", ANYWHERE },
	{ "bug", "BUG:", ANYWHERE },
	{ "warning", "WARNING:", AT_START },
	{ "warning", "------------[ cut here ]", ANYWHERE },
	{ "info", "INFO: ", AT_START },
	{ "trace", "Call Trace:", ANYWHERE },
	{ "trace", "RIP: 0010:", ANYWHERE },
	{ "trace", "end trace", ANYWHERE },
	/* All taints that are not in the table below: somebody forced or broke something. */
	{ "taint", "taints kernel", ANYWHERE },
	{ "taint", "tainting kernel", ANYWHERE },
	{ "taint", "Disabling lock debugging due to kernel taint", ANYWHERE },
};

static const struct rule expectations[] = {
	{ "out-of-tree", "loading out-of-tree module taints kernel.", ANYWHERE },
	{ "unsigned",
	  "module verification failed: signature and/or required key missing - tainting",
	  ANYWHERE },
};

/* "[   12.345678] " and "[    1.2][  T42] " are not part of the message, nor is "<6>". */
static const char *message_start(const char *line)
{
	while (*line == '[' || *line == '<') {
		const char *end = strchr(line, *line == '[' ? ']' : '>');

		if (!end)
			break;
		line = end + 1;
		while (isspace((unsigned char)*line))
			line++;
	}
	return line;
}

static const struct rule *match(const struct rule *rules, size_t n, const char *line)
{
	const char *message = message_start(line);

	for (size_t i = 0; i < n; i++) {
		if (rules[i].place == ANYWHERE && strstr(line, rules[i].words))
			return &rules[i];
		if (rules[i].place == AT_START &&
		    !strncmp(message, rules[i].words, strlen(rules[i].words)))
			return &rules[i];
	}
	return NULL;
}

static void note(struct log_finding *finding, const struct rule *rule, const char *line,
		 size_t number)
{
	finding->name = rule->name;
	finding->line = xstrdup(line);
	finding->number = number;
}

static void judge_line(const char *line, size_t number, struct log_verdict *verdict)
{
	const struct rule *rule = match(expectations, ARRAY_SIZE(expectations), line);

	if (rule) {
		note(array_append(verdict->expected, verdict->n_expected), rule, line, number);
		return;
	}
	rule = match(faults, ARRAY_SIZE(faults), line);
	if (rule)
		note(array_append(verdict->faults, verdict->n_faults), rule, line, number);
}

void log_judge(const char *text, struct log_verdict *verdict)
{
	size_t number = 1;

	memset(verdict, 0, sizeof(*verdict));
	while (*text) {
		size_t length = strcspn(text, "\r\n");
		_cleanup_free_ char *line = xstrndup(text, length);

		judge_line(line, number, verdict);
		text += length;
		text += strspn(text, "\r");
		if (*text == '\n')
			text++;
		number++;
	}
}

static void findings_free(struct log_finding *findings, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(findings[i].line);
	free(findings);
}

void log_verdict_deinit(struct log_verdict *verdict)
{
	findings_free(verdict->faults, verdict->n_faults);
	findings_free(verdict->expected, verdict->n_expected);
	memset(verdict, 0, sizeof(*verdict));
}
