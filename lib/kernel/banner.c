/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/banner.h"

#include <stdbool.h>
#include <string.h>

#include "base/memory.h"

#define INTRODUCTION "Linux version "

static struct error *malformed(void)
{
	return error_refuse(SUTURE_REFUSAL_IMAGE_UNREADABLE,
			    "the kernel does not say its version in the usual form");
}

static bool is_flag(const char *word, size_t length)
{
	static const char *const flags[] = { "SMP", "PREEMPT", "PREEMPT_DYNAMIC", "PREEMPT_RT",
					     "PREEMPT_LAZY", "RT" };

	for (size_t i = 0; i < ARRAY_SIZE(flags); i++)
		if (strlen(flags[i]) == length && strncmp(flags[i], word, length) == 0)
			return true;
	return false;
}

static const char *skip_flags(const char *text)
{
	for (;;) {
		size_t length = strcspn(text, " \n");

		if (length == 0 || !is_flag(text, length))
			return text;
		text += length + strspn(text + length, " ");
	}
}

/* "(USER@HOST)" after the release. */
static struct error *parse_builder(const char *text, struct banner *banner)
{
	size_t user, host;

	if (*text != '(')
		return malformed();
	user = strcspn(++text, "@)\n");
	if (text[user] != '@')
		return malformed();
	host = strcspn(text + user + 1, ")\n");
	if (text[user + 1 + host] != ')')
		return malformed();
	banner->user = xstrndup(text, user);
	banner->host = xstrndup(text + user + 1, host);
	return NULL;
}

/* "#1 SMP TIMESTAMP"; one of a kernel's two banners lacks the number. */
static struct error *parse_build(const char *text, struct banner *banner)
{
	const char *build = strstr(text, ") #");
	size_t digits;

	if (!build)
		return malformed();
	build += strlen(") #");
	digits = strspn(build, "0123456789");
	banner->build = digits ? xstrndup(build, digits) : xstrdup("1");
	build += strcspn(build, " \n");
	build = skip_flags(build + strspn(build, " "));
	banner->timestamp = xstrndup(build, strcspn(build, "\n"));
	return NULL;
}

struct error *banner_parse(const char *text, struct banner *out)
{
	_cleanup_banner_ struct banner banner = { 0 };
	size_t release;

	if (strncmp(text, INTRODUCTION, strlen(INTRODUCTION)) != 0)
		return malformed();
	text += strlen(INTRODUCTION);
	release = strcspn(text, " \n");
	if (release == 0 || text[release] != ' ')
		return malformed();
	banner.release = xstrndup(text, release);
	try(parse_builder(text + release + 1, &banner));
	try(parse_build(text + release + 1, &banner));
	*out = banner;
	banner = (struct banner){ 0 };
	return NULL;
}

void banner_deinit(struct banner *banner)
{
	free(banner->release);
	free(banner->user);
	free(banner->host);
	free(banner->build);
	free(banner->timestamp);
	*banner = (struct banner){ 0 };
}
