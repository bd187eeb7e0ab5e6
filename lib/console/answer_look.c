/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/json.h"
#include "console/answer.h"
#include "console/frame.h"
#include "console/show.h"
#include "console/value.h"
#include "service/filter.h"

/* ---- the fleet ---- */

#define FLEET_CVES 12 /* that are shown of it */

struct error *look_fleet(const struct call *call, struct http_response *response)
{
	_cleanup_frame_ struct frame frame = {};
	_cleanup_json_ json_t *overview = NULL;
	_cleanup_json_ json_t *cves = NULL;
	_cleanup_json_ json_t *fleet = NULL;

	try(frame_init(&frame, call, "Fleet", "/"));
	try(show_overview(call->db, call->actor, frame.page.account, call->now, silent_before(call),
			  &overview));
	try(list_cves(call->db, call->actor, frame.page.account, NULL,
		      &(struct lists_page){ .limit = FLEET_CVES }, &cves));
	fleet = json_pack("{s:O, s:O}", "overview", overview, "cves", cves);
	frame_begin(&frame);
	show_fleet(&frame.html, &frame.page, fleet);
	frame_say(&frame, response);
	return NULL;
}

/* ---- lists ---- */

static struct error *read_page(const struct call *call, struct lists_page *page)
{
	*page = (struct lists_page){};
	return asked_number(call, "offset", &page->offset);
}

struct error *look_machines(const struct call *call, struct http_response *response)
{
	_cleanup_frame_ struct frame frame = {};
	_cleanup_json_ json_t *list = NULL;
	struct lists_page page = { .after = asked(call, "after") };
	struct machine_filter filter;

	try(frame_init(&frame, call, "Machines", "/machines"));
	filter_read(call->request, &filter);
	filter.account = frame.page.account;
	try(list_machines(call->db, call->actor, &filter, &page, silent_before(call), &list));
	frame_begin(&frame);
	show_machine_list(&frame.html, &frame.page, &filter, list);
	frame_say(&frame, response);
	return NULL;
}

struct error *look_updates(const struct call *call, struct http_response *response)
{
	_cleanup_frame_ struct frame frame = {};
	_cleanup_json_ json_t *list = NULL;
	const char *text = asked(call, "text");
	struct lists_page page;

	try(frame_init(&frame, call, "Updates", "/updates"));
	try(read_page(call, &page));
	try(list_updates(call->db, call->actor, frame.page.account, text, &page, &list));
	frame_begin(&frame);
	show_update_list(&frame.html, &frame.page, text, list);
	frame_say(&frame, response);
	return NULL;
}

struct error *look_cves(const struct call *call, struct http_response *response)
{
	_cleanup_frame_ struct frame frame = {};
	_cleanup_json_ json_t *list = NULL;
	const char *text = asked(call, "text");
	struct lists_page page;

	try(frame_init(&frame, call, "CVEs", "/cves"));
	try(read_page(call, &page));
	try(list_cves(call->db, call->actor, frame.page.account, text, &page, &list));
	frame_begin(&frame);
	show_cve_list(&frame.html, &frame.page, text, list);
	frame_say(&frame, response);
	return NULL;
}

struct error *look_audit(const struct call *call, struct http_response *response)
{
	_cleanup_frame_ struct frame frame = {};
	_cleanup_json_ json_t *list = NULL;
	struct lists_page page;

	try(frame_init(&frame, call, "Audit", "/audit"));
	try(read_page(call, &page));
	try(list_audit(call->db, call->actor, frame.page.account, &page, &list));
	frame_begin(&frame);
	show_audit(&frame.html, &frame.page, list);
	frame_say(&frame, response);
	return NULL;
}

/* ---- one of them ---- */

struct error *look_machine(const struct call *call, struct http_response *response)
{
	_cleanup_frame_ struct frame frame = {};
	_cleanup_json_ json_t *machine = NULL;
	_cleanup_json_ json_t *groups = NULL;
	const char *uuid = http_part(call->request, "uuid");

	try(frame_init(&frame, call, uuid, "/machines"));
	try(show_machine(call->db, call->actor, uuid, silent_before(call), &machine));
	try(list_groups(call->db, call->actor, 0, &groups));
	if (value_text(machine, "hostname"))
		frame.page.title = value_text(machine, "hostname");
	frame_begin(&frame);
	show_machine_page(&frame.html, &frame.page, machine, groups);
	frame_say(&frame, response);
	return NULL;
}

struct error *look_update(const struct call *call, struct http_response *response)
{
	_cleanup_frame_ struct frame frame = {};
	_cleanup_json_ json_t *update = NULL;
	const char *id = http_part(call->request, "id");

	try(frame_init(&frame, call, id, "/updates"));
	try(show_update(call->db, call->actor, http_part(call->request, "build_id"), id, &update));
	frame_begin(&frame);
	show_update_page(&frame.html, &frame.page, update);
	frame_say(&frame, response);
	return NULL;
}

struct error *look_cve(const struct call *call, struct http_response *response)
{
	_cleanup_frame_ struct frame frame = {};
	_cleanup_json_ json_t *cve = NULL;
	const char *name = http_part(call->request, "name");

	try(frame_init(&frame, call, name, "/cves"));
	try(show_cve(call->db, call->actor, name, &cve));
	frame_begin(&frame);
	show_cve_page(&frame.html, &frame.page, cve);
	frame_say(&frame, response);
	return NULL;
}

/* ---- what people have set ---- */

struct error *look_groups(const struct call *call, struct http_response *response)
{
	_cleanup_frame_ struct frame frame = {};
	_cleanup_json_ json_t *groups = NULL;
	_cleanup_json_ json_t *rings = NULL;

	try(frame_init(&frame, call, "Groups and rings", "/groups"));
	try(list_groups(call->db, call->actor, frame.page.account, &groups));
	try(list_rings(call->db, call->actor, frame.page.account, &rings));
	frame_begin(&frame);
	show_groups(&frame.html, &frame.page, groups, rings);
	frame_say(&frame, response);
	return NULL;
}

struct error *look_keys(const struct call *call, struct http_response *response)
{
	_cleanup_frame_ struct frame frame = {};
	_cleanup_json_ json_t *keys = NULL;
	_cleanup_json_ json_t *groups = NULL;

	try(frame_init(&frame, call, "Keys", "/keys"));
	try(list_keys(call->db, call->actor, frame.page.account, &keys));
	try(list_groups(call->db, call->actor, frame.page.account, &groups));
	frame_begin(&frame);
	show_keys(&frame.html, &frame.page, keys, groups);
	frame_say(&frame, response);
	return NULL;
}
