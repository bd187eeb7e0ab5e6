// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sites: bytes of the text that the running kernel may have rewritten.
 *
 * The kernel leaves tables of every place that it patches, so the creator knows
 * each of them and its kind. For each kind there is a short list of forms that the
 * kernel can have left there:
 *
 *   fentry		the image's call; the 5-byte NOP; a call of a trampoline
 *   jump label		the NOP of its length; a jmp to exactly its target
 *   static call	a call to code; the 5-byte NOP; the "xor %eax, %eax" of 5 bytes
 *     as a tail	a jmp (or Jcc) to code; ret and int3
 *     trampoline	as a tail
 *   retpoline		the image's call, jmp or Jcc; the same to an ITS thunk, whose bytes
 *			are looked at; [lfence] call/jmp *reg, int3 after a jmp, NOPs
 *   return		the image's jmp; ret and int3; a jmp to the one return thunk that
 *			this kernel has chosen for all
 *   alternative	original or any replacement, filled up with NOPs
 *   paravirt		the image's indirect call; a direct call and NOPs; NOPs
 *   lock		f0; 3e on a machine with one CPU
 *   endbr		endbr64; its poison
 *
 * Sites nest: a paravirt call is often the original of an alternative, and a
 * replacement may itself hold a call through a retpoline. The kernel goes by kind
 * (paravirt, retpolines and returns, alternatives, locks), so the last writer of a
 * byte wins, and later writers see what earlier ones left. The evaluation is the
 * same thing backwards, from the outermost site inwards:
 *
 *   1. Take a form of the outermost site (original, or a replacement), with its
 *      relocated fields as they are at the site.
 *   2. For each site within that form look at the running bytes and write the form
 *      that they show into the expected bytes. If they show none that is legal, the
 *      expected bytes stay.
 *   3. Locks are turned after alternatives: a lock site applies to every form.
 *   4. Compare once, over the outermost site as a whole.
 *
 * The comparison is of whole outermost sites because the kernel merges NOPs beyond
 * the inner ones: nops.h.
 *
 * Sources: arch/x86/kernel/{alternative,jump_label,static_call,ftrace,paravirt}.c.
 */
#include "match/nops.h"
#include "match/opcodes.h"
#include "match/sites.h"

struct view {
	const struct suture_match *blob;
	struct match_environment *env;
	u64 address;		/* of env->found[0] */
};

/* ---- fields ---- */

u32 field_size(u8 type)
{
	switch (type) {
	case SUTURE_FIELD_ABS32:
	case SUTURE_FIELD_PC32:
		return 4;
	case SUTURE_FIELD_ABS64:
	case SUTURE_FIELD_PC64:
		return 8;
	default:
		return 0;
	}
}

u64 field_value(const struct match_environment *env, const struct suture_field *field, u64 address)
{
	u64 value = env->base_values[field->base] + (u64)field->addend;

	if (field->type == SUTURE_FIELD_PC32 || field->type == SUTURE_FIELD_PC64)
		value -= address;
	return value;
}

static s32 load32(const u8 *from)
{
	s32 value;

	memcpy(&value, from, sizeof(value));
	return value;
}

u64 field_load(const struct suture_field *field, const u8 *from)
{
	u64 value;

	if (field_size(field->type) == 4)
		return (u64)(s64)load32(from);
	memcpy(&value, from, sizeof(value));
	return value;
}

void code_render(const struct match_environment *env, const struct match_code *code, u64 address,
		 u8 *to)
{
	u32 i;

	memcpy(to, code->bytes, code->length);
	for (i = 0; i < code->n_fields; i++) {
		const struct suture_field *field = &code->fields[i];
		u32 offset = field->offset - code->origin;
		u64 value = field_value(env, field, address + offset);

		memcpy(to + offset, &value, field_size(field->type));
	}
}

/* ---- the forms of one site ---- */

/* The shapes below write into wanted[] what found[] shows, if that is legal. */
struct place {
	struct view *view;
	const struct suture_site *site;
	const u8 *found;
	u8 *wanted;
	u64 address;
	u32 length;
};

static int range_has(const struct match_range *range, u64 address)
{
	return address >= range->start && address < range->end;
}

static u64 branch_target(u64 address, const u8 *bytes, u32 length)
{
	return address + length + (u64)(s64)load32(bytes + length - 4);
}

/* The branch of 'length' bytes with a 32-bit distance that stands there goes to code. */
static int goes_to_code(const struct place *place, u32 length)
{
	u64 target = branch_target(place->address, place->found, length);

	return range_has(&place->view->env->kernel_text, target) ||
	       range_has(&place->view->env->modules, target);
}

static void accept(const struct place *place, u32 length)
{
	memcpy(place->wanted, place->found, length);
}

static int shows(const struct place *place, const void *bytes, u32 length)
{
	return place->length >= length && !memcmp(place->found, bytes, length);
}

static int is_jcc(const u8 *bytes, u32 length)
{
	return length == 6 && bytes[0] == 0x0f && (bytes[1] & 0xf0) == 0x80;
}

static const u8 nop5[] = { 0x0f, 0x1f, 0x44, 0x00, 0x00 };
static const u8 nop2[] = { 0x66, 0x90 };
static const u8 ret5[] = { RET, INT3, INT3, INT3, INT3 };
static const u8 clear_eax[] = { 0x2e, 0x2e, 0x2e, 0x31, 0xc0 };
static const u8 clear_rax[] = { 0x66, 0x66, 0x48, 0x31, 0xc0 };

static void fentry(const struct place *place)
{
	if (shows(place, nop5, 5) || (place->found[0] == CALL && goes_to_code(place, 5)))
		accept(place, 5);
}

static void jump_label(const struct place *place)
{
	const struct suture_site *site = place->site;
	u64 target = place->view->env->base_values[site->base] + (u64)site->target;

	if (place->length == 2) {
		u64 shown = place->address + 2 + (u64)(s64)(signed char)place->found[1];

		if (shows(place, nop2, 2) || (place->found[0] == JMP8 && shown == target))
			accept(place, 2);
	} else if (shows(place, nop5, 5) ||
		   (place->found[0] == JMP &&
		    branch_target(place->address, place->found, 5) == target)) {
		accept(place, 5);
	}
}

static void static_call(const struct place *place)
{
	if (shows(place, nop5, 5) || shows(place, clear_eax, 5) || shows(place, clear_rax, 5) ||
	    (place->found[0] == CALL && goes_to_code(place, 5)))
		accept(place, 5);
}

static void static_call_tail(const struct place *place)
{
	if (is_jcc(place->wanted, place->length)) {
		if (place->found[0] == 0x0f && place->found[1] == place->wanted[1] &&
		    goes_to_code(place, 6))
			accept(place, 6);
	} else if (shows(place, ret5, 5) || (place->found[0] == JMP && goes_to_code(place, 5))) {
		accept(place, 5);
	}
}

/* [41] ff OPERATION + register; its length. */
static u32 put_indirect(u8 *to, u8 operation, u32 reg)
{
	u32 length = 0;

	if (reg >= 8)
		to[length++] = 0x41;
	to[length++] = 0xff;
	to[length++] = operation + (reg & 7);
	return length;
}

/* Is the code at the target a thunk "jmp *reg; int3" that the kernel has made? */
static int is_its_thunk(const struct place *place, u64 target)
{
	struct match_environment *env = place->view->env;
	u8 thunk[4], there[4];
	u32 length = put_indirect(thunk, 0xe0, place->site->flags);

	thunk[length++] = INT3;
	if (!range_has(&env->kernel_text, target) && !range_has(&env->modules, target))
		return 0;
	return !env->read(env->context, target, there, length) && !memcmp(thunk, there, length);
}

/* [Jcc over it] [lfence] call/jmp *reg [int3]; its length, 0 if it does not fit. */
static u32 put_inline_branch(const struct place *place, int with_lfence, u8 to[16])
{
	static const u8 lfence[] = { 0x0f, 0xae, 0xe8 };
	const u8 *image = place->wanted;
	int conditional = is_jcc(image, place->length);
	u32 prefix = !conditional && place->length == 6;
	int is_call = !conditional && image[prefix] == CALL;
	u32 length = 0;

	if (conditional) {
		to[length++] = 0x70 + ((image[1] & 0xf) ^ 1);
		to[length++] = 4;
	}
	if (with_lfence) {
		memcpy(to + length, lfence, sizeof(lfence));
		length += sizeof(lfence);
	}
	length += put_indirect(to + length, is_call ? 0xd0 : 0xe0, place->site->flags);
	if (!is_call && length < place->length)
		to[length++] = INT3;
	return length <= place->length ? length : 0;
}

static void retpoline(const struct place *place)
{
	u8 form[16];
	int with_lfence;

	/* The same branch to another thunk: all but the distance is as it was. */
	if (!memcmp(place->found, place->wanted, place->length - 4)) {
		if (is_its_thunk(place, branch_target(place->address, place->found, place->length)))
			accept(place, place->length);
		return;
	}
	for (with_lfence = 0; with_lfence < 2; with_lfence++) {
		u32 length = put_inline_branch(place, with_lfence, form);

		if (!length || memcmp(place->found, form, length))
			continue;
		memset(place->wanted, NOP, place->length);
		accept(place, length);
		return;
	}
}

static void return_thunk(const struct place *place)
{
	struct match_environment *env = place->view->env;
	u64 target;

	if (shows(place, ret5, 5))
		accept(place, 5);
	if (place->found[0] != JMP)
		return;
	target = branch_target(place->address, place->found, 5);
	if (!range_has(&env->kernel_text, target))
		return;
	if (!env->return_thunk)
		env->return_thunk = target;
	if (env->return_thunk == target)
		accept(place, 5);
}

static void paravirt(const struct place *place)
{
	if (place->found[0] == CALL && goes_to_code(place, 5)) {
		memset(place->wanted, NOP, place->length);
		accept(place, 5);
	} else if (nop_length(place->found, place->length)) {
		memset(place->wanted, NOP, place->length);
	}
}

static void lock(const struct place *place)
{
	if (place->wanted[0] == LOCK && place->found[0] == DS)
		accept(place, 1);
}

static void endbr(const struct place *place)
{
	static const u8 poisons[][4] = { { 0x66, 0x0f, 0x1f, 0x00 }, { 0x0f, 0x1f, 0x40, 0xd6 } };

	if (shows(place, poisons[0], 4) || shows(place, poisons[1], 4))
		accept(place, 4);
}

static void ignored(const struct place *place)
{
	accept(place, place->length);
}

static void (*const shapes[])(const struct place *) = {
	[SUTURE_SITE_FENTRY] = fentry,
	[SUTURE_SITE_JUMP_LABEL] = jump_label,
	[SUTURE_SITE_STATIC_CALL] = static_call,
	[SUTURE_SITE_STATIC_CALL_TAIL] = static_call_tail,
	[SUTURE_SITE_STATIC_CALL_TRAMPOLINE] = static_call_tail,
	[SUTURE_SITE_RETPOLINE] = retpoline,
	[SUTURE_SITE_RETURN] = return_thunk,
	[SUTURE_SITE_PARAVIRT] = paravirt,
	[SUTURE_SITE_LOCK] = lock,
	[SUTURE_SITE_ENDBR] = endbr,
	[SUTURE_SITE_IGNORED] = ignored,
};

static void shape(struct view *view, const struct suture_site *site, u32 at)
{
	struct place place = {
		.view = view,
		.site = site,
		.found = view->env->found + at,
		.wanted = view->env->wanted + at,
		.address = view->address + at,
		.length = site->length,
	};

	shapes[site->kind](&place);
}

/* ---- alternatives ---- */

/* The part of the code that a site covers, with what is in the site. */
static struct match_code code_of_site(const struct match_code *code, u32 index)
{
	const struct suture_site *site = &code->sites[index];
	u32 end = site->offset + site->length;
	struct match_code part = {
		.bytes = code->bytes + (site->offset - code->origin),
		.origin = site->offset,
		.length = site->length,
		.fields = code->fields,
		.sites = site + 1,
	};
	const struct suture_field *last = code->fields + code->n_fields;
	u32 left = code->n_sites - index - 1;

	while (part.fields < last && part.fields->offset < site->offset)
		part.fields++;
	while (part.fields + part.n_fields < last && part.fields[part.n_fields].offset < end)
		part.n_fields++;
	while (part.n_sites < left && part.sites[part.n_sites].offset < end)
		part.n_sites++;
	return part;
}

/* A jmp of the replacement whose target came near is written short. */
static void shorten_jumps(struct view *view, const struct match_code *code, u32 at)
{
	u8 *wanted = view->env->wanted + at;
	const u8 *found = view->env->found + at;
	u32 i;

	for (i = 0; i < code->n_fields; i++) {
		u32 jump = code->fields[i].offset - 1;
		s64 distance;

		if (!code->fields[i].offset || code->fields[i].type != SUTURE_FIELD_PC32 ||
		    wanted[jump] != JMP || found[jump] != JMP8)
			continue;
		distance = (s64)load32(wanted + jump + 1) + 3;
		if (distance != (s64)(signed char)distance)
			continue;
		wanted[jump] = JMP8;
		wanted[jump + 1] = (u8)distance;
		memset(wanted + jump + 2, found[jump + 2] == INT3 ? INT3 : NOP, 3);
	}
}

static void shape_replacement(struct view *view, const struct suture_alternative *alternative,
			      const struct match_code *original, u32 at)
{
	const struct suture_match *blob = view->blob;
	struct match_code code = {
		.bytes = match_array(u8, blob, blob->bytes) + alternative->bytes,
		.length = alternative->length,
		.fields = match_array(struct suture_field, blob, blob->fields) +
			  alternative->first_field,
		.n_fields = alternative->n_fields,
		.sites = match_array(struct suture_site, blob, blob->sites) +
			 alternative->first_site,
		.n_sites = alternative->n_sites,
	};
	u32 i;

	code_render(view->env, &code, view->address + at, view->env->wanted + at);
	memset(view->env->wanted + at + code.length, NOP, original->length - code.length);
	shorten_jumps(view, &code, at);
	for (i = 0; i < code.n_sites; i++)
		shape(view, &code.sites[i], at + code.sites[i].offset);
	for (i = 0; i < original->n_sites; i++)
		if (original->sites[i].kind == SUTURE_SITE_LOCK)
			shape(view, &original->sites[i],
			      at + original->sites[i].offset - original->origin);
}

static void shape_code(struct view *view, const struct match_code *code, u32 at, u32 depth);

/* Leaves in wanted[] the form that found[] shows, or the original if it shows none. */
static void shape_alternative(struct view *view, const struct suture_site *site,
			      const struct match_code *original, u32 at, u32 depth)
{
	const struct suture_match *blob = view->blob;
	const struct suture_alternative *alternatives =
		match_array(struct suture_alternative, blob, blob->alternatives) +
		site->first_alternative;
	struct match_environment *env = view->env;
	u32 i;

	for (i = 0; i < site->n_alternatives; i++) {
		shape_replacement(view, &alternatives[i], original, at);
		if (nops_difference(env->found + at, env->wanted + at, site->length) ==
		    site->length)
			return;
	}
	shape_code(view, original, at, depth + 1);
}

static void shape_code(struct view *view, const struct match_code *code, u32 at, u32 depth)
{
	u32 i = 0;

	code_render(view->env, code, view->address + at, view->env->wanted + at);
	while (i < code->n_sites && depth < MATCH_DEPTH) {
		const struct suture_site *site = &code->sites[i];
		struct match_code inner = code_of_site(code, i);
		u32 inner_at = at + (site->offset - code->origin);

		if (site->kind == SUTURE_SITE_ALTERNATIVE)
			shape_alternative(view, site, &inner, inner_at, depth);
		else
			shape(view, site, inner_at);
		i += 1 + inner.n_sites;
	}
}

/* ---- the entry point ---- */

static int may_hold_nops(u8 kind)
{
	return kind == SUTURE_SITE_ALTERNATIVE || kind == SUTURE_SITE_PARAVIRT ||
	       kind == SUTURE_SITE_RETPOLINE;
}

static u32 exact_difference(const u8 *found, const u8 *wanted, u32 size)
{
	u32 i = 0;

	while (i < size && found[i] == wanted[i])
		i++;
	return i;
}

u32 site_compare(const struct suture_match *blob, struct match_environment *env,
		 const struct suture_site *site, const struct match_code *original, u64 address)
{
	struct view view = { .blob = blob, .env = env, .address = address };

	if (site->kind == SUTURE_SITE_ALTERNATIVE) {
		shape_alternative(&view, site, original, 0, 0);
	} else {
		code_render(env, original, address, env->wanted);
		shape(&view, site, 0);
	}
	return may_hold_nops(site->kind) ? nops_difference(env->found, env->wanted, site->length) :
					   exact_difference(env->found, env->wanted, site->length);
}
