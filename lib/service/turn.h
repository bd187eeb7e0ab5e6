/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What daemons that share a database do one at a time (fleet/lease.h), each by the name of what is
 * done. A daemon that is stopped leaves all of its turns to the others at once; one that dies,
 * when they expire.
 */
#ifndef SUTURE_SERVICE_TURN_H
#define SUTURE_SERVICE_TURN_H

#include "service/service.h"

/*
 * Is it ours for as many seconds from now? What was read before that may be another one's work, and
 * is read again. A turn that is another's costs no transaction.
 */
struct error *turn_take(struct service *service, const char *name, int64_t now, int64_t seconds,
			bool *is_ours) __attribute__((nonnull, warn_unused_result));
/* What was done under it is committed. Never fails: else it expires. */
void turn_end(struct service *service, const char *name) __attribute__((nonnull));

#endif
