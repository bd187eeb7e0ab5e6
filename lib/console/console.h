/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The console: what the service shows to people, and the forms with which they steer it (see
 * docs/console.md). Pages are HTML that is made here; there is no script in them, and they need
 * none.
 */
#ifndef SUTURE_CONSOLE_H
#define SUTURE_CONSOLE_H

#include "service/service.h"

extern const struct family console_family;

#endif
