// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a source is said to build, compared with what the vendor built of it: the modules that
 * the Kbuild files name under a kernel's configuration are those of the kernel's package. Prints
 * the differences. In the environment:
 *	SUTURE_TEST_KERNEL	the kernel (kernel/kernel.h)
 *	SPLIT_SOURCE		its source (tree/source.h)
 * Exit status: 0 they are the same, 1 they are not, 77 these are not set.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "build/path.h"
#include "split/kbuild.h"

struct names {
	char **items;
	size_t n_items;
};

static void names_deinit(struct names *names)
{
	for (size_t i = 0; i < names->n_items; i++)
		free(names->items[i]);
	free(names->items);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void collect(const struct plan *plan, struct names *names)
{
	size_t kept = 0;

	for (size_t i = 0; i < plan->n_units; i++) {
		if (plan->units[i].module)
			*array_append(names->items, names->n_items) =
				xstrdup(plan->units[i].module);
	}
	if (names->n_items == 0)
		return;
	qsort(names->items, names->n_items, sizeof(*names->items), compare);
	for (size_t i = 1; i < names->n_items; i++) {
		if (!strcmp(names->items[kept], names->items[i]))
			free(names->items[i]);
		else
			names->items[++kept] = names->items[i];
	}
	names->n_items = kept + 1;
}

static size_t print_difference(const struct names *planned, const struct module_list *shipped)
{
	size_t i = 0, j = 0, different = 0;

	while (i < planned->n_items || j < shipped->n_names) {
		int order = i == planned->n_items ? 1 : j == shipped->n_names ? -1 :
			    strcmp(planned->items[i], shipped->names[j]);

		if (order < 0)
			printf("only planned: %s\n", planned->items[i]);
		else if (order > 0)
			printf("only shipped: %s\n", shipped->names[j]);
		different += order != 0;
		i += order <= 0;
		j += order >= 0;
	}
	return different;
}

static struct error *check(const char *kernel_name, const char *source_name,
			   const char *directory, size_t *different)
{
	_cleanup_free_ char *path = path_join(directory, "store.git");
	_cleanup_module_list_ struct module_list shipped = {};
	_cleanup_(names_deinit) struct names planned = {};
	_cleanup_kernel_ struct kernel *kernel = NULL;
	_cleanup_source_ struct source *source = NULL;
	_cleanup_store_ struct store *store = NULL;
	_cleanup_kbuild_ struct kbuild *kbuild = NULL;

	try(kernel_open(kernel_name, KERNEL_IMAGE | KERNEL_MODULES, NULL, &kernel));
	try(kernel_modules(kernel, &shipped));
	try(store_create(path, &store));
	try(source_read(source_name, store, NULL, &source));
	try(kbuild_open(source, store, kernel->config, NULL, &kbuild));
	collect(kbuild->plan, &planned);
	*different = print_difference(&planned, &shipped);
	printf("%zu modules planned, %zu shipped, %zu differences; %zu units, %zu files read\n",
	       planned.n_items, shipped.n_names, *different, kbuild->plan->n_units,
	       kbuild->includes->n_files);
	return NULL;
}

int main(void)
{
	const char *kernel = getenv("SUTURE_TEST_KERNEL"), *source = getenv("SPLIT_SOURCE");
	_cleanup_free_ char *directory = NULL;
	_cleanup_error_ struct error *error = NULL, *removal = NULL;
	size_t different = 0;

	if (!kernel || !source) {
		puts("set SUTURE_TEST_KERNEL and SPLIT_SOURCE to compare modules");
		return 77;
	}
	error = directory_make_temporary("/tmp", "suture-modules", &directory);
	if (!error) {
		error = check(kernel, source, directory, &different);
		removal = tree_remove(directory);
	}
	if (error)
		error_print(error, stderr);
	return error || removal || different > 0;
}
