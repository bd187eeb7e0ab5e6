/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A page as an answer. Browsers are told to run nothing, to load nothing from elsewhere and to be
 * in nobody's frame.
 */
#ifndef SUTURE_CONSOLE_SAY_H
#define SUTURE_CONSOLE_SAY_H

#include "console/html.h"
#include "http/http.h"

void say_page(struct http_response *response, unsigned int status, const struct html *html)
	__attribute__((nonnull));

/* What every page needs: /console.css and /console.svg. They are the same for everybody. */
void say_style(struct http_response *response) __attribute__((nonnull));
void say_mark(struct http_response *response) __attribute__((nonnull));

#endif
