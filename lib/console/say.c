/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/say.h"

#include <string.h>

#include "base/memory.h"
#include "console/style.h"

static const struct header {
	const char *name, *value;
} headers[] = {
	{ "Content-Security-Policy",
	  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
	  " frame-ancestors 'none'; base-uri 'none'" },
	{ "Referrer-Policy", "same-origin" },
	{ "Cross-Origin-Opener-Policy", "same-origin" },
	{ "Cross-Origin-Resource-Policy", "same-origin" },
	{ "X-Frame-Options", "DENY" },
};

void say_page(struct http_response *response, unsigned int status, const struct html *html)
{
	http_say(response, status, "text/html; charset=utf-8", html->data, html->size);
	for (size_t i = 0; i < ARRAY_SIZE(headers); i++)
		http_set(response, headers[i].name, headers[i].value);
}

void say_style(struct http_response *response)
{
	http_say(response, 200, "text/css; charset=utf-8", console_css, strlen(console_css));
	/* Its address has a digest of it: another style is at another address. */
	http_set(response, "Cache-Control", "public, max-age=31536000, immutable");
}

/* SVG could hold a script. Ours does not, and is told so. */
void say_mark(struct http_response *response)
{
	http_say(response, 200, "image/svg+xml", console_svg, strlen(console_svg));
	http_set(response, "Cache-Control", "public, max-age=86400");
	http_set(response, "Content-Security-Policy", "default-src 'none'");
}
