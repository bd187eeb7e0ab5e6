/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A published repository, as a client sees it who begins at its first root and reads all there is.
 */
#ifndef SUTURE_INSPECT_H
#define SUTURE_INSPECT_H

#include <stdint.h>

#include "base/error.h"
#include "base/string_list.h"

struct inspection {
	size_t n_roles, n_targets, n_kernels, n_updates;
	struct string_list due; /* "ROLE expires in N days" of what has a third of its time left */
};

/*
 * now is in seconds since 1970. Refuses as a client would, and with TARGET_DIFFERS, SERIES_DAMAGED
 * or UPDATE_DAMAGED what is wrong about a file, a series, or what a manifest says of files.
 */
struct error *repository_inspect(const char *path, int64_t now, struct inspection *inspection)
	__attribute__((nonnull, warn_unused_result));
void inspection_deinit(struct inspection *inspection);
#define _cleanup_inspection_ _cleanup_(inspection_deinit)

#endif
