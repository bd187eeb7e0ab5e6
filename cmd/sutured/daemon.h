/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The service, from its start until somebody ends it. */
#ifndef SUTURE_DAEMON_H
#define SUTURE_DAEMON_H

#include "base/error.h"

/*
 * path: of the configuration, or NULL. Returns after SIGTERM or SIGINT, when those who had asked
 * have been answered. At SIGHUP it reads the certificate, [fleet], [repository], [mail] and
 * [webhooks] anew.
 */
struct error *daemon_run(const char *path) __attribute__((warn_unused_result));

#endif
