// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The run: every byte of every span against memory.
 *
 * A span is walked from its start. Between two sites bytes are compared as they
 * are, with the relocated fields filled in; an outermost site is compared as a whole
 * (sites.c). Bytes come in chunks of at most MATCH_CHUNK, and no chunk ends inside a
 * field, so that nothing has to be remembered from one chunk to the next.
 *
 * Sections of a module other than its text may lie anywhere, and nothing exported
 * says where. Their bases are solved first: a field outside of sites in a span that
 * is placed already holds S + A (- P), which leaves only the base to
 * be unknown. A solved base can place another span, so this goes in rounds until one
 * solves nothing. What a field was solved from is compared with the rest afterwards:
 * every field must agree on the same base.
 */
#ifdef __KERNEL__
#include <linux/errno.h>
#else
#include <errno.h>
#endif

#include "match/match.h"
#include "match/opcodes.h"
#include "match/sites.h"

struct run {
	const struct suture_match *blob;
	struct match_environment *env;
	struct suture_refusal_record *refusal;
	const struct suture_span *span;
	struct match_code code;	/* of the span */
	u64 address;		/* of the span */
};

static void relax(struct run *run)
{
	if (run->env->relax)
		run->env->relax(run->env->context);
}

static void enter_span(struct run *run, const struct suture_span *span)
{
	const struct suture_match *blob = run->blob;

	run->span = span;
	run->address = run->env->base_values[span->base] + span->offset;
	run->code = (struct match_code) {
		.bytes = match_array(u8, blob, blob->bytes) + span->bytes,
		.length = span->length,
		.fields = match_array(struct suture_field, blob, blob->fields) + span->first_field,
		.n_fields = span->n_fields,
		.sites = match_array(struct suture_site, blob, blob->sites) + span->first_site,
		.n_sites = span->n_sites,
	};
}

/* ---- refusals ---- */

static void copy_name(char *to, const char *from)
{
	u32 i;

	for (i = 0; i < SUTURE_NAME_MAX - 1 && from[i]; i++)
		to[i] = from[i];
	to[i] = 0;
}

/* Name the function that holds the offset, or the span itself. */
static void name_place(struct run *run, u32 offset)
{
	const struct suture_match *blob = run->blob;
	const char *names = match_array(char, blob, blob->names);
	const struct suture_match_function *functions =
		match_array(struct suture_match_function, blob, blob->functions) +
		run->span->first_function;
	u32 i;

	copy_name(run->refusal->function, names + run->span->name);
	run->refusal->offset = offset;
	for (i = 0; i < run->span->n_functions; i++) {
		if (offset < functions[i].offset ||
		    offset - functions[i].offset >= functions[i].size)
			continue;
		copy_name(run->refusal->function, names + functions[i].name);
		run->refusal->offset = offset - functions[i].offset;
	}
}

/*
 * A probe is an int3 or, when the kernel has optimised it, a jmp to a slot that lies where modules
 * lie. Both stand at the first byte that differs.
 */
static int is_probe(const struct run *run, const u8 *found, const u8 *wanted, u32 size, u64 address)
{
	u64 target;
	u32 distance;

	if (*found == INT3)
		return 1;
	if (*found != JMP || *wanted == JMP || size < 5)
		return 0;
	memcpy(&distance, found + 1, sizeof(distance));
	target = address + 5 + (u64)(s64)(s32)distance;
	return target >= run->env->modules.start && target < run->env->modules.end;
}

/* The chunk at 'offset' of the span, 'size' bytes long, differs from its byte 'at' on. */
static int refuse(struct run *run, u32 offset, u32 at, u32 size)
{
	struct suture_refusal_record *refusal = run->refusal;
	const u8 *found = run->env->found + at;
	const u8 *wanted = run->env->wanted + at;

	name_place(run, offset + at);
	refusal->code = is_probe(run, found, wanted, size - at, run->address + offset + at) ?
				SUTURE_REFUSAL_PROBED : SUTURE_REFUSAL_TEXT_DIFFERS;
	refusal->length = size - at < SUTURE_BYTES_MAX ? size - at : SUTURE_BYTES_MAX;
	memcpy(refusal->found, found, refusal->length);
	memcpy(refusal->expected, wanted, refusal->length);
	return -EILSEQ;
}

static int read_chunk(struct run *run, u32 offset, void *to, u32 size)
{
	int status = run->env->read(run->env->context, run->address + offset, to, size);

	if (status)
		name_place(run, offset);
	return status;
}

/* ---- solving ---- */

static u32 end_of(const struct suture_site *site)
{
	return site->offset + site->length;
}

static int solve(struct run *run, const struct suture_field *field)
{
	struct match_environment *env = run->env;
	u8 bytes[8];
	int status = read_chunk(run, field->offset, bytes, field_size(field->type));

	if (status)
		return status;
	env->base_values[field->base] = 0;
	env->base_values[field->base] = field_load(field, bytes) -
		field_value(env, field, run->address + field->offset);
	env->base_known[field->base] = 1;
	return 0;
}

static int solve_from_span(struct run *run, u32 *n_solved)
{
	const struct match_code *code = &run->code;
	u32 next_site = 0;
	u32 i;

	for (i = 0; i < code->n_fields; i++) {
		const struct suture_field *field = &code->fields[i];
		int status;

		while (next_site < code->n_sites &&
		       end_of(&code->sites[next_site]) <= field->offset)
			next_site++;
		if (run->env->base_known[field->base] ||
		    (next_site < code->n_sites && code->sites[next_site].offset <= field->offset))
			continue;
		status = solve(run, field);
		if (status)
			return status;
		++*n_solved;
	}
	return 0;
}

/* One round over the spans that are placed. */
static int solve_round(struct run *run, u32 *n_solved)
{
	const struct suture_span *spans =
		match_array(struct suture_span, run->blob, run->blob->spans);
	u32 i;

	for (i = 0; i < run->blob->n_spans; i++) {
		int status;

		if (!run->env->base_known[spans[i].base])
			continue;
		enter_span(run, &spans[i]);
		status = solve_from_span(run, n_solved);
		if (status)
			return status;
		relax(run);
	}
	return 0;
}

static int all_known(const struct match_environment *env)
{
	u32 i;

	for (i = 0; i < env->n_bases; i++)
		if (!env->base_known[i])
			return 0;
	return 1;
}

/* Ends: every round but the last makes one more base known. */
static int solve_bases(struct run *run)
{
	u32 n_solved = 1;

	while (n_solved && !all_known(run->env)) {
		int status;

		n_solved = 0;
		status = solve_round(run, &n_solved);
		if (status)
			return status;
	}
	return 0;
}

/* ---- comparing ---- */

/* Of the fields from *field on, those in [offset, end); *end moves before one that crosses it. */
static u32 fields_in(const struct run *run, u32 first, u32 *end)
{
	const struct match_code *code = &run->code;
	u32 n = 0;

	while (first + n < code->n_fields && code->fields[first + n].offset < *end) {
		const struct suture_field *field = &code->fields[first + n];

		if (field->offset + field_size(field->type) > *end)
			*end = field->offset;
		else
			n++;
	}
	return n;
}

static int compare_chunk(struct run *run, const struct match_code *chunk)
{
	struct match_environment *env = run->env;
	u32 offset = chunk->origin;
	u32 at = 0;
	int status = read_chunk(run, offset, env->found, chunk->length);

	if (status)
		return status;
	code_render(env, chunk, run->address + offset, env->wanted);
	if (!memcmp(env->found, env->wanted, chunk->length))
		return 0;
	while (env->found[at] == env->wanted[at])
		at++;
	return refuse(run, offset, at, chunk->length);
}

/* Bytes without sites. *field is the first field at or after the start; moved past the end. */
static int compare_plain(struct run *run, u32 start, u32 end, u32 *field)
{
	while (start < end) {
		u32 chunk_end = end - start < MATCH_CHUNK ? end : start + MATCH_CHUNK;
		struct match_code chunk = {
			.bytes = run->code.bytes + start,
			.origin = start,
			.fields = run->code.fields + *field,
		};
		int status;

		chunk.n_fields = fields_in(run, *field, &chunk_end);
		chunk.length = chunk_end - start;
		status = compare_chunk(run, &chunk);
		if (status)
			return status;
		relax(run);
		*field += chunk.n_fields;
		start = chunk_end;
	}
	return 0;
}

static int compare_site(struct run *run, const struct suture_site *site, u32 n_inner, u32 *field)
{
	struct match_code original = {
		.bytes = run->code.bytes + site->offset,
		.origin = site->offset,
		.length = site->length,
		.fields = run->code.fields + *field,
		.sites = site + 1,
		.n_sites = n_inner,
	};
	u32 end = end_of(site);
	int status = read_chunk(run, site->offset, run->env->found, site->length);
	u32 at;

	if (status)
		return status;
	original.n_fields = fields_in(run, *field, &end);
	*field += original.n_fields;
	at = site_compare(run->blob, run->env, site, &original, run->address + site->offset);
	return at == site->length ? 0 : refuse(run, site->offset, at, site->length);
}

static u32 count_inner(const struct match_code *code, u32 site)
{
	u32 n = 0;

	while (site + 1 + n < code->n_sites &&
	       code->sites[site + 1 + n].offset < end_of(&code->sites[site]))
		n++;
	return n;
}

static int compare_span(struct run *run)
{
	const struct match_code *code = &run->code;
	u32 field = 0;
	u32 offset = 0;
	u32 i = 0;

	while (i < code->n_sites) {
		const struct suture_site *site = &code->sites[i];
		u32 n_inner = count_inner(code, i);
		int status = compare_plain(run, offset, site->offset, &field);

		if (!status)
			status = compare_site(run, site, n_inner, &field);
		if (status)
			return status;
		offset = end_of(site);
		i += 1 + n_inner;
	}
	return compare_plain(run, offset, code->length, &field);
}

int match_run(const struct suture_match *blob, struct match_environment *environment,
	      struct suture_refusal_record *refusal)
{
	const struct suture_span *spans = match_array(struct suture_span, blob, blob->spans);
	struct run run = { .blob = blob, .env = environment, .refusal = refusal };
	int status;
	u32 i;

	environment->return_thunk = 0;
	status = solve_bases(&run);
	for (i = 0; i < blob->n_spans && !status; i++) {
		enter_span(&run, &spans[i]);
		status = environment->base_known[spans[i].base] ? compare_span(&run) : -ENODATA;
		if (status == -ENODATA)
			name_place(&run, 0);
	}
	return status;
}
