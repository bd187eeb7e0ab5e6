/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A kernel configuration (.config), and whether a prepared one is the vendor's.
 *
 * Kconfig drops an option silently when a tool that it asks for is missing, and
 * the layout of structures may change with it. So what 'make olddefconfig' makes
 * of the vendor's file must equal that file, but for a short list of options
 * that do not reach the code.
 */
#ifndef SUTURE_CONFIG_H
#define SUTURE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct config_option {
	char *name;		/* with the prefix "CONFIG_" */
	char *value;		/* as it is written: y, m, 120200, "text" with its quotes */
};

/* Options that are set, sorted by name. "is not set" is the same as not being there. */
struct config {
	struct config_option *options;
	size_t n_options;
};

struct error *config_read(const char *path, struct config *config)
	__attribute__((nonnull, warn_unused_result));
void config_parse(const char *text, struct config *config) __attribute__((nonnull));
void config_deinit(struct config *config);
#define _cleanup_config_ _cleanup_(config_deinit)

/* The value of an option; NULL if it is not set. */
const char *config_value(const struct config *config, const char *name) __attribute__((nonnull));
/* Is it y or m? */
bool config_is_set(const struct config *config, const char *name) __attribute__((nonnull));
/* The value without its quotes; NULL if it is not set. The caller's. */
char *config_string(const struct config *config, const char *name) __attribute__((nonnull));

/* Refuses with CONFIG_DIFFERS: the option, both values, and the tool that is likely to lack. */
struct error *config_check(const struct config *vendor, const struct config *prepared)
	__attribute__((nonnull, warn_unused_result));

#endif
