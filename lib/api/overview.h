/* SPDX-License-Identifier: GPL-2.0-or-later */
/* show_overview() of an account, kept for some seconds: of a large fleet it takes a while. */
#ifndef SUTURE_API_OVERVIEW_H
#define SUTURE_API_OVERVIEW_H

#include "service/service.h"

/* A value of the caller's own. By any thread; those who ask at the same time wait for one. */
struct error *overview_get(const struct call *call, int64_t account, json_t **overview)
	__attribute__((nonnull, warn_unused_result));

#endif
