/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Amounts for people; everywhere else they are integers, in the currency's smallest unit. */
#ifndef SUTURE_FLEET_MONEY_H
#define SUTURE_FLEET_MONEY_H

#include <stdint.h>

/* "79.00 USD", "79 JPY", "0.079 KWD"; the caller's. An unknown currency has two digits. */
char *money_text(int64_t cents, const char *currency)
	__attribute__((nonnull, warn_unused_result));

#endif
