/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/secret.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "base/form.h"
#include "base/hex.h"

static const char *const words[] = {
	[SECRET_ACCESS] = "suture-access-",
	[SECRET_API] = "suture-api-",
	[SECRET_SESSION] = "suture-session-",
};

struct error *secret_make(enum secret_kind kind, struct secret *secret)
{
	unsigned char bits[32];
	char digits[65];

	if (getrandom(bits, sizeof(bits), 0) != sizeof(bits))
		return error_errno("cannot get random bits");
	hex_write(bits, sizeof(bits), digits);
	snprintf(secret->text, sizeof(secret->text), "%s%s", words[kind], digits);
	snprintf(secret->hint, sizeof(secret->hint), "%s", digits + 60);
	digest_bytes(secret->text, strlen(secret->text), secret->digest);
	return NULL;
}

bool secret_digest(enum secret_kind kind, const char *text, char digest[static DIGEST_TEXT_SIZE])
{
	const size_t length = strlen(words[kind]);

	if (strncmp(text, words[kind], length) || !is_digest(text + length))
		return false;
	digest_bytes(text, strlen(text), digest);
	return true;
}
