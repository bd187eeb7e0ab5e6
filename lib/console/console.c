/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/console.h"

#include "base/memory.h"
#include "console/answer.h"
#include "console/say.h"
#include "console/show.h"

static struct error *style(const struct call *call, struct http_response *response)
{
	(void)call;
	say_style(response);
	return NULL;
}

static struct error *mark(const struct call *call, struct http_response *response)
{
	(void)call;
	say_mark(response);
	return NULL;
}

static const struct endpoint endpoints[] = {
	{ HTTP_GET, "/console.css", ROLE_NOBODY, style, 0 },
	{ HTTP_GET, "/console.svg", ROLE_NOBODY, mark, 0 },
	{ HTTP_GET, "/inspector", ROLE_NOBODY, look_inspector, 0 },
	{ HTTP_GET, "/login", ROLE_NOBODY, look_login, 0 },
	{ HTTP_POST, "/login", ROLE_NOBODY, begin_session, 0 },
	{ HTTP_POST, "/logout", ROLE_READ, end_session, 0 },

	{ HTTP_GET, "/", ROLE_READ, look_fleet, 0 },
	{ HTTP_GET, "/machines", ROLE_READ, look_machines, 0 },
	{ HTTP_GET, "/machines/{uuid}", ROLE_READ, look_machine, 0 },
	{ HTTP_GET, "/updates", ROLE_READ, look_updates, 0 },
	{ HTTP_GET, "/updates/{build_id}/{id}", ROLE_READ, look_update, 0 },
	{ HTTP_GET, "/cves", ROLE_READ, look_cves, 0 },
	{ HTTP_GET, "/cves/{name}", ROLE_READ, look_cve, 0 },
	{ HTTP_GET, "/groups", ROLE_READ, look_groups, 0 },
	{ HTTP_GET, "/keys", ROLE_READ, look_keys, 0 },
	{ HTTP_GET, "/subscription", ROLE_READ, look_subscription, 0 },
	{ HTTP_GET, "/audit", ROLE_READ, look_audit, 0 },

	{ HTTP_POST, "/machines/{uuid}/authorize", ROLE_OPERATOR, change_authorization, 0 },
	{ HTTP_POST, "/machines/{uuid}/move", ROLE_OPERATOR, change_group_of_machine, 0 },
	{ HTTP_POST, "/machines/{uuid}/remove", ROLE_OPERATOR, change_machine_removed, 0 },
	{ HTTP_POST, "/updates/{build_id}/{id}/halt", ROLE_OPERATOR, change_rollout, 0 },
	{ HTTP_POST, "/updates/{build_id}/{id}/block", ROLE_OPERATOR, change_rollout, 0 },
	{ HTTP_POST, "/updates/{build_id}/{id}/resume", ROLE_APPROVER, change_rollout, 0 },
	{ HTTP_POST, "/updates/{build_id}/{id}/promote", ROLE_APPROVER, change_rollout, 0 },
	{ HTTP_POST, "/groups", ROLE_OPERATOR, change_group, 0 },
	{ HTTP_POST, "/rings", ROLE_OPERATOR, change_ring, 0 },
	{ HTTP_POST, "/keys/access", ROLE_APPROVER, make_access_key, 0 },
	{ HTTP_POST, "/keys/api", ROLE_APPROVER, make_api_key, 0 },
	{ HTTP_POST, "/keys/{kind}/{id}/revoke", ROLE_APPROVER, change_key_revoked, 0 },
};

/* ---- what is refused ---- */

static const struct refused {
	unsigned int status;
	const char *title;
} refused[] = {
	{ 400, "That cannot be read" },	     { 401, "Sign in" },
	{ 403, "You may not do this" },	     { 404, "That is not there" },
	{ 405, "That cannot be done here" }, { 429, "Too fast" },
	{ 503, "Not at this moment" },
};

static const char *title_of(unsigned int status)
{
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
		if (refused[i].status == status)
			return refused[i].title;
	return status < 500 ? "That was refused" : "That went wrong here";
}

/* Who is not signed in does so in the place of the page, and gets that then. */
static void refuse(const struct http_request *request, unsigned int status,
		   const struct error *error, struct http_response *response)
{
	const struct page page = { .title = title_of(status), .service = "Suture" };
	const char *to = http_method(request) == HTTP_GET ? http_path(request) : NULL;
	_cleanup_html_ struct html html = {};

	page_begin(&html, &page);
	if (status == 401)
		show_login(&html, to, false);
	else
		show_refusal(&html, error, status);
	page_end(&html);
	say_page(response, status, &html);
}

const struct family console_family = { endpoints, ARRAY_SIZE(endpoints), refuse, "/" };
