/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/command.h"

#include <stdlib.h>

#include "base/memory.h"

struct escape {
	const char *written, *meant;
};

static const struct escape escapes[] = {
	{ "$(pound)", "#" },
	{ "$$", "$" },
	{ "\\#", "#" },
};

static const struct escape *escape_at(const char *at)
{
	for (size_t i = 0; i < ARRAY_SIZE(escapes); i++)
		if (!strncmp(at, escapes[i].written, strlen(escapes[i].written)))
			return &escapes[i];
	return NULL;
}

/* What make's escapes mean is never longer than they are. */
static void undo_escapes(char *text)
{
	char *to = text;

	while (*text) {
		const struct escape *escape = escape_at(text);

		if (escape) {
			*to++ = *escape->meant;
			text += strlen(escape->written);
		} else {
			*to++ = *text++;
		}
	}
	*to = '\0';
}

/* Up to 6.2 the variable is cmd_TARGET, after that savedcmd_TARGET. It is the first line. */
struct error *command_parse(const struct bytes *text, char **command)
{
	const char *line = (const char *)text->data;
	const char *value;

	if (strncmp(line, "cmd_", 4) && strncmp(line, "savedcmd_", 9))
		return error_new(ERROR_INTERNAL, "kbuild saved a command in an unknown form");
	value = strstr(line, " := ");
	if (!value || value > line + strcspn(line, "\n"))
		return error_new(ERROR_INTERNAL, "kbuild saved a command in an unknown form");
	value += strlen(" := ");
	*command = xstrndup(value, strcspn(value, "\n"));
	undo_escapes(*command);
	return NULL;
}

char *shell_quote(const char *text)
{
	char *quoted = xcalloc(strlen(text) * 4 + 3, 1);
	char *to = quoted;

	*to++ = '\'';
	for (; *text; text++) {
		if (*text == '\'')
			to = stpcpy(to, "'\\''");
		else
			*to++ = *text;
	}
	*to++ = '\'';
	return quoted;
}

static bool word_is(const char *word, size_t length, const char *text)
{
	return strlen(text) == length && !memcmp(word, text, length);
}

/* The dependencies are the exact object's; those of the split one would go over them. */
static bool is_dependency_option(const char *word, size_t length)
{
	return length > 8 && (!strncmp(word, "-Wp,-MD,", 8) || !strncmp(word, "-Wp,-MMD", 8));
}

static void write_word(FILE *stream, const char *word, size_t length, const char *target,
		       const char *output)
{
	if (word_is(word, length, target))
		fputs(output, stream);
	else if (word_is(word, length, "-c"))
		fputs("-ffunction-sections -fdata-sections -c", stream);
	else if (!is_dependency_option(word, length))
		fwrite(word, 1, length, stream);
}

/* kbuild's words have no blanks inside: neither options nor the paths of the tree do. */
char *command_split(const char *command, const char *target, const char *output)
{
	_cleanup_free_ char *quoted = shell_quote(output);
	char *split = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&split, &size);

	if (!stream)
		abort();
	while (*command) {
		size_t blanks = strspn(command, " \t");
		size_t length = strcspn(command + blanks, " \t");

		fwrite(command, 1, blanks, stream);
		write_word(stream, command + blanks, length, target, quoted);
		command += blanks + length;
	}
	if (fclose(stream))
		abort();
	return split;
}
