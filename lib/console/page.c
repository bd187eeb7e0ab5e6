/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/page.h"

#include <pthread.h>
#include <stdio.h>

#include "base/digest.h"
#include "base/memory.h"
#include "console/input.h"
#include "console/notice.h"
#include "console/path.h"
#include "console/style.h"
#include "console/value.h"

/* ---- the head ---- */

static char style_path[64];

static void make_style_path(void)
{
	char digest[DIGEST_TEXT_SIZE];

	digest_bytes(console_css, strlen(console_css), digest);
	snprintf(style_path, sizeof(style_path), "/console.css?v=%.16s", digest);
}

const char *page_style_path(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, make_style_path);
	return style_path;
}

static void put_head(struct html *html, const struct page *page)
{
	html_open(html, "head");
	html_empty(html, "meta", "charset", "utf-8");
	html_empty(html, "meta", "name", "viewport", "content",
		   "width=device-width, initial-scale=1");
	html_empty(html, "meta", "name", "color-scheme", "content", "light dark");
	html_open(html, "title");
	html_format(html, "%s - %s", page->title, page->service);
	html_close(html, "title");
	html_empty(html, "link", "rel", "stylesheet", "href", page_style_path());
	html_empty(html, "link", "rel", "icon", "type", "image/svg+xml", "href", "/console.svg");
	html_close(html, "head");
}

/* ---- the way to the others ---- */

static const struct entry {
	const char *path, *title;
} entries[] = {
	{ "/", "Fleet" },
	{ "/machines", "Machines" },
	{ "/updates", "Updates" },
	{ "/cves", "CVEs" },
	{ "/groups", "Groups" },
	{ "/keys", "Keys" },
	{ "/subscription", "Subscription" },
	{ "/audit", "Audit" },
};

static void put_entry(struct html *html, const struct page *page, const struct entry *entry)
{
	const bool is_here = page->place && !strcmp(page->place, entry->path);
	_cleanup_free_ char *path = xstrdup(entry->path);

	if (page->account)
		path_add_number(&path, "account", page->account);
	html_open(html, "li");
	html_leaf(html, "a", entry->title, "href", path, "aria-current", is_here ? "page" : NULL);
	html_close(html, "li");
}

static void put_navigation(struct html *html, const struct page *page)
{
	html_open(html, "nav", "aria-label", "Pages");
	html_open(html, "ul");
	for (size_t i = 0; i < ARRAY_SIZE(entries); i++)
		put_entry(html, page, &entries[i]);
	html_close(html, "ul");
	html_close(html, "nav");
}

static void put_who(struct html *html, const struct page *page)
{
	html_open(html, "div", "class", "who");
	html_open(html, "span");
	html_text(html, page->actor->name);
	html_text(html, " ");
	html_leaf(html, "span", role_name(page->actor->role), "class", "badge");
	html_close(html, "span");
	if (page->csrf) {
		form_begin(html, page, "/logout");
		html_leaf(html, "button", "Sign out", "class", "quiet");
		form_end(html);
	}
	html_close(html, "div");
}

/* A seam: two stitches over a cut. */
static void put_mark(struct html *html)
{
	html_open(html, "svg", "class", "mark", "viewBox", "0 0 24 24", "width", "24", "height",
		  "24", "aria-hidden", "true");
	html_empty(html, "path", "class", "cut", "d", "M3 12H21");
	html_empty(html, "path", "class", "stitch", "d", "M6 6L10 18M14 6L18 18");
	html_close(html, "svg");
}

static void put_top(struct html *html, const struct page *page)
{
	html_open(html, "header", "class", "top");
	html_open(html, "a", "class", "brand", "href", "/");
	put_mark(html);
	html_leaf(html, "span", page->service);
	html_close(html, "a");
	if (page->actor) {
		put_navigation(html, page);
		put_who(html, page);
	}
	html_close(html, "header");
}

static void put_notice(struct html *html, const struct page *page)
{
	const char *text = page->notice ? notice_text(page->notice) : NULL;

	if (text)
		html_leaf(html, "p", text, "class", "notice", "role", "status");
}

static void put_account(struct html *html, const struct page *page)
{
	const json_t *account;
	size_t i;

	json_array_foreach (page->accounts, i, account) {
		if (value_number(account, "id") != page->account)
			continue;
		html_open(html, "p", "class", "hint");
		html_text(html, "Of the account ");
		html_leaf(html, "strong", value_text(account, "name"));
		html_text(html, " alone. ");
		html_leaf(html, "a", "See all accounts", "href", "/");
		html_close(html, "p");
	}
}

/* ---- a page ---- */

void page_begin(struct html *html, const struct page *page)
{
	html_begin(html);
	html_open(html, "html", "lang", "en");
	put_head(html, page);
	html_open(html, "body");
	html_leaf(html, "a", "Skip to the content", "class", "skip", "href", "#content");
	put_top(html, page);
	html_open(html, "main", "id", "content", "tabindex", "-1");
	html_leaf(html, "h1", page->title);
	put_notice(html, page);
	if (page->account)
		put_account(html, page);
}

void page_end(struct html *html)
{
	html_close(html, "main");
	html_open(html, "footer");
	html_text(html, "Suture " SUTURE_VERSION ". Times are UTC. ");
	html_leaf(html, "a", "What does a kernel lack?", "href", "/inspector");
	html_close(html, "footer");
	html_close(html, "body");
	html_close(html, "html");
}

bool page_may(const struct page *page, enum role role)
{
	return page->csrf && page->actor && page->actor->role >= role;
}

bool page_has_accounts(const struct page *page)
{
	return !page->account && json_array_size(page->accounts) > 1;
}

void section_begin(struct html *html, const char *title)
{
	html_open(html, "section");
	html_leaf(html, "h2", title);
}

void section_end(struct html *html)
{
	html_close(html, "section");
}
