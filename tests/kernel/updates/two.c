// SPDX-License-Identifier: GPL-2.0
/* Stands on update "one". */
#define STACKED_ID "two"
#define STACKED_REQUIRES "one"
#include "stacked.h"
