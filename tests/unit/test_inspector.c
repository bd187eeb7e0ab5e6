/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a kernel lacks, by what people paste of it. */
#include "store.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "content/content.h"
#include "content/inspector.h"

#define NUMBER_OF_KERNELS 2

/* Two builds of one release, of which the vendor's versions differ. */
static const struct kernel {
	const char *version, *build_id, *update;
} kernels[NUMBER_OF_KERNELS] = { { "6.1.140-1", "0123", "fix-old" },
				 { "6.1.147-1", "4567", "fix-new" } };

static char *series_of(const struct kernel *kernel)
{
	return xasprintf(
		"{\"format\": 1, \"kernel\": {\"distribution\": \"debian\","
		" \"release\": \"6.1.0-37-amd64\", \"version\": \"%s\", \"build_id\": \"%s\"},"
		" \"covered_until\": \"2027-06-30T00:00:00Z\", \"updates\": [{\"id\": \"%s\","
		" \"title\": \"net: <b>fix</b> it\", \"cves\": [\"CVE-2026-1\", \"CVE-2026-2\"],"
		" \"severity\": \"high\", \"requires\": [], \"conflicts\": [],"
		" \"effective\": \"6.1.150-1\", \"rollout\": 100,"
		" \"added\": \"2026-11-01T00:00:00Z\", \"pinned\": false, \"size\": 1000}],"
		" \"unpatchable\": [{\"cves\": [\"CVE-2026-3\"], \"title\": \"mm: grow it\","
		" \"effective\": null, \"reason\": \"layout-changes\", \"text\": \"it grows\"}]}",
		kernel->version, kernel->build_id, kernel->update);
}

static void publish(struct store *store)
{
	for (size_t i = 0; i < NUMBER_OF_KERNELS; i++) {
		_cleanup_content_ struct content content = {};
		struct content_news *news = array_append(content.items, content.n_items);

		news->text = series_of(&kernels[i]);
		memset(news->digest, 'a', 64);
		database_must(series_parse(news->text, strlen(news->text), &news->series));
		database_must(content_write(store->db, &content, store->now));
	}
}

/* The first update's id, "none" of a kernel without one, NULL of one that is not known. */
static char *ask(struct store *store, const char *text)
{
	_cleanup_json_ json_t *answer = NULL;
	const json_t *update;

	database_must(inspector_ask(store->db, text, &answer));
	update = json_array_get(json_object_get(answer, "updates"), 0);
	if (json_is_null(json_object_get(answer, "kernel"))) {
		assert_null(update);
		return NULL;
	}
	return xstrdup(update ? json_string_value(json_object_get(update, "id")) : "none");
}

static void expect(struct store *store, const char *text, const char *id)
{
	_cleanup_free_ char *found = ask(store, text);

	if (!id)
		assert_null(found);
	else
		assert_string_equal(found ? found : "nothing", id);
}

static void what_people_paste(void **state)
{
	struct store *store = *state;

	publish(store);
	expect(store,
	       "Linux host 6.1.0-37-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.140-1 (2025-05-22)"
	       " x86_64 GNU/Linux\n",
	       "fix-old");
	expect(store, "6.1.0-37-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.147-1 (2025-08-02)",
	       "fix-new");
	expect(store,
	       "Linux version 6.1.0-37-amd64 (debian-kernel@lists.debian.org) (gcc-12 (Debian"
	       " 12.2.0-14+deb12u1) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40) #1 SMP"
	       " PREEMPT_DYNAMIC Debian 6.1.147-1 (2025-08-02)\n",
	       "fix-new");
	expect(store, "$ uname -rv\r\n6.1.0-37-amd64 #1 SMP Debian (6.1.140-1)\r\n", "fix-old");
}

static void what_is_not_known(void **state)
{
	struct store *store = *state;

	publish(store);
	expect(store, "", NULL);
	expect(store, "6.1.0-37-amd64", NULL);
	expect(store, "6.1.140-1", NULL);
	expect(store, "6.1.0-37-amd64 #1 SMP Debian 6.1.141-1", NULL);
	expect(store, "6.1.0-36-amd64 #1 SMP Debian 6.1.140-1", NULL);
	expect(store, "6.1.0-37-amd64' OR 1=1 -- 6.1.140-1'", NULL);
	expect(store, "% 6.1.140-1", NULL);
	expect(store, "\xff\xfe\x80 6.1.140-1", NULL);
}

static void what_is_told(void **state)
{
	struct store *store = *state;
	_cleanup_json_ json_t *answer = NULL;
	_cleanup_free_ char *text = NULL;

	publish(store);
	database_must(inspector_ask(store->db, "6.1.0-37-amd64 6.1.140-1", &answer));
	text = json_dumps(answer, JSON_COMPACT);
	assert_string_equal(
		text,
		"{\"kernel\":{\"release\":\"6.1.0-37-amd64\",\"version\":\"6.1.140-1\","
		"\"distribution\":\"debian\",\"build_id\":\"0123\","
		"\"covered_until\":\"2027-06-30T00:00:00Z\"},\"effective\":\"6.1.150-1\","
		"\"updates\":[{\"id\":\"fix-old\",\"title\":\"net: <b>fix</b> it\","
		"\"severity\":\"high\",\"cves\":[\"CVE-2026-1\",\"CVE-2026-2\"],"
		"\"added\":\"2026-11-01T00:00:00Z\"}],\"unpatchable\":[{\"cves\":[\"CVE-2026-3\"],"
		"\"title\":\"mm: grow it\",\"reason\":\"layout-changes\",\"text\":\"it grows\"}]}");
}

static void how_long_it_may_be(void **state)
{
	struct store *store = *state;
	char text[INSPECTOR_TEXT_MAX + 2];
	_cleanup_json_ json_t *answer = NULL;

	publish(store);
	memset(text, ' ', sizeof(text));
	memcpy(text, "6.1.0-37-amd64", 14);
	memcpy(text + INSPECTOR_TEXT_MAX - 9, "6.1.140-1", 10);
	expect(store, text, "fix-old");
	strcpy(text + INSPECTOR_TEXT_MAX, " ");
	database_refused(inspector_ask(store->db, text, &answer), SUTURE_REFUSAL_REQUEST_MALFORMED);
	assert_null(answer);
}

/* Words are searched for one by one, and strangers ask: release and version come early. */
static void how_far_is_searched(void **state)
{
	struct store *store = *state;
	char text[INSPECTOR_TEXT_MAX] = "";

	publish(store);
	for (int i = 0; i < 39; i++)
		strcat(text, "x ");
	strcat(text, "6.1.0-37-amd64 6.1.140-1");
	expect(store, text, "fix-old");
	memmove(text + 2, text, strlen(text) + 1);
	expect(store, text, NULL);
}

/* A machine tells of a kernel; whoever asks about that is told what the repository has: nothing. */
static void machines_are_not_believed(void **state)
{
	struct store *store = *state;
	struct made_up machine;

	made_up_init(&machine, "m");
	made_up_update(&machine, "evil", "available", NULL);
	store_enrol(store, &machine, store->access_key.text);
	assert_int_equal(store_number(store, "SELECT count(*) FROM kernel"), 1);
	expect(store, "6.1.0-99-test 6.1.99-1", NULL);
	/* Nor of one that the repository has. */
	publish(store);
	json_object_set_new(json_object_get(json_object_get(machine.report, "status"), "kernel"),
			    "build_id", json_string("0123"));
	store_report(store, &machine, NULL);
	assert_int_equal(store_number(store, "SELECT count(*) FROM kernel WHERE build_id = '0123'"
					     " AND kernel_release = '6.1.0-37-amd64'"),
			 1);
	expect(store, "6.1.0-37-amd64 6.1.140-1", "fix-old");
	expect(store, "6.1.0-99-test 6.1.99-1", NULL);
	made_up_deinit(&machine);
}

/* Machines were there before the service had heard of the update. */
static void what_was_offered_is_corrected(void **state)
{
	struct store *store = *state;
	struct made_up machine;

	made_up_init(&machine, "m");
	json_object_set_new(json_object_get(json_object_get(machine.report, "status"), "kernel"),
			    "build_id", json_string("0123"));
	store_enrol(store, &machine, store->access_key.text);
	database_must(
		db_run(store->db,
		       "INSERT INTO protection (account, cve, offered) VALUES"
		       " ($1, 'CVE-2026-1', $2), ($1, 'CVE-2026-2', 5), ($1, 'CVE-2026-3', $2)",
		       DB_VALUES(db_integer(store->account), db_integer(store->now)), NULL));
	publish(store);
	/* 2026-11-01T00:00:00Z */
	assert_int_equal(store_number(store, "SELECT count(*) FROM protection WHERE"
					     " (cve = 'CVE-2026-1' AND offered = 1793491200)"
					     " OR (cve = 'CVE-2026-2' AND offered = 5)"
					     " OR (cve = 'CVE-2026-3' AND offered = 1795867200)"),
			 3);
	made_up_deinit(&machine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_BOTH(what_people_paste),
		STORE_BOTH(what_is_not_known),
		STORE_BOTH(what_is_told),
		STORE_BOTH(how_long_it_may_be),
		STORE_BOTH(how_far_is_searched),
		STORE_BOTH(what_was_offered_is_corrected),
		STORE_BOTH(machines_are_not_believed),
	};

	store_skip();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
