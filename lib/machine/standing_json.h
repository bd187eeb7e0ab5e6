/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A standing as JSON (docs/status.md, docs/status.schema.json). */
#ifndef SUTURE_STANDING_JSON_H
#define SUTURE_STANDING_JSON_H

#include "base/json.h"
#include "machine/standing.h"

/* New values. */
json_t *standing_to_json(const struct standing *standing)
	__attribute__((nonnull, warn_unused_result));
json_t *standing_update_to_json(const struct standing_update *one)
	__attribute__((nonnull, warn_unused_result));

#endif
