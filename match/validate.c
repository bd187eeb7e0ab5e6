// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Is the blob well formed? The rest of the matcher trusts what passes here:
 *
 *   - every array lies in the blob, is aligned, and holds what its owners name;
 *   - what belongs to spans, in the order of the spans, and then what belongs to the
 *     replacements of alternatives, takes fields and sites one after the other, so that
 *     nothing is looked at twice and the whole check is linear;
 *   - fields do not overlap and do not cross the edge of a site;
 *   - sites nest, to a small depth and in alternatives only, and have the length
 *     that their kind needs;
 *   - the string pool ends with a NUL.
 */
#ifdef __KERNEL__
#include <linux/errno.h>
#else
#include <errno.h>
#endif

#include "match/match.h"
#include "match/sites.h"

#define LENGTH_MAX 255	/* of a site; the kernel's own tables hold it in a byte */

struct check {
	const struct suture_match *blob;
	u32 n_bases;
	/* The first ones that nobody has claimed yet. */
	u32 field, site, alternative, function;
};

/* A stretch of bytes, of a span or a replacement, and what it claims. */
struct stretch {
	u32 length;
	u32 first_field, n_fields;
	u32 first_site, n_sites;
	u32 is_replacement;
};

static int has_array(u64 size, u32 number, u32 offset, u32 element)
{
	return offset % (element < 4 ? 1 : 8) == 0 && offset >= sizeof(struct suture_match) &&
	       offset <= size && (u64)number * element <= size - offset;
}

static int has_arrays(const struct suture_match *blob, u64 size)
{
	return has_array(size, blob->n_spans, blob->spans, sizeof(struct suture_span)) &&
	       has_array(size, blob->n_fields, blob->fields, sizeof(struct suture_field)) &&
	       has_array(size, blob->n_sites, blob->sites, sizeof(struct suture_site)) &&
	       has_array(size, blob->n_functions, blob->functions,
			 sizeof(struct suture_match_function)) &&
	       has_array(size, blob->n_alternatives, blob->alternatives,
			 sizeof(struct suture_alternative)) &&
	       has_array(size, blob->n_bytes, blob->bytes, 1) &&
	       has_array(size, blob->n_names, blob->names, 1) &&
	       blob->n_names && !match_array(char, blob, blob->names)[blob->n_names - 1];
}

static int has_bytes(const struct suture_match *blob, u32 offset, u32 length)
{
	return offset <= blob->n_bytes && length <= blob->n_bytes - offset;
}

/* Take n items that start where the last claim ended. */
static int claim(u32 *next, u32 total, u32 first, u32 n)
{
	if (first != *next || n > total - first)
		return 0;
	*next += n;
	return 1;
}

/* ---- sites ---- */

static int has_legal_length(const struct suture_site *site)
{
	switch (site->kind) {
	case SUTURE_SITE_FENTRY:
	case SUTURE_SITE_STATIC_CALL:
	case SUTURE_SITE_RETURN:
		return site->length == 5;
	case SUTURE_SITE_STATIC_CALL_TAIL:
	case SUTURE_SITE_STATIC_CALL_TRAMPOLINE:
		return site->length == 5 || site->length == 6;
	case SUTURE_SITE_RETPOLINE:
		return (site->length == 5 || site->length == 6) && site->flags < 16;
	case SUTURE_SITE_JUMP_LABEL:
		return site->length == 2 || site->length == 5;
	case SUTURE_SITE_LOCK:
		return site->length == 1;
	case SUTURE_SITE_ENDBR:
		return site->length == 4;
	case SUTURE_SITE_PARAVIRT:
		return site->length >= 5 && site->length <= LENGTH_MAX;
	case SUTURE_SITE_ALTERNATIVE:
	case SUTURE_SITE_IGNORED:
		return site->length >= 1 && site->length <= LENGTH_MAX;
	default:
		return 0;
	}
}

static int is_site(struct check *check, const struct stretch *stretch,
		   const struct suture_site *site)
{
	if (!has_legal_length(site) || site->offset > stretch->length ||
	    site->length > stretch->length - site->offset)
		return 0;
	if (site->kind == SUTURE_SITE_JUMP_LABEL && site->base >= check->n_bases)
		return 0;
	if (site->kind != SUTURE_SITE_ALTERNATIVE)
		return !site->n_alternatives;
	return !stretch->is_replacement &&
	       claim(&check->alternative, check->blob->n_alternatives, site->first_alternative,
		     site->n_alternatives);
}

/* Sorted, and each inside the one it starts in, which must be an alternative. */
static int sites_nest(const struct suture_site *sites, u32 n)
{
	const struct suture_site *open[MATCH_DEPTH];
	u32 depth = 0;
	u32 i;

	for (i = 0; i < n; i++) {
		const struct suture_site *site = &sites[i];

		if (i && site->offset < sites[i - 1].offset)
			return 0;
		while (depth && site->offset >= open[depth - 1]->offset + open[depth - 1]->length)
			depth--;
		if (depth && (open[depth - 1]->kind != SUTURE_SITE_ALTERNATIVE ||
			      site->offset + site->length >
				      open[depth - 1]->offset + open[depth - 1]->length))
			return 0;
		if (depth == MATCH_DEPTH)
			return 0;
		open[depth++] = site;
	}
	return 1;
}

static int check_sites(struct check *check, const struct stretch *stretch)
{
	const struct suture_site *sites =
		match_array(struct suture_site, check->blob, check->blob->sites) +
		stretch->first_site;
	u32 i;

	if (!claim(&check->site, check->blob->n_sites, stretch->first_site, stretch->n_sites))
		return 0;
	for (i = 0; i < stretch->n_sites; i++)
		if (!is_site(check, stretch, &sites[i]))
			return 0;
	return sites_nest(sites, stretch->n_sites);
}

/* ---- fields ---- */

static int is_field(const struct check *check, const struct stretch *stretch,
		    const struct suture_field *field)
{
	u32 size = field_size(field->type);

	return size && field->base < check->n_bases && field->offset <= stretch->length &&
	       size <= stretch->length - field->offset;
}

/* No field starts or ends inside a site that does not hold the whole of it. */
static int fields_keep_to_sites(const struct suture_field *fields, u32 n_fields,
				const struct suture_site *sites, u32 n_sites)
{
	u32 field = 0;
	u32 i, j;

	for (i = 0; i < n_sites; i++) {
		u32 start = sites[i].offset;
		u32 end = start + sites[i].length;

		while (field < n_fields &&
		       fields[field].offset + field_size(fields[field].type) <= start)
			field++;
		for (j = field; j < n_fields && fields[j].offset < end; j++)
			if (fields[j].offset < start ||
			    fields[j].offset + field_size(fields[j].type) > end)
				return 0;
	}
	return 1;
}

static int check_fields(struct check *check, const struct stretch *stretch)
{
	const struct suture_match *blob = check->blob;
	const struct suture_field *fields =
		match_array(struct suture_field, blob, blob->fields) + stretch->first_field;
	u32 end = 0;
	u32 i;

	if (!claim(&check->field, blob->n_fields, stretch->first_field, stretch->n_fields))
		return 0;
	for (i = 0; i < stretch->n_fields; i++) {
		if (!is_field(check, stretch, &fields[i]) || fields[i].offset < end)
			return 0;
		end = fields[i].offset + field_size(fields[i].type);
	}
	return fields_keep_to_sites(fields, stretch->n_fields,
				    match_array(struct suture_site, blob, blob->sites) +
					    stretch->first_site,
				    stretch->n_sites);
}

static int check_stretch(struct check *check, const struct stretch *stretch)
{
	return check_sites(check, stretch) && check_fields(check, stretch);
}

/* ---- owners ---- */

static int check_functions(struct check *check, const struct suture_span *span)
{
	const struct suture_match *blob = check->blob;
	const struct suture_match_function *functions =
		match_array(struct suture_match_function, blob, blob->functions) +
		span->first_function;
	u32 i;

	if (!claim(&check->function, blob->n_functions, span->first_function, span->n_functions))
		return 0;
	for (i = 0; i < span->n_functions; i++) {
		if (functions[i].name >= blob->n_names || functions[i].offset > span->length ||
		    functions[i].size > span->length - functions[i].offset)
			return 0;
		if (i && functions[i].offset < functions[i - 1].offset)
			return 0;
	}
	return 1;
}

static int check_span(struct check *check, const struct suture_span *span)
{
	struct stretch stretch = {
		.length = span->length,
		.first_field = span->first_field,
		.n_fields = span->n_fields,
		.first_site = span->first_site,
		.n_sites = span->n_sites,
	};

	return span->base < check->n_bases && span->name < check->blob->n_names &&
	       has_bytes(check->blob, span->bytes, span->length) &&
	       check_functions(check, span) && check_stretch(check, &stretch);
}

static int check_replacement(struct check *check, const struct suture_site *site,
			     const struct suture_alternative *alternative)
{
	struct stretch stretch = {
		.length = alternative->length,
		.first_field = alternative->first_field,
		.n_fields = alternative->n_fields,
		.first_site = alternative->first_site,
		.n_sites = alternative->n_sites,
		.is_replacement = 1,
	};

	return alternative->length <= site->length &&
	       has_bytes(check->blob, alternative->bytes, alternative->length) &&
	       check_stretch(check, &stretch);
}

/* Of the sites of spans; only these have any. */
static int check_replacements(struct check *check, u32 n_sites)
{
	const struct suture_match *blob = check->blob;
	const struct suture_site *sites = match_array(struct suture_site, blob, blob->sites);
	const struct suture_alternative *alternatives =
		match_array(struct suture_alternative, blob, blob->alternatives);
	u32 i, j;

	for (i = 0; i < n_sites; i++)
		for (j = 0; j < sites[i].n_alternatives; j++)
			if (!check_replacement(check, &sites[i],
					       &alternatives[sites[i].first_alternative + j]))
				return 0;
	return 1;
}

static int check_all(struct check *check)
{
	const struct suture_match *blob = check->blob;
	const struct suture_span *spans = match_array(struct suture_span, blob, blob->spans);
	u32 i;

	for (i = 0; i < blob->n_spans; i++)
		if (!check_span(check, &spans[i]))
			return 0;
	return check_replacements(check, check->site) && check->alternative == blob->n_alternatives;
}

int match_validate(const void *blob, u64 size, u32 n_bases)
{
	const struct suture_match *match = blob;
	struct check check = { .blob = match, .n_bases = n_bases };

	if (size < sizeof(*match) || size > 0xffffffff || match->magic != SUTURE_MAGIC ||
	    match->size != size || !has_arrays(match, size))
		return -EINVAL;
	return check_all(&check) ? 0 : -EINVAL;
}
