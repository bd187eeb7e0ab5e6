/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "hostility.h"

#define DEEP 32000 /* bytes */

static void repeat(char byte, size_t n, FILE *to)
{
	for (size_t i = 0; i < n; i++)
		fputc(byte, to);
}

static void write_advice(const struct victim *victim, const char *members, FILE *to)
{
	_cleanup_free_ char *text = advice_with(victim, members);

	fputs(text, to);
}

/* ---- texts ---- */

static void nothing(const struct victim *victim, FILE *to)
{
	(void)victim;
	(void)to;
}

static void page(const struct victim *victim, FILE *to)
{
	(void)victim;
	fputs("<html><script>alert(1)</script></html>", to);
}

static void program(const struct victim *victim, FILE *to)
{
	(void)victim;
	fputs("#!/bin/sh\nid\n", to);
}

/* As the loader of the tests takes it. */
static void module(const struct victim *victim, FILE *to)
{
	(void)victim;
	fputs("suture-fake planted vmlinux suture_planted_vmlinux\nvmlinux evil 1 1\n", to);
}

static void zeros(const struct victim *victim, FILE *to)
{
	(void)victim;
	repeat(0, 1000, to);
}

static void deep_lists(const struct victim *victim, FILE *to)
{
	(void)victim;
	repeat('[', DEEP, to);
	repeat(']', DEEP, to);
}

static void deep_objects(const struct victim *victim, FILE *to)
{
	(void)victim;
	for (size_t i = 0; i < DEEP / 5; i++)
		fputs("{\"\":", to);
}

static void deep_member(const struct victim *victim, FILE *to)
{
	write_advice(victim, "\"hold\": ", to);
	fseek(to, -1, SEEK_END);
	repeat('[', DEEP, to);
}

static void many_digits(const struct victim *victim, FILE *to)
{
	fputs("{\"format\": 1, \"next\": 1", to);
	repeat('0', DEEP, to);
	fputc('}', to);
	(void)victim;
}

/* As many as there is room for. */
static void many_holds(const struct victim *victim, FILE *to)
{
	char *members = NULL;
	size_t size;
	FILE *list = open_memstream(&members, &size);

	if (!list)
		abort();
	fputs("\"hold\": [", list);
	for (int i = 0; i < 1200; i++)
		fprintf(list, "%s{\"id\": \"u%d\", \"reason\": \"ring\", \"text\": \"-\"}",
			i ? ", " : "", i);
	fputs("]", list);
	fclose(list);
	write_advice(victim, members, to);
	free(members);
}

static void many_members(const struct victim *victim, FILE *to)
{
	(void)victim;
	fputc('{', to);
	for (int i = 0; i < 6000; i++)
		fprintf(to, "\"%d\":0,", i);
	fputs("\"format\": 1}", to);
}

static void two_objects(const struct victim *victim, FILE *to)
{
	write_advice(victim, "", to);
	write_advice(victim, "\"renew\": true", to);
}

static void advice_and_more(const struct victim *victim, FILE *to)
{
	write_advice(victim, "", to);
	fputc(0, to);
	fputs("release planted", to);
}

static void with_mark(const struct victim *victim, FILE *to)
{
	fputs("\xef\xbb\xbf", to);
	write_advice(victim, "", to);
}

static void wide(const struct victim *victim, FILE *to)
{
	_cleanup_free_ char *text = advice_with(victim, "");

	for (const char *at = text; *at; at++) {
		fputc(*at, to);
		fputc(0, to);
	}
}

static void no_utf8(const struct victim *victim, FILE *to)
{
	write_advice(victim, "\"group\": \"\xc0\xaf\xff\"", to);
}

static void half(const struct victim *victim, FILE *to)
{
	_cleanup_free_ char *text = advice_with(victim, "");

	fwrite(text, 1, strlen(text) / 2, to);
}

static void too_long(const struct victim *victim, FILE *to)
{
	write_advice(victim, "", to);
	repeat(' ', 65536, to);
}

const struct text texts[] = {
	{ "nothing", nothing },
	{ "a page", page },
	{ "a program", program },
	{ "a module", module },
	{ "zeros", zeros },
	{ "lists in lists", deep_lists },
	{ "objects in objects", deep_objects },
	{ "a deep member", deep_member },
	{ "many digits", many_digits },
	{ "many holds", many_holds },
	{ "many members", many_members },
	{ "two objects", two_objects },
	{ "something behind it", advice_and_more },
	{ "a byte order mark", with_mark },
	{ "wide characters", wide },
	{ "no UTF-8", no_utf8 },
	{ "half of it", half },
	{ "more than 64 KiB", too_long },
	{ NULL, NULL },
};
