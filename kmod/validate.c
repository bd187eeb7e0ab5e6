// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/moduleparam.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include <match/match.h>

#include "compat/module.h"
#include "update.h"
#include "validate.h"

#define ELEMENTS_MAX 65536
#define DATA_MAX SZ_1M
#define REDIRECT_OFFSET_MAX 16
#define FENTRY_SIZE 5

static const struct kernel_param *find_param(const struct module *module)
{
	unsigned int i;

	for (i = 0; i < module->num_kp; i++)
		if (!strcmp(module->kp[i].name, SUTURE_PARAM))
			return &module->kp[i];
	return NULL;
}

const struct suture_update *descriptor_find(const struct module *module)
{
	const struct kernel_param *param = find_param(module);
	const struct suture_update *descriptor;

	if (!param)
		return NULL;
	descriptor = param->arg;
	if (!IS_ALIGNED((unsigned long)descriptor, 8) ||
	    !module_keeps(module, (u64)descriptor, sizeof(*descriptor)) ||
	    descriptor->magic != SUTURE_MAGIC)
		return ERR_PTR(-EBADMSG);
	if (descriptor->format != SUTURE_FORMAT || descriptor->size != sizeof(*descriptor))
		return ERR_PTR(-EPROTONOSUPPORT);
	return descriptor;
}

static bool is_text(const struct module *module, u64 text, unsigned int max)
{
	unsigned int i;

	for (i = 0; i < max && module_keeps(module, text + i, 1); i++)
		if (!text_at(text)[i])
			return i > 0;
	return false;
}

static bool is_array(u64 array, u32 n, size_t size, const struct module *module,
		     bool (*lies)(const struct module *module, u64 address, u64 size))
{
	if (!n)
		return true;
	return n <= ELEMENTS_MAX && IS_ALIGNED(array, 8) && lies(module, array, n * (u64)size);
}

#define keeps_array(module, d, field) \
	is_array((d)->field, (d)->n_##field, ARRAY_ELEMENT_SIZE_##field, module, module_keeps)
#define ARRAY_ELEMENT_SIZE_bases sizeof(struct suture_base)
#define ARRAY_ELEMENT_SIZE_functions sizeof(struct suture_function)
#define ARRAY_ELEMENT_SIZE_ranges sizeof(struct suture_range)
#define ARRAY_ELEMENT_SIZE_data sizeof(struct suture_data)
#define ARRAY_ELEMENT_SIZE_hooks sizeof(struct suture_hook)
#define ARRAY_ELEMENT_SIZE_requires sizeof(u64)

static bool are_arrays(const struct module *module, const struct suture_update *d)
{
	return keeps_array(module, d, bases) && keeps_array(module, d, functions) &&
	       keeps_array(module, d, ranges) && keeps_array(module, d, data) &&
	       keeps_array(module, d, hooks) && keeps_array(module, d, requires) &&
	       is_array(d->late, d->n_late, sizeof(struct suture_late_relocation), module,
			module_holds);
}

static bool is_head(const struct module *module, const struct suture_update *d)
{
	/* An update that changes nothing is none. */
	if (!d->n_functions && !d->n_data && !d->n_hooks)
		return false;
	return is_text(module, d->id, SUTURE_ID_MAX) &&
	       is_text(module, d->target, MODULE_NAME_LEN) && !strchr(text_at(d->id), '/') &&
	       d->n_modules && d->n_modules <= ELEMENTS_MAX && d->n_bases < SUTURE_NO_BASE &&
	       IS_ALIGNED(d->slide, SZ_2M) && d->slide < SZ_1G;
}

static bool is_base(const struct module *module, const struct suture_base *base)
{
	switch (base->kind) {
	case SUTURE_BASE_ABSOLUTE:
	case SUTURE_BASE_IMAGE:
		return true;
	case SUTURE_BASE_TEXT:
	case SUTURE_BASE_SOLVED:
		return is_text(module, base->module, MODULE_NAME_LEN);
	default:
		return false;
	}
}

static bool is_function(const struct module *module, const struct suture_update *d,
			const struct suture_function *f)
{
	if (!is_text(module, f->name, SUTURE_NAME_MAX) || f->base >= d->n_bases ||
	    !f->new_size || !module_runs(module, f->new_code, f->new_size))
		return false;
	return f->method == SUTURE_METHOD_FTRACE ||
	       (f->method == SUTURE_METHOD_JUMP && f->redirect_offset <= REDIRECT_OFFSET_MAX);
}

static bool is_range(const struct suture_update *d, const struct suture_range *range)
{
	return range->base < d->n_bases && range->function < d->n_functions;
}

static bool is_data(const struct module *module, const struct suture_update *d,
		    const struct suture_data *data)
{
	return is_text(module, data->name, SUTURE_NAME_MAX) && data->base < d->n_bases &&
	       data->size && data->size <= DATA_MAX &&
	       module_keeps(module, data->new_bytes, data->size);
}

static bool is_late(const struct module *module, const struct suture_update *d,
		    const struct suture_late_relocation *late)
{
	bool wide = late->type == SUTURE_FIELD_ABS64 || late->type == SUTURE_FIELD_PC64;

	return late->type >= SUTURE_FIELD_ABS64 && late->type <= SUTURE_FIELD_PC64 &&
	       late->base < d->n_bases && module_holds(module, late->place, wide ? 8 : 4);
}

static bool is_hook(const struct module *module, const struct suture_hook *hook)
{
	return hook->kind < SUTURE_HOOK_KINDS && module_runs(module, hook->function, 1);
}

/* True: every element of the array passes. 'element' is the loop's variable. */
#define all_of(type, d, field, condition) ({						\
	const type *element = DESCRIPTOR_ARRAY(type, d, field);				\
	const type *last = element + (d)->n_##field;					\
	while (element < last && (condition))						\
		element++;								\
	element >= last;								\
})

static bool are_elements(const struct module *module, const struct suture_update *d)
{
	return all_of(struct suture_base, d, bases, is_base(module, element)) &&
	       all_of(struct suture_function, d, functions, is_function(module, d, element)) &&
	       all_of(struct suture_range, d, ranges, is_range(d, element)) &&
	       all_of(struct suture_data, d, data, is_data(module, d, element)) &&
	       all_of(struct suture_late_relocation, d, late, is_late(module, d, element)) &&
	       all_of(struct suture_hook, d, hooks, is_hook(module, element)) &&
	       all_of(u64, d, requires, is_text(module, *element, SUTURE_ID_MAX));
}

static bool is_match(const struct module *module, const struct suture_update *d)
{
	const struct suture_match *match = DESCRIPTOR_ARRAY(struct suture_match, d, match);

	return IS_ALIGNED(d->match, 8) && module_holds(module, d->match, sizeof(*match)) &&
	       module_holds(module, d->match, match->size) &&
	       !match_validate(match, match->size, d->n_bases);
}

/* What is written over must have been compared before: is it inside a span? */
static bool is_matched(const struct suture_match *match, u32 base, u64 offset, u64 size)
{
	const struct suture_span *span = (const void *)match + match->spans;
	u32 i;

	for (i = 0; i < match->n_spans; i++, span++)
		if (span->base == base && offset >= span->offset && size <= span->length &&
		    offset - span->offset <= span->length - size)
			return true;
	return false;
}

static bool is_function_matched(const struct suture_match *match, const struct suture_function *f)
{
	u32 length = f->method == SUTURE_METHOD_FTRACE ? FENTRY_SIZE :
							 f->redirect_offset + JUMP_SIZE;

	return is_matched(match, f->base, f->old, length);
}

static bool is_all_matched(const struct suture_update *d)
{
	const struct suture_match *match = DESCRIPTOR_ARRAY(struct suture_match, d, match);

	return all_of(struct suture_function, d, functions, is_function_matched(match, element)) &&
	       all_of(struct suture_data, d, data,
		      is_matched(match, element->base, element->old, element->size));
}

int descriptor_check(const struct module *module, const struct suture_update *d)
{
	if (!is_head(module, d) || !are_arrays(module, d) || !are_elements(module, d) ||
	    !is_match(module, d) || !is_all_matched(d))
		return -EBADMSG;
	return 0;
}
