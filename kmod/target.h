/* SPDX-License-Identifier: GPL-2.0 */
/* The modules that are loaded, one of which an update may change. */
#ifndef SUTURE_TARGET_H
#define SUTURE_TARGET_H

#include <linux/module.h>

/*
 * Find the live module of this name and pin it: it cannot be unloaded before
 * module_put(). NULL if there is none.
 */
struct module *target_get(const char *name);

#endif
