// SPDX-License-Identifier: GPL-2.0
/* Replaces the function of update "one", and knows nothing of it. */
#define STACKED_ID "rival"
#include "stacked.h"
