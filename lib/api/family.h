/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The interface for programs, /api/1 (docs/api.md): what the service knows, as JSON. */
#ifndef SUTURE_API_FAMILY_H
#define SUTURE_API_FAMILY_H

#include "service/service.h"

extern const struct family api_family;

#endif
