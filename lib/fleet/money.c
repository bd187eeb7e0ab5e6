/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/money.h"

#include <inttypes.h>

#include "base/memory.h"

/* What ISO 4217 has that is not divided by 100. */
static const struct {
	const char *currencies;
	int n_digits;
} exceptions[] = {
	{ "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF", 0 },
	{ "BHD IQD JOD KWD LYD OMR TND", 3 },
};

static int digits_of(const char *currency)
{
	for (size_t i = 0; i < ARRAY_SIZE(exceptions); i++)
		if (strcspn(currency, " ") == 3 && strstr(exceptions[i].currencies, currency))
			return exceptions[i].n_digits;
	return 2;
}

char *money_text(int64_t cents, const char *currency)
{
	const int n_digits = digits_of(currency);
	const int64_t unit = n_digits == 3 ? 1000 : n_digits == 2 ? 100 : 1;

	if (!n_digits)
		return xasprintf("%" PRId64 " %s", cents, currency);
	return xasprintf("%" PRId64 ".%0*" PRId64 " %s", cents / unit, n_digits, cents % unit,
			 currency);
}
