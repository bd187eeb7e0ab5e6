/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a journal: they are refused, or what was read is written and read again as the same
 * text; and an intent is settled, once.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "machine/journal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(struct error *error)
{
	if (error)
		abort();
}

/* A file in memory, so that no disk has to sync: it is written beside, and renamed. */
static const char *path_of_file(void)
{
	static char path[64];

	snprintf(path, sizeof(path), "/dev/shm/suture-fuzz-journal.%ld", (long)getpid());
	return path;
}

static void write_and_read(const struct journal *journal, struct bytes *text, struct journal *again)
{
	const char *path = path_of_file();

	must(journal_write(journal, path));
	must(file_read(path, text));
	must(journal_read(path, again));
	unlink(path);
}

static void check_round_trip(const struct journal *journal)
{
	_cleanup_journal_ struct journal second = {}, third = {};
	_cleanup_bytes_ struct bytes text = {}, again = {};

	write_and_read(journal, &text, &second);
	write_and_read(&second, &again, &third);
	if (text.size != again.size || memcmp(text.data, again.data, text.size))
		abort();
}

static void check_settled(struct journal *journal, const char *boot_id)
{
	const struct state kernel = {};
	const bool had_intent = journal->boot_id;
	bool changed;

	journal_settle(journal, boot_id, &kernel, &changed);
	if (changed != had_intent || journal->boot_id || journal->installs.n_items ||
	    journal->removes.n_items)
		abort();
	journal_settle(journal, boot_id, &kernel, &changed);
	if (changed)
		abort();
}

static void check(const void *data, size_t size, const char *boot_id)
{
	_cleanup_journal_ struct journal journal = {};
	_cleanup_error_ struct error *error = journal_parse(data, size, &journal);

	if (error)
		return;
	check_round_trip(&journal);
	check_settled(&journal, boot_id);
	check_round_trip(&journal);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check(data, size, "this");
	check(data, size, "another");
	return 0;
}
