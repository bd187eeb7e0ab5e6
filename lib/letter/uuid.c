/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "letter/uuid.h"

#include <string.h>
#include <sys/random.h>

#include "base/hex.h"

#define RAW_SIZE 16

static bool has_dash(size_t i)
{
	return i == 8 || i == 13 || i == 18 || i == 23;
}

struct error *uuid_make(char uuid[static UUID_TEXT_SIZE])
{
	unsigned char raw[RAW_SIZE];
	char digits[2 * RAW_SIZE + 1];
	const char *digit = digits;

	if (getrandom(raw, sizeof(raw), 0) != sizeof(raw))
		return error_errno("cannot get random bytes");
	raw[6] = (raw[6] & 0x0f) | 0x40;
	raw[8] = (raw[8] & 0x3f) | 0x80;
	hex_write(raw, sizeof(raw), digits);
	for (size_t i = 0; i < UUID_LENGTH; i++)
		uuid[i] = has_dash(i) ? '-' : *digit++;
	uuid[UUID_LENGTH] = 0;
	return NULL;
}

bool is_uuid(const char *string)
{
	for (size_t i = 0; i < UUID_LENGTH; i++) {
		const char c = string[i];

		if (has_dash(i) ? c != '-' : !c || !strchr("0123456789abcdef", c))
			return false;
	}
	return !string[UUID_LENGTH];
}
