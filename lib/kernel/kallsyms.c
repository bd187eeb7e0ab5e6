// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The tables, as every kernel since 4.20 has them, all in .rodata:
 *
 *	num_syms	u32
 *	names		for each symbol: a length (one byte, or two with 7 bits
 *			each), then that many tokens; the first character is the type
 *	markers		u32: where every 256th name starts in names
 *	token_table	256 strings, one after the other
 *	token_index	u16: where each string starts in token_table
 *	offsets		one s32 for each symbol, or one u64 (addresses)
 *	relative_base	u64, or not there
 *
 * Offsets and base come before num_syms in older kernels and after token_index
 * in newer ones. What an offset means depends on the configuration; one symbol
 * whose address is known from elsewhere, the start of the text, decides.
 */
#include "kernel/kallsyms.h"

#include "base/memory.h"

enum { N_TOKENS = 256, NAMES_PER_MARKER = 256, TOKEN_MAX = 64, NAME_MAX_SIZE = 512 };

struct kallsyms {
	struct kallsym *symbols;	/* by address */
	size_t n_symbols;
	const struct kallsym **by_name;	/* by name, then by address */
	char *names;
};

struct view {
	const unsigned char *data;
	size_t size;
	uint64_t address;
	uint64_t text;
};

/* Offsets in the view. */
struct tables {
	size_t n_symbols;
	size_t num_syms;
	size_t names;
	size_t markers;
	size_t token_table;
	size_t token_index;
	size_t align;
};

static bool holds(const struct view *view, size_t at, size_t size)
{
	return at <= view->size && size <= view->size - at;
}

static uint64_t read_number(const struct view *view, size_t at, size_t size)
{
	uint64_t value = 0;

	if (holds(view, at, size))
		memcpy(&value, view->data + at, size);
	return value;
}

static size_t align_up(size_t at, size_t align)
{
	return (at + align - 1) / align * align;
}

/* Tokens */

static unsigned int token_start(const struct view *view, const struct tables *tables, size_t i)
{
	return read_number(view, tables->token_index + 2 * i, 2);
}

static bool is_ascending_index(const struct view *view, const struct tables *tables)
{
	if (token_start(view, tables, 0) != 0)
		return false;
	for (size_t i = 1; i < N_TOKENS; i++) {
		unsigned int length =
			token_start(view, tables, i) - token_start(view, tables, i - 1);

		if (length < 1 || length > TOKEN_MAX)
			return false;
	}
	return true;
}

/* Each token but the last ends where the index says that the next one starts. */
static bool is_token_table(const struct view *view, const struct tables *tables)
{
	const char *table = (const char *)view->data + tables->token_table;

	for (size_t i = 0; i + 1 < N_TOKENS; i++) {
		size_t start = token_start(view, tables, i);
		size_t end = token_start(view, tables, i + 1);

		if (strnlen(table + start, end - start) != end - start - 1)
			return false;
	}
	return true;
}

/* The table ends right before its index, but for the last token and alignment. */
static bool find_token_table(const struct view *view, struct tables *tables)
{
	size_t last = token_start(view, tables, N_TOKENS - 1);

	for (size_t rest = 1; rest <= TOKEN_MAX + 8; rest++) {
		if (last + rest > tables->token_index)
			return false;
		tables->token_table = tables->token_index - last - rest;
		if (tables->token_table % 4 == 0 && is_token_table(view, tables) &&
		    memchr(view->data + tables->token_table + last, 0, rest))
			return true;
	}
	return false;
}

static bool find_tokens(const struct view *view, size_t from, struct tables *tables)
{
	for (size_t at = align_up(from, 4); holds(view, at, 2 * N_TOKENS); at += 4) {
		tables->token_index = at;
		if (is_ascending_index(view, tables) && find_token_table(view, tables))
			return true;
	}
	return false;
}

/* Names */

/* The number of tokens of the name at *at, which moves to the first of them; 0: no name. */
static size_t name_length(const struct view *view, size_t *at)
{
	size_t length = read_number(view, *at, 1);

	(*at)++;
	if (length & 0x80) {
		length = (length & 0x7f) | read_number(view, *at, 1) << 7;
		(*at)++;
	}
	return length <= NAME_MAX_SIZE && holds(view, *at, length) ? length : 0;
}

/* Walks all names; checks that the markers that follow agree with the walk. */
static bool are_names(const struct view *view, struct tables *tables)
{
	size_t at = tables->names;
	size_t last_marked = 0;

	for (size_t i = 0; i < tables->n_symbols; i++) {
		if (i % NAMES_PER_MARKER == 0)
			last_marked = at - tables->names;
		size_t length = name_length(view, &at);
		if (length == 0 || at + length > tables->token_table)
			return false;
		at += length;
	}
	tables->markers = align_up(at, tables->align);
	size_t last = (tables->n_symbols - 1) / NAMES_PER_MARKER;

	return tables->markers + 4 * (last + 1) <= tables->token_table &&
	       read_number(view, tables->markers, 4) == 0 &&
	       read_number(view, tables->markers + 4 * last, 4) == last_marked;
}

/* The next reading of num_syms, names and markers below *num_syms, which moves there. */
static bool find_names_below(const struct view *view, struct tables *tables)
{
	while (tables->num_syms >= 4) {
		tables->num_syms -= 4;
		tables->n_symbols = read_number(view, tables->num_syms, 4);
		tables->names = align_up(tables->num_syms + 4, tables->align);
		if (tables->n_symbols > 0 && tables->names < tables->token_table &&
		    tables->n_symbols <= (tables->token_table - tables->names) / 2 &&
		    are_names(view, tables))
			return true;
	}
	return false;
}

struct text {
	char *data;
	size_t size;
	size_t capacity;
};

static void text_append(struct text *text, const char *data, size_t size)
{
	if (text->size + size > text->capacity) {
		text->capacity = 2 * (text->size + size);
		text->data = xrealloc(text->data, text->capacity, 1);
	}
	memcpy(text->data + text->size, data, size);
	text->size += size;
}

static void expand_name(const struct view *view, const struct tables *tables, size_t at,
			size_t length, struct text *text)
{
	for (size_t i = 0; i < length; i++) {
		size_t token = tables->token_table + token_start(view, tables, view->data[at + i]);
		const char *string = (const char *)view->data + token;

		text_append(text, string, strnlen(string, tables->token_index - token));
	}
	text_append(text, "", 1);
}

/* The strings lie one after the other: type, name, NUL. */
static void read_names(const struct view *view, const struct tables *tables,
		       struct kallsyms *kallsyms)
{
	struct text text = { 0 };
	size_t at = tables->names;

	for (size_t i = 0; i < tables->n_symbols; i++) {
		size_t length = name_length(view, &at);

		expand_name(view, tables, at, length, &text);
		at += length;
	}
	kallsyms->names = text.data;
	kallsyms->symbols = xcalloc(tables->n_symbols, sizeof(*kallsyms->symbols));
	kallsyms->n_symbols = tables->n_symbols;
	char *name = text.data;
	for (size_t i = 0; i < tables->n_symbols; i++) {
		kallsyms->symbols[i].type = *name;
		kallsyms->symbols[i].name = *name ? name + 1 : name;
		name += strlen(name) + 1;
	}
}

/* Addresses */

struct encoding {
	size_t offsets;		/* where the table starts */
	size_t entry;		/* its entries' size */
	uint64_t base;
};

typedef uint64_t decode_fn(const struct view *, const struct encoding *, size_t i);

/* Per-CPU symbols are positive numbers, all others count down from the base. */
static uint64_t decode_absolute_percpu(const struct view *view, const struct encoding *encoding,
				       size_t i)
{
	int32_t offset = read_number(view, encoding->offsets + 4 * i, 4);

	return offset >= 0 ? (uint64_t)offset : encoding->base - 1 - (int64_t)offset;
}

static uint64_t decode_relative(const struct view *view, const struct encoding *encoding, size_t i)
{
	return encoding->base + read_number(view, encoding->offsets + 4 * i, 4);
}

/* Each entry counts from where it stands itself. */
static uint64_t decode_self_relative(const struct view *view, const struct encoding *encoding,
				     size_t i)
{
	int32_t offset = read_number(view, encoding->offsets + 4 * i, 4);

	return view->address + encoding->offsets + 4 * i + (int64_t)offset;
}

static uint64_t decode_address(const struct view *view, const struct encoding *encoding, size_t i)
{
	return read_number(view, encoding->offsets + 8 * i, 8);
}

static bool is_text_start(const struct kallsym *symbol)
{
	return strcmp(symbol->name, "_text") == 0 || strcmp(symbol->name, "_stext") == 0;
}

/* Does the encoding put the start of the text where it is? */
static bool is_right_encoding(const struct view *view, const struct kallsyms *kallsyms,
			      const struct encoding *encoding, decode_fn *decode)
{
	if (!holds(view, encoding->offsets, kallsyms->n_symbols * encoding->entry))
		return false;
	for (size_t i = 0; i < kallsyms->n_symbols; i++) {
		if (is_text_start(&kallsyms->symbols[i]))
			return decode(view, encoding, i) == view->text;
	}
	return false;
}

static bool read_addresses_at(const struct view *view, struct kallsyms *kallsyms, size_t offsets,
			      size_t base, size_t entry, decode_fn *decode)
{
	struct encoding encoding = { offsets, entry, read_number(view, base, 8) };

	if (!is_right_encoding(view, kallsyms, &encoding, decode))
		return false;
	for (size_t i = 0; i < kallsyms->n_symbols; i++)
		kallsyms->symbols[i].address = decode(view, &encoding, i);
	return true;
}

static const struct {
	decode_fn *decode;
	size_t entry;
	bool has_base;
} encodings[] = {
	{ decode_absolute_percpu, 4, true },
	{ decode_relative, 4, true },
	{ decode_self_relative, 4, false },
	{ decode_address, 8, false },
};

static bool read_addresses(const struct view *view, const struct tables *tables,
			   struct kallsyms *kallsyms)
{
	size_t after = align_up(tables->token_index + 2 * N_TOKENS, tables->align);

	for (size_t i = 0; i < ARRAY_SIZE(encodings); i++) {
		size_t entry = encodings[i].entry;
		size_t size = align_up(tables->n_symbols * entry, tables->align);
		size_t base_size = encodings[i].has_base ? 8 : 0;
		size_t before = tables->num_syms - size - base_size;

		if (size + base_size <= tables->num_syms &&
		    read_addresses_at(view, kallsyms, before, before + size, entry,
				      encodings[i].decode))
			return true;
		if (read_addresses_at(view, kallsyms, after, after + size, entry,
				      encodings[i].decode))
			return true;
	}
	return false;
}

/* Order */

static int compare_addresses(const void *a_, const void *b_)
{
	const struct kallsym *a = a_, *b = b_;

	if (a->address != b->address)
		return a->address < b->address ? -1 : 1;
	/* Names lie in the kernel's order in one buffer. */
	return a->name < b->name ? -1 : a->name > b->name;
}

static int compare_names(const void *a_, const void *b_)
{
	const struct kallsym *a = *(const struct kallsym *const *)a_;
	const struct kallsym *b = *(const struct kallsym *const *)b_;
	int order = strcmp(a->name, b->name);

	return order ? order : a < b ? -1 : a > b;
}

static void sort(struct kallsyms *kallsyms)
{
	qsort(kallsyms->symbols, kallsyms->n_symbols, sizeof(*kallsyms->symbols),
	      compare_addresses);
	kallsyms->by_name = xcalloc(kallsyms->n_symbols, sizeof(*kallsyms->by_name));
	for (size_t i = 0; i < kallsyms->n_symbols; i++)
		kallsyms->by_name[i] = &kallsyms->symbols[i];
	qsort(kallsyms->by_name, kallsyms->n_symbols, sizeof(*kallsyms->by_name), compare_names);
}

static struct kallsyms *read_tables(const struct view *view, struct tables *tables)
{
	tables->num_syms = tables->token_table / 4 * 4;
	while (find_names_below(view, tables)) {
		_cleanup_kallsyms_ struct kallsyms *kallsyms = xcalloc(1, sizeof(*kallsyms));

		read_names(view, tables, kallsyms);
		if (read_addresses(view, tables, kallsyms)) {
			sort(kallsyms);
			return take(kallsyms);
		}
	}
	return NULL;
}

struct error *kallsyms_parse(const void *data, size_t size, uint64_t address, uint64_t text,
			     struct kallsyms **kallsyms)
{
	const struct view view = { data, size, address, text };
	struct tables tables = { 0 };

	for (size_t from = 0; find_tokens(&view, from, &tables); from = tables.token_index + 4) {
		/* Labels are aligned to the size of a pointer, or of an offset. */
		for (tables.align = 8; tables.align >= 4; tables.align /= 2) {
			struct kallsyms *found = read_tables(&view, &tables);

			if (found) {
				*kallsyms = found;
				return NULL;
			}
		}
	}
	return error_refuse(SUTURE_REFUSAL_IMAGE_UNREADABLE,
			    "no kallsyms tables of a known kind");
}

struct error *kallsyms_open(const struct image *image, struct kallsyms **kallsyms)
{
	const struct image_section *rodata = image_section(image, ".rodata");
	const struct image_section *text = image_section(image, ".text");

	if (!rodata || !rodata->data || !text)
		return error_refuse(SUTURE_REFUSAL_IMAGE_UNREADABLE,
				    "%s has no .text or no .rodata", image->path);
	struct error *error = kallsyms_parse(rodata->data, rodata->size, rodata->address,
					     text->address, kallsyms);
	return error ? error_context(error, "%s", image->path) : NULL;
}

void kallsyms_close(struct kallsyms *kallsyms)
{
	if (!kallsyms)
		return;
	free(kallsyms->symbols);
	free(kallsyms->by_name);
	free(kallsyms->names);
	free(kallsyms);
}

const struct kallsym *kallsyms_all(const struct kallsyms *kallsyms, size_t *n)
{
	*n = kallsyms->n_symbols;
	return kallsyms->symbols;
}

/* The first entry by name that is not before (or, past, is after) the name. */
static size_t name_bound(const struct kallsyms *kallsyms, const char *name, bool past)
{
	size_t low = 0, high = kallsyms->n_symbols;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(kallsyms->by_name[middle]->name, name);

		if (order < 0 || (past && order == 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct kallsym *const *kallsyms_named(const struct kallsyms *kallsyms, const char *name,
					    size_t *n)
{
	size_t first = name_bound(kallsyms, name, false);

	*n = name_bound(kallsyms, name, true) - first;
	return *n ? kallsyms->by_name + first : NULL;
}

const struct kallsym *kallsyms_at(const struct kallsyms *kallsyms, uint64_t address)
{
	size_t low = 0, high = kallsyms->n_symbols;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (kallsyms->symbols[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &kallsyms->symbols[low - 1] : NULL;
}
