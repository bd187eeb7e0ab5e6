// SPDX-License-Identifier: GPL-2.0
/* Stands on update "wide", but replaces only one of its two functions. */
#define STACKED_ID "narrow"
#define STACKED_REQUIRES "wide"
#include "stacked.h"
