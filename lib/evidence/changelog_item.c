// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <gmime/gmime.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "evidence/changelog_item.h"

static void add_name(char ***names, size_t *n_names, const char *name, size_t length)
{
	for (size_t i = 0; i < *n_names; i++) {
		if (!strncmp((*names)[i], name, length) && (*names)[i][length] == '\0')
			return;
	}
	*array_append(*names, *n_names) = xstrndup(name, length);
}

/* The length of "CVE-2026-12345" at at; 0 if it is none. */
static size_t cve_length(const char *at)
{
	size_t length = 4;

	if (strncmp(at, "CVE-", 4))
		return 0;
	for (int digits = 0; digits < 4; digits++, length++) {
		if (!isdigit((unsigned char)at[length]))
			return 0;
	}
	if (at[length++] != '-' || strspn(at + length, "0123456789") < 4)
		return 0;
	return length + strspn(at + length, "0123456789");
}

static void find_cves(struct change_item *item)
{
	const char *at = item->line;

	while ((at = strstr(at, "CVE-"))) {
		size_t length = cve_length(at);

		if (length > 0)
			add_name(&item->cves, &item->n_cves, at, length);
		at += length > 0 ? length : 4;
	}
}

/* An encoded word may stand for anything, control characters too: none of them gets through. */
static char *decoded(const char *line)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	g_autofree char *text = NULL, *valid = NULL;

	if (!strstr(line, "=?"))
		return xstrdup(line);
	pthread_once(&once, g_mime_init);
	text = g_mime_utils_header_decode_text(NULL, line);
	valid = g_utf8_make_valid(text ? text : line, -1);
	for (char *at = valid; *at; at++) {
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			*at = ' ';
	}
	return xstrdup(valid);
}

static void trim_end(char *text, const char *characters)
{
	size_t length = strlen(text);

	while (length > 0 && strchr(characters, text[length - 1]))
		text[--length] = '\0';
}

static void trim(char *text)
{
	size_t blanks = line_indent(text);

	memmove(text, text + blanks, strlen(text + blanks) + 1);
	trim_end(text, " ");
}

/* The '(' of a group that ends the text and has a blank before it; groups may nest. */
static char *last_group(char *text, char open, char close)
{
	size_t at = strlen(text), depth = 0;

	if (at == 0 || text[at - 1] != close)
		return NULL;
	while (at-- > 0) {
		if (text[at] == close)
			depth++;
		else if (text[at] == open && --depth == 0)
			return at > 0 && text[at - 1] == ' ' ? text + at : NULL;
	}
	return NULL;
}

/* A word that leads to references. */
static bool is_introduction(const char *word, size_t length)
{
	static const char *const introductions[] = { "closes:", "lp:", "and" };

	for (size_t i = 0; i < ARRAY_SIZE(introductions); i++) {
		const char *introduction = introductions[i];

		if (length == strlen(introduction) && !strncasecmp(word, introduction, length))
			return true;
	}
	return false;
}

/* "CVE-2026-1", "XSA-1", "#1", "bsc#1", "jsc#PED-1", "git-fixes" */
static bool is_reference(const char *word, size_t length)
{
	return cve_length(word) == length || !strncmp(word, "XSA-", 4) ||
	       memchr(word, '#', length) || !strncmp(word, "networking-stable", 17) ||
	       (length > 6 && !strncmp(word + length - 6, "-fixes", 6));
}

static bool are_references(const char *text, const char *end)
{
	bool any = false;

	while (text < end) {
		size_t length = strcspn(text, " ,;)");
		bool is_one = length > 0 && is_reference(text, length);

		if (length > 0 && !is_one && !is_introduction(text, length))
			return false;
		any = any || is_one;
		text += length + 1;
	}
	return any;
}

static bool is_remark(const char *group)
{
	const char *end = group + strlen(group) - 1;

	return !strncmp(group, "(regression in ", 15) || !strcmp(group, "(fixes FTBFS)") ||
	       are_references(group + 1, end);
}

/* A full stop or a colon may follow, as in "(bsc#1)." and in headings. */
static void take_remarks(char *subject)
{
	for (;;) {
		size_t length = strlen(subject);
		char mark = length > 0 ? subject[length - 1] : '\0';
		bool is_marked = mark == '.' || mark == ':';

		if (is_marked)
			subject[length - 1] = '\0';
		char *group = last_group(subject, '(', ')');

		if (!group || !is_remark(group)) {
			if (is_marked)
				subject[length - 1] = mark;
			return;
		}
		*group = '\0';
		trim_end(subject, " ");
	}
}

void change_item_init(struct change_item *item, char *line)
{
	item->line = line;
	item->subject = decoded(line);
	trim(item->subject);
	find_cves(item);
	take_remarks(item->subject);
}

static void free_names(char **names, size_t n_names)
{
	for (size_t i = 0; i < n_names; i++)
		free(names[i]);
	free(names);
}

void change_item_deinit(struct change_item *item)
{
	free(item->subject);
	free(item->line);
	free(item->release);
	free(item->section);
	free(item->commit);
	free_names(item->aliases, item->n_aliases);
	free_names(item->architectures, item->n_architectures);
	free_names(item->cves, item->n_cves);
}

static void cut_front(char *text, size_t length)
{
	memmove(text, text + length, strlen(text + length) + 1);
	trim(text);
}

/* Tags are written small; "[Config]" and the like are part of a subject. */
static size_t tags_length(const char *subject)
{
	size_t length = strspn(subject + 1, "abcdefghijklmnopqrstuvwxyz0123456789*-_/.,:! ");

	if (subject[0] != '[' || length == 0 || subject[1 + length] != ']')
		return 0;
	return length + 2;
}

static void keep_tags(struct change_item *item, const char *at, const char *end)
{
	while (at < end) {
		size_t length = strcspn(at, ",: ]");

		if (length > 0)
			add_name(&item->architectures, &item->n_architectures, at, length);
		at += length + 1;
	}
}

void change_item_take_tags(struct change_item *item, bool keep)
{
	size_t length;

	while ((length = item->subject[0] ? tags_length(item->subject) : 0) > 0) {
		if (keep)
			keep_tags(item, item->subject + 1, item->subject + length - 1);
		cut_front(item->subject, length);
	}
}

void change_item_take_prefix(struct change_item *item, const char *prefix)
{
	if (!strncmp(item->subject, prefix, strlen(prefix)))
		cut_front(item->subject, strlen(prefix));
}

char *change_item_take_group(struct change_item *item, char open, char close)
{
	char *group = last_group(item->subject, open, close), *taken;

	if (!group)
		return NULL;
	taken = xstrndup(group + 1, strlen(group) - 2);
	*group = '\0';
	trim_end(item->subject, " ");
	return taken;
}

void change_item_inherit(struct change_item *item, const struct change_item *heading)
{
	for (size_t i = 0; i < heading->n_cves; i++)
		add_name(&item->cves, &item->n_cves, heading->cves[i], strlen(heading->cves[i]));
	for (size_t i = 0; i < heading->n_architectures; i++) {
		const char *name = heading->architectures[i];

		add_name(&item->architectures, &item->n_architectures, name, strlen(name));
	}
}

/* How the subjects of an architecture's commits begin. */
static const struct {
	const char *name;	/* of the tag, or its beginning */
	const char *prefixes[2];
} conventions[] = {
	{ "x86", { "x86/", "x86: " } },
	{ "amd64", { "x86/", "x86: " } },
	{ "i386", { "x86/", "x86: " } },
	{ "arm64", { "arm64: ", "arm64/" } },
	{ "arm", { "ARM: ", "ARM/" } },
	{ "s390", { "s390/", "s390: " } },
	{ "powerpc", { "powerpc/", "powerpc: " } },
	{ "ppc64", { "powerpc/", "powerpc: " } },
	{ "mips", { "MIPS: ", "mips: " } },
	{ "riscv", { "riscv: ", "RISC-V: " } },
	{ "hppa", { "parisc: ", "parisc/" } },
	{ "sparc", { "sparc64: ", "sparc: " } },
	{ "alpha", { "alpha: ", "alpha/" } },
	{ "m68k", { "m68k: ", "m68k/" } },
	{ "ia64", { "ia64: ", "ia64/" } },
	{ "sh4", { "sh: ", "sh/" } },
};

static void add_alias(struct change_item *item, const char *prefix)
{
	_cleanup_free_ char *alias = xasprintf("%s%s", prefix, item->subject);

	if (strncasecmp(item->subject, prefix, strlen(prefix)) != 0)
		add_name(&item->aliases, &item->n_aliases, alias, strlen(alias));
}

static void add_aliases_of(struct change_item *item, const char *architecture)
{
	for (size_t i = 0; i < ARRAY_SIZE(conventions); i++) {
		if (strncmp(architecture, conventions[i].name, strlen(conventions[i].name)) != 0)
			continue;
		add_alias(item, conventions[i].prefixes[0]);
		add_alias(item, conventions[i].prefixes[1]);
		return;
	}
}

void change_item_add_aliases(struct change_item *item)
{
	for (size_t i = 0; i < item->n_architectures; i++)
		add_aliases_of(item, item->architectures[i]);
}

bool change_item_finish(struct change_item *item)
{
	const char *revert = strstr(item->subject, "Revert \"");

	item->is_revert = revert && (revert == item->subject || revert[-1] == ' ');
	item->is_dropped = !strncmp(item->subject, "Drop \"", 6);
	return item->subject[0] != '\0';
}
