// SPDX-License-Identifier: GPL-2.0-or-later
#include "create/pattern.h"

#include "base/memory.h"

enum { NEEDLE_MAX = 64 };

/*
 * The linker may turn a load from the GOT into a lea, a mov or a direct call:
 * opcode and operand bytes before the field change with it.
 */
static int bytes_before_field(uint32_t type)
{
	return type == R_X86_64_GOTPCRELX || type == R_X86_64_REX_GOTPCRELX ? 2 : 0;
}

static void add_run(struct pattern *pattern, int64_t start, int64_t end)
{
	if (start < end)
		*array_append(pattern->runs, pattern->n_runs) = (struct run) { start, end - start };
}

void pattern_init(struct pattern *pattern, const struct section *section, size_t start,
		  size_t size)
{
	const struct relocation *relocations = section->relocations;
	size_t end = start + size;
	size_t at = start;

	*pattern = (struct pattern) {
		.data = section->data + start, .size = size,
		.align = start == 0 && section->align ? section->align : 1,
	};
	for (size_t i = section_relocation_from(section, start);
	     i < section->n_relocations && relocations[i].offset < end; i++) {
		size_t field = relocations[i].offset;

		add_run(pattern, at - start,
			(int64_t)(field - start) - bytes_before_field(relocations[i].type));
		at = field + relocation_size(relocations[i].type);
	}
	if (at < end)
		add_run(pattern, at - start, size);
}

void pattern_deinit(struct pattern *pattern)
{
	free(pattern->runs);
}

size_t pattern_difference(const struct pattern *pattern, const unsigned char *data)
{
	for (size_t i = 0; i < pattern->n_runs; i++) {
		const struct run *run = &pattern->runs[i];

		if (memcmp(pattern->data + run->offset, data + run->offset, run->size) == 0)
			continue;
		size_t at = run->offset;

		while (pattern->data[at] == data[at])
			at++;
		return at;
	}
	return pattern->size;
}

static size_t count_distinct(const unsigned char *data, size_t size)
{
	bool seen[256] = { false };
	size_t n = 0;

	for (size_t i = 0; i < size; i++) {
		n += !seen[data[i]];
		seen[data[i]] = true;
	}
	return n;
}

/* The run that occurs least by chance: padding is long, but all of one byte. */
static struct run choose_needle(const struct pattern *pattern)
{
	struct run best = { 0 };
	size_t best_distinct = 0;

	for (size_t i = 0; i < pattern->n_runs; i++) {
		struct run run = pattern->runs[i];

		if (run.size > NEEDLE_MAX)
			run.size = NEEDLE_MAX;
		size_t distinct = count_distinct(pattern->data + run.offset, run.size);
		if (distinct > best_distinct) {
			best = run;
			best_distinct = distinct;
		}
	}
	return best;
}

void pattern_search(const struct pattern *pattern, const unsigned char *data, size_t size,
		    uint64_t address, pattern_found_fn *found, void *context)
{
	struct run needle = choose_needle(pattern);

	if (!data || size < pattern->size || needle.size == 0)
		return;
	/* Only where the whole pattern fits around the needle. */
	const unsigned char *from = data + needle.offset;
	const unsigned char *end = data + size - pattern->size + needle.offset + needle.size;

	while ((from = memmem(from, end - from, pattern->data + needle.offset, needle.size))) {
		size_t start = from - data - needle.offset;

		from++;
		if ((address + start) % pattern->align == 0 &&
		    pattern_difference(pattern, data + start) == pattern->size &&
		    !found(context, start))
			return;
	}
}
