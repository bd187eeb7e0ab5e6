/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where machines send their letters (docs/service.md), and are answered with advice. */
#ifndef SUTURE_SERVICE_LETTERS_H
#define SUTURE_SERVICE_LETTERS_H

#include "service/service.h"

extern const struct family letters_family;

#endif
