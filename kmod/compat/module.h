/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where a module's memory is. Up to Linux 6.3 struct module has core_layout and
 * init_layout; ac3b43283923 ("module: replace module_layout with module_memory",
 * 6.4) turned them into mem[].
 */
#ifndef SUTURE_COMPAT_MODULE_H
#define SUTURE_COMPAT_MODULE_H

#include <linux/module.h>
#include <linux/version.h>

static inline bool is_inside(u64 address, u64 size, const void *base, u64 length)
{
	u64 start = (u64)base;

	return length && address >= start && size <= length && address - start <= length - size;
}

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)

static inline void *module_text_start(const struct module *module)
{
	return module->core_layout.base;
}

static inline size_t module_text_size(const struct module *module)
{
	return module->core_layout.text_size;
}

/* Does [address, address + size) lie in memory that the module keeps? */
static inline bool module_keeps(const struct module *module, u64 address, u64 size)
{
	return is_inside(address, size, module->core_layout.base, module->core_layout.size);
}

/* The same, or in memory that is freed when the module is live. */
static inline bool module_holds(const struct module *module, u64 address, u64 size)
{
	return module_keeps(module, address, size) ||
	       is_inside(address, size, module->init_layout.base, module->init_layout.size);
}

#else

static inline void *module_text_start(const struct module *module)
{
	return module->mem[MOD_TEXT].base;
}

static inline size_t module_text_size(const struct module *module)
{
	return module->mem[MOD_TEXT].size;
}

static inline bool module_holds_type(const struct module *module, enum mod_mem_type type,
				     u64 address, u64 size)
{
	return is_inside(address, size, module->mem[type].base, module->mem[type].size);
}

static inline bool module_keeps(const struct module *module, u64 address, u64 size)
{
	for_class_mod_mem_type(type, core)
		if (module_holds_type(module, type, address, size))
			return true;
	return false;
}

static inline bool module_holds(const struct module *module, u64 address, u64 size)
{
	for_each_mod_mem_type(type)
		if (module_holds_type(module, type, address, size))
			return true;
	return false;
}

#endif

/* Does [address, address + size) lie in code that the module keeps? */
static inline bool module_runs(const struct module *module, u64 address, u64 size)
{
	return is_inside(address, size, module_text_start(module), module_text_size(module));
}

#endif
