/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/console/pages.h"

#include "base/memory.h"
#include "console/show.h"
#include "console/value.h"

#define OF(name) json_object_get(fleet, name)

static void put_fleet(struct html *html, const struct page *page, const json_t *fleet)
{
	show_fleet(html, page, OF("fleet"));
}

static void put_machines(struct html *html, const struct page *page, const json_t *fleet)
{
	const char *wanted = value_text(OF("wanted"), "text");

	show_machine_list(
		html, page,
		&(struct machine_filter){
			.hostname = wanted, .group = wanted, .tag = wanted, .cve = wanted },
		OF("machines"));
}

static void put_machine(struct html *html, const struct page *page, const json_t *fleet)
{
	show_machine_page(html, page, OF("machine"), OF("groups"));
}

static void put_updates(struct html *html, const struct page *page, const json_t *fleet)
{
	show_update_list(html, page, value_text(OF("wanted"), "text"), OF("updates"));
}

static void put_update(struct html *html, const struct page *page, const json_t *fleet)
{
	show_update_page(html, page, OF("update"));
}

static void put_cves(struct html *html, const struct page *page, const json_t *fleet)
{
	show_cve_list(html, page, value_text(OF("wanted"), "text"), OF("cves"));
}

static void put_cve(struct html *html, const struct page *page, const json_t *fleet)
{
	show_cve_page(html, page, OF("cve"));
}

static void put_groups(struct html *html, const struct page *page, const json_t *fleet)
{
	show_groups(html, page, OF("groups"), OF("rings"));
}

static void put_keys(struct html *html, const struct page *page, const json_t *fleet)
{
	show_keys(html, page, OF("keys"), OF("groups"));
}

static void put_new_key(struct html *html, const struct page *page, const json_t *fleet)
{
	const struct secret secret = {
		.text = "suture-access-00112233445566778899aabbccddeeff00112233445566778899aabbcc"
			"ddeeff",
	};

	const json_t *key = json_array_get(json_object_get(OF("keys"), "items"), 0);
	const char *label = value_text(key, "label");

	(void)page;
	show_new_key(html, label ? label : "", &secret);
}

static void put_audit(struct html *html, const struct page *page, const json_t *fleet)
{
	show_audit(html, page, OF("audit"));
}

static void put_login(struct html *html, const struct page *page, const json_t *fleet)
{
	(void)page;
	show_login(html, value_text(OF("wanted"), "text"), true);
}

static void put_refusal(struct html *html, const struct page *page, const json_t *fleet)
{
	const char *wanted = value_text(OF("wanted"), "text");
	_cleanup_error_ struct error *error = error_refuse(
		SUTURE_REFUSAL_NOT_THERE, "there is no machine %s", wanted ? wanted : "");

	(void)page;
	show_refusal(html, error, 404);
}

static void put_subscription(struct html *html, const struct page *page, const json_t *fleet)
{
	show_subscription(html, page, OF("subscription"));
}

static void put_inspector(struct html *html, const struct page *page, const json_t *fleet)
{
	show_inspector(html, page, value_text(OF("wanted"), "text"), OF("inspector"));
}

const struct made_page made_pages[] = {
	{ "fleet", "/", "/", "Fleet", put_fleet },
	{ "machines", "/machines", "/machines", "Machines", put_machines },
	{ "machine", "/machines/{uuid}", "/machines", "db-01.prod.example", put_machine },
	{ "updates", "/updates", "/updates", "Updates", put_updates },
	{ "update", "/updates/{build_id}/{id}", "/updates", "netfilter-nft-set-pipapo-bounds",
	  put_update },
	{ "cves", "/cves", "/cves", "CVEs", put_cves },
	{ "cve", "/cves/{name}", "/cves", "CVE-2026-40112", put_cve },
	{ "groups", "/groups", "/groups", "Groups and rings", put_groups },
	{ "keys", "/keys", "/keys", "Keys", put_keys },
	{ "key", "/keys/new", "/keys", "A new key", put_new_key },
	{ "audit", "/audit", "/audit", "Audit", put_audit },
	{ "subscription", "/subscription", "/subscription", "Subscription", put_subscription },
	{ "inspector", "/inspector", NULL, "What does a kernel lack?", put_inspector },
	{ "login", "/login", NULL, "Sign in", put_login },
	{ "refusal", "/refusal", NULL, "That is not there", put_refusal },
};
const size_t n_made_pages = ARRAY_SIZE(made_pages);

void made_page_put(struct html *html, const struct made_page *made, enum role role,
		   const json_t *fleet)
{
	struct actor actor = { .name = "key 1 (Ada)", .account = 1, .role = role };
	const char *name = value_text(OF("actor"), "name"),
		   *title = value_text(OF("actor"), "title");

	if (name)
		snprintf(actor.name, sizeof(actor.name), "%s", name);
	const struct page page = {
		.title = title ? title : made->title,
		.service = "Example fleet",
		.place = made->place,
		.actor = role && made->place ? &actor : NULL,
		.csrf = role && made->place ? "00112233" : NULL,
		.notice = role == ROLE_APPROVER && made->place ? "moved" : NULL,
		.now = MADE_NOW,
	};
	page_begin(html, &page);
	made->show(html, &page, fleet);
	page_end(html);
}
