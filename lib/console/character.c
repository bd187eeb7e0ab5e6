/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/character.h"

#include "base/memory.h"

/* By the first byte: how many follow, which bits count, and the least that takes so many. */
static const struct form {
	unsigned char mask, value;
	unsigned int n_following;
	uint32_t least;
} forms[] = {
	{ 0x80, 0x00, 0, 0 },
	{ 0xe0, 0xc0, 1, 0x80 },
	{ 0xf0, 0xe0, 2, 0x800 },
	{ 0xf8, 0xf0, 3, 0x10000 },
};

static const struct form *form_of(unsigned char first)
{
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++)
		if ((first & forms[i].mask) == forms[i].value)
			return &forms[i];
	return NULL;
}

static bool is_scalar(uint32_t character)
{
	return character <= 0x10ffff && !(character >= 0xd800 && character <= 0xdfff);
}

size_t character_read(const char *text, uint32_t *character)
{
	const unsigned char *bytes = (const unsigned char *)text;
	const struct form *form = form_of(bytes[0]);
	uint32_t value;

	*character = 0;
	if (!form)
		return 1;
	value = bytes[0] & (unsigned char)~form->mask;
	/* A NUL does not continue anything, so this never reads behind the end. */
	for (unsigned int i = 1; i <= form->n_following; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			return 1;
		value = value << 6 | (bytes[i] & 0x3f);
	}
	if (value < form->least || !is_scalar(value))
		return 1;
	*character = value;
	return 1 + form->n_following;
}

static const struct range {
	uint32_t first, last;
} hidden[] = {
	{ 0x00, 0x08 },	    { 0x0b, 0x1f },	{ 0x7f, 0x9f },
	{ 0x061c, 0x061c }, { 0x200e, 0x200f }, { 0x202a, 0x202e },
	{ 0x2066, 0x2069 }, { 0xfdd0, 0xfdef }, { 0xfffe, 0xffff },
};

bool character_is_shown(uint32_t character)
{
	for (size_t i = 0; i < ARRAY_SIZE(hidden); i++)
		if (character >= hidden[i].first && character <= hidden[i].last)
			return false;
	return (character & 0xfffe) != 0xfffe;
}
