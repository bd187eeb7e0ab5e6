// SPDX-License-Identifier: GPL-2.0
/* Stands on update "two", and so on "one", and replaces one function more. */
#define STACKED_ID "wide"
#define STACKED_REQUIRES "two"
#define STACKED_LOADAVG
#include "stacked.h"
