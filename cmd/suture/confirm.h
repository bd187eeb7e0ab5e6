/* SPDX-License-Identifier: GPL-2.0-or-later */
/* May it be done? Asked on the terminal if neither -y nor -n says it. */
#ifndef SUTURE_CONFIRM_H
#define SUTURE_CONFIRM_H

#include <stdbool.h>

#include "base/error.h"

/* Refuses with DECLINED: the answer is no (-n wins), or there is nobody to ask. */
struct error *confirm(bool yes, bool no) __attribute__((warn_unused_result));

#endif
