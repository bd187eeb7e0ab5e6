/* SPDX-License-Identifier: GPL-2.0-or-later */
/* GET /healthz, for whoever watches the service: 200 if it can read its store and write it. */
#ifndef SUTURE_SERVICE_HEALTH_H
#define SUTURE_SERVICE_HEALTH_H

#include "service/service.h"

extern const struct family health_family;

#endif
