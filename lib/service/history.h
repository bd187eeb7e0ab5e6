/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How many machines of each account stood how, hour by hour (table sample). */
#ifndef SUTURE_SERVICE_HISTORY_H
#define SUTURE_SERVICE_HISTORY_H

#include "service/service.h"

/* Once an hour; another time in the same hour changes nothing. */
struct error *history_note(struct service *service, int64_t now)
	__attribute__((nonnull, warn_unused_result));

#endif
