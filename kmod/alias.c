// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "alias.h"

static struct page *page_of(const void *address)
{
	unsigned long a = (unsigned long)address;

	if (is_vmalloc_addr(address) || (a >= MODULES_VADDR && a < MODULES_END))
		return vmalloc_to_page(address);
	return virt_addr_valid(address) ? virt_to_page(address) : NULL;
}

static int collect_pages(struct page **pages, const void *first, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		pages[i] = page_of(first + i * PAGE_SIZE);
		if (!pages[i])
			return -EFAULT;
	}
	return 0;
}

int alias_map(struct alias *alias, const void *address, size_t size)
{
	unsigned long offset = offset_in_page(address);
	unsigned int n = DIV_ROUND_UP(offset + size, PAGE_SIZE);
	struct page **pages = kvmalloc_array(n, sizeof(*pages), GFP_KERNEL);
	int error;

	if (!pages)
		return -ENOMEM;
	error = collect_pages(pages, address - offset, n);
	if (!error) {
		alias->mapping = vmap(pages, n, VM_MAP, PAGE_KERNEL);
		if (alias->mapping)
			alias->bytes = alias->mapping + offset;
		else
			error = -ENOMEM;
	}
	kvfree(pages);
	return error;
}

void alias_unmap(struct alias *alias)
{
	vunmap(alias->mapping);
	alias->mapping = NULL;
	alias->bytes = NULL;
}

int alias_write(const void *address, const void *from, size_t size)
{
	struct alias alias = {};
	int error = alias_map(&alias, address, size);

	if (error)
		return error;
	memcpy(alias.bytes, from, size);
	alias_unmap(&alias);
	return 0;
}
