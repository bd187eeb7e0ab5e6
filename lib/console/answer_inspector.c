/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/json.h"
#include "console/answer.h"
#include "console/frame.h"
#include "console/say.h"
#include "console/show.h"
#include "content/inspector.h"

/* Anybody may ask, so it is a page for nobody in particular, whoever asks. */
struct error *look_inspector(const struct call *call, struct http_response *response)
{
	const struct page page = { .title = "What does a kernel lack?",
				   .service = service_options(call->service)->name,
				   .now = call->now };
	_cleanup_html_ struct html html = {};
	_cleanup_json_ json_t *answer = NULL;
	const char *text = asked(call, "text");

	if (text)
		try(inspector_ask(call->db, text, &answer));
	page_begin(&html, &page);
	show_inspector(&html, &page, text, answer);
	page_end(&html);
	say_page(response, 200, &html);
	return NULL;
}
