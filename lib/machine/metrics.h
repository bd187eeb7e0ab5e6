/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A standing as OpenMetrics text (docs/status.md), which Prometheus' older text format takes as
 * well: all are gauges, for that format has no others that fit.
 */
#ifndef SUTURE_METRICS_H
#define SUTURE_METRICS_H

#include "machine/standing.h"

/* The caller's. */
char *metrics_text(const struct standing *standing) __attribute__((nonnull, warn_unused_result));

#endif
