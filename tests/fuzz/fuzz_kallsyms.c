// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes the reader of kallsyms tables: whatever a section holds, what is read
 * lies in it, and the questions about what was read have answers that agree.
 *
 * Most inputs would have no token table at all; so one is put between the two
 * halves of the input, where the reader looks for the other tables.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"
#include "kernel/kallsyms.h"

#define TEXT UINT64_C(0xffffffff81000000)
#define RODATA UINT64_C(0xffffffff82000000)

enum { TOKENS = 256, TABLE_SIZE = 2 * TOKENS, INDEX_SIZE = 2 * TOKENS, INPUT_MAX = 1 << 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Token N is the character N; token 1 makes the name that the reader looks for short. */
static void put_tokens(unsigned char *table, unsigned char *index)
{
	size_t at = 0;

	for (unsigned int i = 0; i < TOKENS; i++) {
		index[2 * i] = at;
		index[2 * i + 1] = at >> 8;
		if (i == 1) {
			memcpy(table + at, "T_text", 6);
			at += 6;
		} else if (i > 0) {
			table[at++] = i;
		}
		table[at++] = 0;
	}
}

static void check(const struct kallsyms *kallsyms)
{
	size_t n, n_named;
	const struct kallsym *symbols = kallsyms_all(kallsyms, &n);

	for (size_t i = 0; i < n; i++) {
		const struct kallsym *const *named = kallsyms_named(kallsyms, symbols[i].name,
								    &n_named);

		assert(i == 0 || symbols[i - 1].address <= symbols[i].address);
		assert(named && n_named > 0 && strcmp(named[0]->name, symbols[i].name) == 0);
		assert(kallsyms_at(kallsyms, symbols[i].address)->address == symbols[i].address);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > INPUT_MAX)
		return 0;
	size_t before = size / 2 / 8 * 8;
	size_t table_size = (TABLE_SIZE + 5 + 7) / 8 * 8;
	size_t total = size + table_size + INDEX_SIZE;
	_cleanup_free_ unsigned char *section = xcalloc(total, 1);
	struct kallsyms *kallsyms = NULL;

	memcpy(section, data, before);
	put_tokens(section + before, section + before + table_size);
	memcpy(section + before + table_size + INDEX_SIZE, data + before, size - before);
	struct error *error = kallsyms_parse(section, total, RODATA, TEXT, &kallsyms);
	if (!error)
		check(kallsyms);
	kallsyms_close(kallsyms);
	error_free(error);
	return 0;
}
