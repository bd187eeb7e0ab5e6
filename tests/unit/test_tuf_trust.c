/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each attack that the specification names, as a sequence of files that somebody offers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/digest.h"
#include "base/json.h"
#include "base/memory.h"
#include "tests/unit/ceremony.h"
#include "tuf/trust.h"

#define NOW	    1800000000 /* 2027-01-15 */
#define LATER	    "2027-02-01T00:00:00Z"
#define EARLIER	    "2027-01-01T00:00:00Z"
#define N_ROOT_KEYS 4

/* Who holds which key. Root: the first three, two of which must sign. */
struct world {
	struct signer root[N_ROOT_KEYS], timestamp, snapshot, targets, debian, stranger;
};

/* Keys take longest to make; nobody changes them. */
static struct world world;

static int make_world(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_ROOT_KEYS; i++)
		signer_make(&world.root[i], "ed25519");
	signer_make(&world.timestamp, "ed25519");
	signer_make(&world.snapshot, "ecdsa-sha2-nistp256");
	signer_make(&world.targets, "rsassa-pss-sha256");
	signer_make(&world.debian, "ed25519");
	signer_make(&world.stranger, "ed25519");
	return 0;
}

static int end_world(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_ROOT_KEYS; i++)
		signer_deinit(&world.root[i]);
	signer_deinit(&world.timestamp);
	signer_deinit(&world.snapshot);
	signer_deinit(&world.targets);
	signer_deinit(&world.debian);
	signer_deinit(&world.stranger);
	return 0;
}

/* ---- metadata ---- */

static json_t *said(const char *type, int version, const char *expires)
{
	return json_pack("{s:s, s:s, s:i, s:s}", "_type", type, "spec_version", "1.0.34", "version",
			 version, "expires", expires);
}

static void add_role(json_t *root, const char *name, int threshold, const struct signer *first,
		     size_t n)
{
	json_t *ids = json_array();

	for (size_t i = 0; i < n; i++) {
		json_array_append_new(ids, json_string(first[i].id));
		json_object_set(json_object_get(root, "keys"), first[i].id, first[i].public);
	}
	json_object_set_new(json_object_get(root, "roles"), name,
			    json_pack("{s:o, s:i}", "keyids", ids, "threshold", threshold));
}

/* With three keys from the first one on. */
static json_t *root_said(int version, size_t first, const struct signer *timestamp)
{
	json_t *root = said("root", version, LATER);

	json_object_set_new(root, "consistent_snapshot", json_true());
	json_object_set_new(root, "keys", json_object());
	json_object_set_new(root, "roles", json_object());
	add_role(root, "root", 2, &world.root[first], 3);
	add_role(root, "timestamp", 1, timestamp, 1);
	add_role(root, "snapshot", 1, &world.snapshot, 1);
	add_role(root, "targets", 1, &world.targets, 1);
	return root;
}

static struct bytes sign(json_t *content, const struct signer *const *signers)
{
	_cleanup_json_ json_t *envelope = envelope_new(content);

	for (; *signers; signers++)
		signer_sign(*signers, envelope);
	return envelope_bytes(envelope);
}

#define SIGNED(content, ...) sign(content, (const struct signer *const[]){ __VA_ARGS__, NULL })

static json_t *meta(int version, const struct bytes *bytes)
{
	json_t *file = json_pack("{s:i}", "version", version);
	char digest[DIGEST_TEXT_SIZE];

	if (bytes) {
		digest_bytes(bytes->data, bytes->size, digest);
		json_object_set_new(file, "length", json_integer((json_int_t)bytes->size));
		json_object_set_new(file, "hashes", json_pack("{s:s}", "sha256", digest));
	}
	return file;
}

static struct bytes timestamp_of(int version, const char *expires, int snapshot,
				 const struct bytes *bytes)
{
	json_t *content = said("timestamp", version, expires);

	json_object_set_new(content, "meta",
			    json_pack("{s:o}", "snapshot.json", meta(snapshot, bytes)));
	return SIGNED(content, &world.timestamp);
}

static struct bytes snapshot_of(int version, const char *expires, int targets,
				const struct bytes *bytes, int debian)
{
	json_t *content = said("snapshot", version, expires);
	json_t *files = json_pack("{s:o}", "targets.json", meta(targets, bytes));

	if (debian)
		json_object_set_new(files, "debian.json", meta(debian, NULL));
	json_object_set_new(content, "meta", files);
	return SIGNED(content, &world.snapshot);
}

static struct bytes targets_of(int version, const char *expires)
{
	json_t *content = said("targets", version, expires);

	json_object_set_new(content, "targets", json_object());
	json_object_set_new(content, "delegations",
			    json_pack("{s:{s:O}, s:[{s:s, s:[s], s:i, s:[s], s:b}]}", "keys",
				      world.debian.id, world.debian.public, "roles", "name",
				      "debian", "keyids", world.debian.id, "threshold", 1, "paths",
				      "debian/*", "terminating", 1));
	return SIGNED(content, &world.targets);
}

static struct bytes debian_of(int version, const struct signer *signer)
{
	json_t *content = said("targets", version, LATER);

	json_object_set_new(content, "targets", json_object());
	return SIGNED(content, signer);
}

/* ---- what is made of it ---- */

/* Frees the bytes, so that a test can offer what it makes. */
#define OFFER(step, ...)                                            \
	({                                                          \
		_cleanup_bytes_ struct bytes offered = __VA_ARGS__; \
		step;                                               \
	})

static void expect(struct error *error, enum suture_refusal refusal)
{
	assert_int_equal(error ? error->refusal : SUTURE_REFUSAL_NONE, refusal);
	assert_true(!error == (refusal == SUTURE_REFUSAL_NONE));
	error_free(error);
}

static void start(struct tuf_trust *trust)
{
	expect(OFFER(tuf_trust_start(trust, offered.data, offered.size, NOW),
		     SIGNED(root_said(1, 0, &world.timestamp), &world.root[0], &world.root[1])),
	       SUTURE_REFUSAL_NONE);
}

static void next_root(struct tuf_trust *trust, struct bytes bytes, enum suture_refusal refusal)
{
	const int64_t before = trust->root.version;

	expect(OFFER(tuf_trust_next_root(trust, offered.data, offered.size), bytes), refusal);
	assert_int_equal(trust->root.version, before + (refusal == SUTURE_REFUSAL_NONE));
}

static void timestamp(struct tuf_trust *trust, struct bytes bytes, enum suture_refusal refusal)
{
	bool news;

	expect(OFFER(tuf_trust_timestamp(trust, offered.data, offered.size, &news), bytes),
	       refusal);
}

static void snapshot(struct tuf_trust *trust, struct bytes bytes, bool from_store,
		     enum suture_refusal refusal)
{
	expect(OFFER(tuf_trust_snapshot(trust, offered.data, offered.size, from_store), bytes),
	       refusal);
}

static void targets(struct tuf_trust *trust, const char *role, const char *delegator,
		    struct bytes bytes, enum suture_refusal refusal)
{
	expect(OFFER(tuf_trust_targets(trust, role, delegator, offered.data, offered.size), bytes),
	       refusal);
}

/* ---- root ---- */

static void a_root_must_sign_itself(void **state)
{
	struct tuf_trust trust = {};

	(void)state;
	expect(OFFER(tuf_trust_start(&trust, offered.data, offered.size, NOW),
		     SIGNED(root_said(1, 0, &world.timestamp), &world.root[0])),
	       SUTURE_REFUSAL_METADATA_UNSIGNED);
	/* Others may sign too, and keys of other roles: none of them counts. */
	expect(OFFER(tuf_trust_start(&trust, offered.data, offered.size, NOW),
		     SIGNED(root_said(1, 0, &world.timestamp), &world.root[0], &world.stranger,
			    &world.timestamp)),
	       SUTURE_REFUSAL_METADATA_UNSIGNED);
	assert_null(trust.root.envelope);
}

static void one_key_counts_once(void **state)
{
	struct tuf_trust trust = {};

	(void)state;
	expect(OFFER(tuf_trust_start(&trust, offered.data, offered.size, NOW),
		     SIGNED(root_said(1, 0, &world.timestamp), &world.root[0], &world.root[0],
			    &world.root[1])),
	       SUTURE_REFUSAL_METADATA_MALFORMED);
}

static void a_root_follows_the_one_before(void **state)
{
	_cleanup_tuf_trust_ struct tuf_trust trust = {};

	(void)state;
	start(&trust);
	/* New keys: two of the old and two of the new must sign, and two are in both. */
	next_root(&trust, SIGNED(root_said(2, 1, &world.timestamp), &world.root[1], &world.root[3]),
		  SUTURE_REFUSAL_METADATA_UNSIGNED);
	next_root(&trust, SIGNED(root_said(2, 1, &world.timestamp), &world.root[0], &world.root[1]),
		  SUTURE_REFUSAL_METADATA_UNSIGNED);
	next_root(&trust, SIGNED(root_said(2, 1, &world.timestamp), &world.root[1], &world.root[2]),
		  SUTURE_REFUSAL_NONE);
	/* Who is out speaks no more. */
	next_root(&trust, SIGNED(root_said(3, 1, &world.timestamp), &world.root[0], &world.root[1]),
		  SUTURE_REFUSAL_METADATA_UNSIGNED);
	next_root(&trust, SIGNED(root_said(3, 1, &world.timestamp), &world.root[1], &world.root[3]),
		  SUTURE_REFUSAL_NONE);
}

static void roots_come_in_their_order(void **state)
{
	_cleanup_tuf_trust_ struct tuf_trust trust = {};

	(void)state;
	start(&trust);
	next_root(&trust, SIGNED(root_said(1, 0, &world.timestamp), &world.root[0], &world.root[1]),
		  SUTURE_REFUSAL_METADATA_ROLLBACK);
	next_root(&trust, SIGNED(root_said(3, 0, &world.timestamp), &world.root[0], &world.root[1]),
		  SUTURE_REFUSAL_METADATA_MIXED);
}

/* A root in the middle may have expired: only the last one must not. */
static void the_last_root_must_not_have_expired(void **state)
{
	_cleanup_tuf_trust_ struct tuf_trust trust = {};
	json_t *old = root_said(2, 0, &world.timestamp);

	(void)state;
	start(&trust);
	json_object_set_new(old, "expires", json_string(EARLIER));
	next_root(&trust, SIGNED(old, &world.root[0], &world.root[1]), SUTURE_REFUSAL_NONE);
	timestamp(&trust, timestamp_of(1, LATER, 1, NULL), SUTURE_REFUSAL_METADATA_EXPIRED);
	next_root(&trust, SIGNED(root_said(3, 0, &world.timestamp), &world.root[0], &world.root[1]),
		  SUTURE_REFUSAL_NONE);
	timestamp(&trust, timestamp_of(1, LATER, 1, NULL), SUTURE_REFUSAL_NONE);
}

static void a_changed_key_of_the_timestamp_is_seen(void **state)
{
	_cleanup_tuf_trust_ struct tuf_trust trust = {};

	(void)state;
	start(&trust);
	next_root(&trust, SIGNED(root_said(2, 0, &world.timestamp), &world.root[0], &world.root[1]),
		  SUTURE_REFUSAL_NONE);
	assert_false(tuf_trust_keys_rotated(&trust));
	next_root(&trust, SIGNED(root_said(3, 0, &world.stranger), &world.root[0], &world.root[1]),
		  SUTURE_REFUSAL_NONE);
	assert_true(tuf_trust_keys_rotated(&trust));
	timestamp(&trust, timestamp_of(1, LATER, 1, NULL), SUTURE_REFUSAL_METADATA_UNSIGNED);
}

/* ---- timestamp and snapshot ---- */

static void a_timestamp_does_not_go_back(void **state)
{
	_cleanup_tuf_trust_ struct tuf_trust trust = {};
	bool news = true;

	(void)state;
	start(&trust);
	timestamp(&trust, timestamp_of(5, LATER, 3, NULL), SUTURE_REFUSAL_NONE);
	timestamp(&trust, timestamp_of(4, LATER, 3, NULL), SUTURE_REFUSAL_METADATA_ROLLBACK);
	timestamp(&trust, timestamp_of(6, LATER, 2, NULL), SUTURE_REFUSAL_METADATA_ROLLBACK);
	assert_int_equal(trust.timestamp.version, 5);
	expect(OFFER(tuf_trust_timestamp(&trust, offered.data, offered.size, &news),
		     timestamp_of(5, LATER, 3, NULL)),
	       SUTURE_REFUSAL_NONE);
	assert_false(news);
}

static void a_machine_that_is_frozen_finds_out(void **state)
{
	_cleanup_tuf_trust_ struct tuf_trust trust = {};

	(void)state;
	start(&trust);
	timestamp(&trust, timestamp_of(1, EARLIER, 1, NULL), SUTURE_REFUSAL_NONE);
	snapshot(&trust, snapshot_of(1, LATER, 1, NULL, 0), false, SUTURE_REFUSAL_METADATA_EXPIRED);
	timestamp(&trust, timestamp_of(2, LATER, 1, NULL), SUTURE_REFUSAL_NONE);
	snapshot(&trust, snapshot_of(1, EARLIER, 1, NULL, 0), false,
		 SUTURE_REFUSAL_METADATA_EXPIRED);
}

static void a_snapshot_is_the_one_that_was_told(void **state)
{
	_cleanup_tuf_trust_ struct tuf_trust trust = {};
	_cleanup_bytes_ struct bytes right = snapshot_of(1, LATER, 1, NULL, 0);

	(void)state;
	start(&trust);
	timestamp(&trust, timestamp_of(1, LATER, 1, &right), SUTURE_REFUSAL_NONE);
	/* Signed well, of the same version, and another one all the same. */
	snapshot(&trust, snapshot_of(1, LATER, 2, NULL, 0), false, SUTURE_REFUSAL_METADATA_MIXED);
	assert_null(trust.snapshot.envelope);
	expect(tuf_trust_snapshot(&trust, right.data, right.size, false), SUTURE_REFUSAL_NONE);
}

/* A timestamp may tell the length and no digest. */
static void a_length_is_compared_too(void **state)
{
	_cleanup_tuf_trust_ struct tuf_trust trust = {};
	_cleanup_bytes_ struct bytes right = snapshot_of(1, LATER, 1, NULL, 0);
	json_t *content = said("timestamp", 1, LATER);

	(void)state;
	start(&trust);
	json_object_set_new(content, "meta",
			    json_pack("{s:{s:i, s:i}}", "snapshot.json", "version", 1, "length",
				      (int)right.size));
	timestamp(&trust, SIGNED(content, &world.timestamp), SUTURE_REFUSAL_NONE);
	snapshot(&trust, snapshot_of(1, LATER, 1, NULL, 12), false, SUTURE_REFUSAL_METADATA_MIXED);
	expect(tuf_trust_snapshot(&trust, right.data, right.size, false), SUTURE_REFUSAL_NONE);
}

static void a_snapshot_forgets_nothing(void **state)
{
	_cleanup_tuf_trust_ struct tuf_trust trust = {};

	(void)state;
	start(&trust);
	timestamp(&trust, timestamp_of(1, LATER, 2, NULL), SUTURE_REFUSAL_NONE);
	/* What the store has is older; it is kept to compare with. */
	snapshot(&trust, snapshot_of(1, EARLIER, 3, NULL, 4), true, SUTURE_REFUSAL_METADATA_MIXED);
	snapshot(&trust, snapshot_of(2, LATER, 2, NULL, 4), false,
		 SUTURE_REFUSAL_METADATA_ROLLBACK);
	snapshot(&trust, snapshot_of(2, LATER, 3, NULL, 3), false,
		 SUTURE_REFUSAL_METADATA_ROLLBACK);
	snapshot(&trust, snapshot_of(2, LATER, 3, NULL, 0), false,
		 SUTURE_REFUSAL_METADATA_ROLLBACK);
	snapshot(&trust, snapshot_of(3, LATER, 3, NULL, 4), false, SUTURE_REFUSAL_METADATA_MIXED);
	assert_int_equal(trust.snapshot.version, 1);
	snapshot(&trust, snapshot_of(2, LATER, 4, NULL, 4), false, SUTURE_REFUSAL_NONE);
}

/* ---- targets ---- */

static void believe_snapshot(struct tuf_trust *trust, const struct bytes *targets)
{
	start(trust);
	timestamp(trust, timestamp_of(1, LATER, 1, NULL), SUTURE_REFUSAL_NONE);
	snapshot(trust, snapshot_of(1, LATER, 1, targets, 2), false, SUTURE_REFUSAL_NONE);
}

static void targets_are_those_that_were_told(void **state)
{
	_cleanup_tuf_trust_ struct tuf_trust trust = {};
	_cleanup_bytes_ struct bytes right = targets_of(1, LATER);

	(void)state;
	believe_snapshot(&trust, &right);
	targets(&trust, "targets", "root", targets_of(2, LATER), SUTURE_REFUSAL_METADATA_MIXED);
	targets(&trust, "targets", "root", targets_of(1, EARLIER), SUTURE_REFUSAL_METADATA_MIXED);
	assert_null(tuf_trust_find(&trust, "targets", "root"));
	expect(tuf_trust_targets(&trust, "targets", "root", right.data, right.size),
	       SUTURE_REFUSAL_NONE);
	assert_non_null(tuf_trust_find(&trust, "targets", "root"));
}

static void a_delegate_speaks_for_his_delegator_only(void **state)
{
	_cleanup_tuf_trust_ struct tuf_trust trust = {};

	(void)state;
	believe_snapshot(&trust, NULL);
	targets(&trust, "targets", "root", targets_of(1, EARLIER), SUTURE_REFUSAL_METADATA_EXPIRED);
	targets(&trust, "targets", "root", targets_of(1, LATER), SUTURE_REFUSAL_NONE);
	targets(&trust, "debian", "targets", debian_of(2, &world.targets),
		SUTURE_REFUSAL_METADATA_UNSIGNED);
	targets(&trust, "debian", "targets", debian_of(1, &world.debian),
		SUTURE_REFUSAL_METADATA_MIXED);
	/* Nobody has said who that is, and the snapshot does not have it. */
	targets(&trust, "ubuntu", "targets", debian_of(2, &world.debian),
		SUTURE_REFUSAL_METADATA_MIXED);
	targets(&trust, "debian", "root", debian_of(2, &world.debian),
		SUTURE_REFUSAL_METADATA_UNSIGNED);
	targets(&trust, "debian", "targets", debian_of(2, &world.debian), SUTURE_REFUSAL_NONE);
}

/* ---- form ---- */

static void expect_malformed(json_t *root)
{
	struct tuf_trust trust = {};

	expect(OFFER(tuf_trust_start(&trust, offered.data, offered.size, NOW),
		     SIGNED(root, &world.root[0], &world.root[1])),
	       SUTURE_REFUSAL_METADATA_MALFORMED);
}

/* What is signed well and of the wrong form is refused, part by part. */
static void each_part_must_have_its_form(void **state)
{
	static const struct {
		const char *name, *value;
	} wrong[] = {
		{ "_type", "\"timestamp\"" },
		{ "spec_version", "\"2.0.0\"" },
		{ "spec_version", "1" },
		{ "version", "0" },
		{ "version", "-1" },
		{ "version", "\"1\"" },
		{ "expires", "\"2027-02-30T00:00:00Z\"" },
		{ "expires", "\"2027-02-01T00:00:00+00:00\"" },
		{ "expires", "\"2027-2-1T0:0:0Z\"" },
		{ "expires", "1800000000" },
		{ "consistent_snapshot", "1" },
		{ "keys", "[]" },
		{ "keys", "{\"00\": {}}" },
		{ "roles", "{}" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		json_t *root = root_said(1, 0, &world.timestamp);

		json_object_set_new(root, wrong[i].name,
				    json_loads(wrong[i].value, JSON_DECODE_ANY, NULL));
		expect_malformed(root);
	}
}

static void roles_must_be_sound(void **state)
{
	json_t *none = root_said(1, 0, &world.timestamp),
	       *twice = root_said(1, 0, &world.timestamp);
	json_t *ids =
		json_object_get(json_object_get(json_object_get(twice, "roles"), "root"), "keyids");

	(void)state;
	json_object_set_new(json_object_get(json_object_get(none, "roles"), "root"), "threshold",
			    json_integer(0));
	expect_malformed(none);
	/* One key, named twice, would be two. */
	json_array_append_new(ids, json_string(world.root[0].id));
	expect_malformed(twice);
}

static void bytes_that_are_no_metadata(void **state)
{
	static const char *const texts[] = {
		"",
		"{",
		"[]",
		"null",
		"{}",
		"{\"signed\": {}}",
		"{\"signatures\": []}",
		"{\"signatures\": [], \"signed\": {}, \"signed\": {}}",
		"{\"signatures\": []} x",
		"{\"signatures\": [], \"signed\": []}",
		"\xff\xfe",
	};
	struct tuf_trust trust = {};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		expect(tuf_trust_start(&trust, texts[i], strlen(texts[i]), NOW),
		       SUTURE_REFUSAL_METADATA_MALFORMED);
}

/* Of two members of one name somebody else may read the other one. */
static void one_name_twice_is_refused(void **state)
{
	_cleanup_bytes_ struct bytes root =
		SIGNED(root_said(1, 0, &world.timestamp), &world.root[0], &world.root[1]);
	_cleanup_free_ char *text =
		xasprintf("{\"signatures\": [], %s", strchr((char *)root.data, '{') + 1);
	struct tuf_trust trust = {};

	(void)state;
	expect(tuf_trust_start(&trust, text, strlen(text), NOW), SUTURE_REFUSAL_METADATA_MALFORMED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_root_must_sign_itself),
		cmocka_unit_test(one_key_counts_once),
		cmocka_unit_test(a_root_follows_the_one_before),
		cmocka_unit_test(roots_come_in_their_order),
		cmocka_unit_test(the_last_root_must_not_have_expired),
		cmocka_unit_test(a_changed_key_of_the_timestamp_is_seen),
		cmocka_unit_test(a_timestamp_does_not_go_back),
		cmocka_unit_test(a_machine_that_is_frozen_finds_out),
		cmocka_unit_test(a_snapshot_is_the_one_that_was_told),
		cmocka_unit_test(a_length_is_compared_too),
		cmocka_unit_test(a_snapshot_forgets_nothing),
		cmocka_unit_test(targets_are_those_that_were_told),
		cmocka_unit_test(a_delegate_speaks_for_his_delegator_only),
		cmocka_unit_test(each_part_must_have_its_form),
		cmocka_unit_test(roles_must_be_sound),
		cmocka_unit_test(bytes_that_are_no_metadata),
		cmocka_unit_test(one_name_twice_is_refused),
	};

	return cmocka_run_group_tests(tests, make_world, end_world);
}
