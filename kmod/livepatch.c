// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>

#include "livepatch.h"
#include "refuse.h"

/* Is it worth asking whether somebody else redirects this function through ftrace? */
static bool is_contested(const struct part *part, unsigned int i, const struct suture_function *f)
{
	if (f->method == SUTURE_METHOD_FTRACE)
		return !part->replacements[i].place->registered;
	return f->redirect_offset != 0;
}

static int refuse_function(const struct part *part, struct suture_refusal_record *refusal,
			   enum suture_refusal code, int error, const char *function)
{
	refusal_begin(refusal, text_at(part->descriptor->id), text_at(part->descriptor->target));
	return refuse(refusal, code, error, function);
}

int livepatch_check(const struct part *part, struct suture_refusal_record *refusal)
{
	const struct suture_update *d = part->descriptor;
	const struct suture_function *f = DESCRIPTOR_ARRAY(struct suture_function, d, functions);
	unsigned long *entries = kvmalloc_array(max(d->n_functions, 1u), sizeof(*entries),
						GFP_KERNEL);
	unsigned int i, n = 0, index = 0;
	int error = 0;

	if (!entries)
		return refuse_function(part, refusal, SUTURE_REFUSAL_NO_MEMORY, -ENOMEM, NULL);
	for (i = 0; i < d->n_functions; i++)
		if (is_contested(part, i, &f[i]))
			entries[n++] = base_address(part, f[i].base, f[i].old);
	if (n)
		error = functions_find_livepatched(entries, n, &index);
	for (i = 0; error == -EBUSY && i < d->n_functions; i++)
		if (base_address(part, f[i].base, f[i].old) == entries[index])
			refuse_function(part, refusal, SUTURE_REFUSAL_LIVEPATCHED, error,
					text_at(f[i].name));
	kvfree(entries);
	if (error == -ENOMEM)
		refuse_function(part, refusal, SUTURE_REFUSAL_NO_MEMORY, error, NULL);
	return error;
}
