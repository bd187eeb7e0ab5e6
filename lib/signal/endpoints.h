/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the service answers of itself to programs of others (docs/signals.md): metrics, webhooks,
 * and what a kernel lacks.
 */
#ifndef SUTURE_SIGNAL_ENDPOINTS_H
#define SUTURE_SIGNAL_ENDPOINTS_H

#include "service/service.h"

extern const struct family signal_family;

#endif
