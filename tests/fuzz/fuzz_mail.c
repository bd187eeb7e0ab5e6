// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes the readers of mails and mailboxes. A mail is a candidate that has all its parts, or
 * is rejected with a sentence; the mails of a mailbox are the mailbox, byte for byte.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "evidence/candidate.h"
#include "evidence/mailbox.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_candidate(const struct candidate *candidate)
{
	size_t subject = strlen(candidate->subject);

	assert(candidate->id && candidate->author && candidate->email);
	assert(!strncmp(candidate->message, candidate->subject, subject));
	assert(candidate->message[subject] == '\n' && !strchr(candidate->subject, '\n'));
	assert(!candidate->upstream || strspn(candidate->upstream, "0123456789abcdef") == 40);
	assert(candidate->n_files > 0);
}

static void check_mail(const void *mail, size_t size)
{
	_cleanup_line_table_ struct line_table *table = line_table_new();
	_cleanup_candidates_ struct candidates candidates;

	candidates_init(&candidates, table);
	if (candidates_add_mail(&candidates, "mail", mail, size)) {
		assert(candidates.n_items == 1 && candidates.n_rejected == 0);
		check_candidate(candidates.items);
	} else {
		assert(candidates.n_items == 0 && candidates.n_rejected == 1);
	}
}

/* Copied, so that reading past its end is seen. */
static void check_copy(const char *mail, size_t size)
{
	_cleanup_free_ char *copy = xcalloc(size ? size : 1, 1);

	memcpy(copy, mail, size);
	check_mail(copy, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mailbox mailbox;
	const char *mail, *at;
	size_t mail_size;

	if (!mailbox_init(&mailbox, data, size)) {
		check_copy((const char *)data, size);
		return 0;
	}
	for (at = mailbox.at; mailbox_next(&mailbox, &mail, &mail_size); at += mail_size) {
		assert(mail == at);
		check_copy(mail, mail_size);
	}
	assert(at == (const char *)data + size);
	return 0;
}
