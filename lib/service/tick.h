/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What time does to a fleet, in a thread of its own: roll-outs go on, machines that do not come
 * back fail, what was is written down, and what nobody has any more is removed.
 *
 * Of daemons that share a database one does it (turn.h), and another one if that one is gone. What
 * is done twice all the same changes nothing the second time.
 */
#ifndef SUTURE_SERVICE_TICK_H
#define SUTURE_SERVICE_TICK_H

#include "service/service.h"

struct tick;

struct error *tick_start(struct service *service, struct tick **tick)
	__attribute__((nonnull, warn_unused_result));
/* Returns when what is being done is done. */
void tick_stop(struct tick *tick);

/*
 * Everything once, whoever's turn it is, as if its time had come; what goes wrong is logged, and
 * the rest is done.
 */
void tick_now(struct service *service, int64_t now) __attribute__((nonnull));

#endif
