/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Count the machines of a large fleet, so that pages need not (fleet/figures.h). */
#ifndef SUTURE_SERVICE_FIGURES_H
#define SUTURE_SERVICE_FIGURES_H

#include "service/service.h"

struct error *figures_note(struct service *service, int64_t now)
	__attribute__((nonnull, warn_unused_result));

#endif
