/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "letter/letter.h"

#include <inttypes.h>
#include <string.h>

#include "base/digest.h"
#include "base/hex.h"
#include "base/memory.h"

#define VERSION		 "1"
#define SIGNATURE_LENGTH (2 * ED25519_SIGNATURE_SIZE)
#define SERIAL_LENGTH	 19 /* of LETTER_SERIAL_MAX */
#define FIELD_MAX	 SIGNATURE_LENGTH
/* With its newline: no more is looked at for its end. */
#define FIRST_LINE_MAX                                                               \
	(sizeof("suture-report " VERSION " ") + UUID_TEXT_SIZE + SERIAL_LENGTH + 1 + \
	 SIGNATURE_LENGTH)

static const char *const words[] = {
	[LETTER_ENROL] = "suture-enrol",
	[LETTER_REPORT] = "suture-report",
	[LETTER_RENEW] = "suture-renew",
};
_Static_assert(ARRAY_SIZE(words) == LETTER_WORDS, "each word has its name");

const char *letter_word_name(enum letter_word word)
{
	return words[word];
}

/* ---- what is signed ---- */

static char *line_without_signature(const struct letter *letter)
{
	return xasprintf("%s " VERSION " %s %" PRIu64, words[letter->word], letter->uuid,
			 letter->serial);
}

char *letter_signed_text(const struct letter *letter)
{
	_cleanup_free_ char *line = line_without_signature(letter);
	char digest[DIGEST_TEXT_SIZE];

	digest_bytes(letter->size ? letter->body : (const unsigned char *)"", letter->size, digest);
	return xasprintf("%s\n%s", line, digest);
}

/* ---- writing ---- */

struct error *letter_write(const struct letter *letter, EVP_PKEY *key, char **text)
{
	_cleanup_free_ char *line = line_without_signature(letter);
	_cleanup_free_ char *plain = letter_signed_text(letter);
	const size_t size = strlen(line) + 1 + SIGNATURE_LENGTH + 1 + letter->size;
	unsigned char signature[ED25519_SIGNATURE_SIZE];
	char digits[SIGNATURE_LENGTH + 1];

	if (size > LETTER_MAX)
		return error_refuse(SUTURE_REFUSAL_REPORT_MALFORMED,
				    "a letter of %zu bytes is too long", size);
	try(ed25519_sign(key, plain, strlen(plain), signature));
	hex_write(signature, sizeof(signature), digits);
	*text = xasprintf("%s %s\n%.*s", line, digits, (int)letter->size,
			  letter->size ? (const char *)letter->body : "");
	return NULL;
}

/* ---- reading ---- */

/* A cursor over the first line. */
struct line {
	const char *at, *end;
};

/* Up to a blank or the end of the line. false: it is empty, or longer than any. */
static bool take_field(struct line *line, char field[static FIELD_MAX + 1])
{
	const char *blank = memchr(line->at, ' ', (size_t)(line->end - line->at));
	const char *end = blank ? blank : line->end;
	const size_t length = (size_t)(end - line->at);

	if (!length || length > FIELD_MAX || memchr(line->at, 0, length))
		return false;
	memcpy(field, line->at, length);
	field[length] = 0;
	/* Behind a last blank there must be a field, which will be found empty. */
	line->at = blank ? blank + 1 : line->end;
	return true;
}

static bool read_word(const char *field, enum letter_word *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (strcmp(words[i], field))
			continue;
		*word = (enum letter_word)i;
		return true;
	}
	return false;
}

/* One number has one text: no sign, no zero in front. */
static bool read_serial(const char *field, uint64_t *serial)
{
	const size_t length = strlen(field);

	if (length > SERIAL_LENGTH || strspn(field, "0123456789") != length || *field == '0')
		return false;
	*serial = strtoull(field, NULL, 10);
	return *serial <= LETTER_SERIAL_MAX;
}

static bool read_signature(const char *field, unsigned char *signature)
{
	return strspn(field, "0123456789abcdef") == SIGNATURE_LENGTH &&
	       hex_read(field, signature, ED25519_SIGNATURE_SIZE);
}

/* NULL, or what is wrong. */
static const char *read_line(struct line line, struct letter *letter)
{
	char field[FIELD_MAX + 1];

	if (!take_field(&line, field) || !read_word(field, &letter->word))
		return "the word is none that is known";
	if (!take_field(&line, field) || strcmp(field, VERSION))
		return "the version is none that is known";
	if (!take_field(&line, field) || !is_uuid(field))
		return "there is no UUID";
	memcpy(letter->uuid, field, UUID_TEXT_SIZE);
	if (!take_field(&line, field) || !read_serial(field, &letter->serial))
		return "there is no serial number";
	if (!take_field(&line, field) || !read_signature(field, letter->signature))
		return "there is no signature";
	return line.at == line.end && line.end[-1] != ' ' ? NULL : "something is behind it";
}

static struct error *malformed(const char *what)
{
	return error_refuse(SUTURE_REFUSAL_REPORT_MALFORMED, "the letter's first line: %s", what);
}

struct error *letter_read(const void *bytes, size_t size, struct letter *letter)
{
	const char *text = bytes;
	const char *newline = memchr(text, '\n', size < FIRST_LINE_MAX ? size : FIRST_LINE_MAX);
	struct letter read = {};
	const char *wrong;

	if (size > LETTER_MAX)
		return error_refuse(SUTURE_REFUSAL_REPORT_MALFORMED,
				    "a letter of %zu bytes is too long", size);
	if (!newline)
		return malformed("it does not end");
	wrong = read_line((struct line){ text, newline }, &read);
	if (wrong)
		return malformed(wrong);
	read.body = (const unsigned char *)newline + 1;
	read.size = size - (size_t)(newline + 1 - text);
	*letter = read;
	return NULL;
}
