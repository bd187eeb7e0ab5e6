/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the service is set up: defaults, values, and what is wrong with them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/duration.h"
#include "base/memory.h"
#include "service/config.h"

static void all_has_a_default(void **state)
{
	_cleanup_config_ struct config config = {};

	(void)state;
	assert_null(config_read(NULL, &config));
	assert_string_equal(config.service.store, "sqlite://state/fleet.db");
	assert_string_equal(config.http.listen, "127.0.0.1:8480");
	assert_null(config.http.certificate);
	assert_null(config.http.key);
	assert_null(config.http.proxies);
	assert_int_equal(config.http.threads, 32);
	assert_int_equal(config.http.connections_max, 4096);
	assert_int_equal(config.service.interval, 3600);
	assert_int_equal(config.service.inactive_after, 7 * 86400);
	assert_string_equal(config.service.name, "Suture");
	assert_null(config.repository.sources);
	assert_string_equal(config.repository.root, "/etc/suture/root.json");
	assert_string_equal(config.repository.store, "state/repository");
	assert_int_equal(config.repository.interval, 900);
	assert_null(config.mail.sendmail);
	assert_int_equal(config.mail.hour, 6);
	assert_false(config.private_webhooks);
}

static void all_can_be_said(void **state)
{
	_cleanup_config_ struct config config = {};

	(void)state;
	assert_null(
		config_parse("[store]\nurl = postgresql:///fleet\n"
			     "[listen]\naddress = [::]:443\ncertificate = /c\nkey = /k\n"
			     "proxies = 192.0.2.1 192.0.2.2\nthreads = 8\nconnections = 10\n"
			     "connections_of_one = 3\nrequests_of_one = 5\n"
			     "[fleet]\nname = Ours & yours\ninterval = 15m\ninactive = 2w\n"
			     "[repository]\nsource = https://a/ https://b/\nroot = /r\nstore = /s\n"
			     "proxy = none\nca_file = /c\ninterval = 1m\n[mail]\n"
			     "sendmail = /m\nfrom = a@b.org\nconsole = https://c/\nhour = 23\n"
			     "[webhooks]\nprivate = yes\n",
			     "c", &config));
	assert_string_equal(config.service.store, "postgresql:///fleet");
	assert_string_equal(config.http.listen, "[::]:443");
	assert_string_equal(config.http.certificate, "/c");
	assert_string_equal(config.http.key, "/k");
	assert_string_equal(config.http.proxies, "192.0.2.1 192.0.2.2");
	assert_int_equal(config.http.threads, 8);
	assert_int_equal(config.http.connections_max, 10);
	assert_int_equal(config.http.connections_of_one, 3);
	assert_int_equal(config.http.requests_of_one, 5);
	assert_string_equal(config.service.name, "Ours & yours");
	assert_int_equal(config.service.interval, 900);
	assert_int_equal(config.service.inactive_after, 14 * 86400);
	assert_string_equal(config.repository.sources, "https://a/ https://b/");
	assert_string_equal(config.repository.root, "/r");
	assert_string_equal(config.repository.store, "/s");
	assert_string_equal(config.repository.proxy, "none");
	assert_string_equal(config.repository.ca_file, "/c");
	assert_int_equal(config.repository.interval, 60);
	assert_string_equal(config.mail.sendmail, "/m");
	assert_string_equal(config.mail.from, "a@b.org");
	assert_string_equal(config.mail.console, "https://c/");
	assert_int_equal(config.mail.hour, 23);
	assert_true(config.private_webhooks);
}

static void two_go_together(void **state)
{
	static const char *const wrong[] = { "[mail]\nsendmail = /m\n",
					     "[mail]\nfrom = a@b.org\n" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct config config;
		_cleanup_error_ struct error *error = config_parse(wrong[i], "c", &config);

		assert_non_null(error);
		assert_string_equal(error->message, "c: sendmail and from go together");
	}
}

static void what_is_wrong_is_named(void **state)
{
	static const char *const wrong[] = {
		"[repository]\nroot = r\n",
		"[repository]\nstore =\n",
		"[repository]\ninterval = 59s\n",
		"[mail]\nsendmail = sendmail\n",
		"[mail]\nfrom = A <a@b.org>\n",
		"[mail]\nfrom = ab.org\n",
		"[mail]\nconsole = javascript:x\n",
		"[mail]\nhour = 24\n",
		"[webhooks]\nprivate = maybe\n",
		"[store]\nurl =\n",
		"[store]\nurl = fleet.db\n",
		"[store]\naddress = 127.0.0.1:1\n",
		"[listen]\naddress =\n",
		"[listen]\nthreads = -1\n",
		"[listen]\nthreads = 2000\n",
		"[listen]\nthreads = 8x\n",
		"[listen]\nconnections = 0\n",
		"[listen]\nconnections = 99999999999999999999\n",
		"[fleet]\nname =\n",
		"[fleet]\nname = a\x1b[2J\n",
		"[fleet]\ninterval = 59\n",
		"[fleet]\ninterval = 8d\n",
		"[fleet]\ninactive = 99999999w\n",
		"[fleet]\ncolour = red\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct config config;
		_cleanup_error_ struct error *error = config_parse(wrong[i], "c", &config);

		if (!error)
			fail_msg("%s", wrong[i]);
		assert_int_equal(error->refusal, SUTURE_REFUSAL_CONFIGURATION_WRONG);
		if (strncmp(error->message, "c:2: ", 5))
			fail_msg("%s", error->message);
	}
}

static void durations_have_units(void **state)
{
	int64_t seconds = -1;

	(void)state;
	assert_true(duration_parse("90", 100, &seconds) && seconds == 90);
	assert_true(duration_parse("90s", 100, &seconds) && seconds == 90);
	assert_true(duration_parse("2m", 1000, &seconds) && seconds == 120);
	assert_true(duration_parse("1h", 3600, &seconds) && seconds == 3600);
	assert_true(duration_parse("3d", 300000, &seconds) && seconds == 259200);
	assert_true(duration_parse("1w", 604800, &seconds) && seconds == 604800);
	assert_true(duration_parse("0", 0, &seconds) && seconds == 0);
	seconds = -1;
	assert_false(duration_parse("2h", 7199, &seconds));
	assert_false(duration_parse("999999999w", INT64_MAX / 604800, &seconds));
	assert_false(duration_parse("", 100, &seconds));
	assert_false(duration_parse("h", 100, &seconds));
	assert_false(duration_parse("-1", 100, &seconds));
	assert_false(duration_parse(" 1", 100, &seconds));
	assert_false(duration_parse("1 h", 10000, &seconds));
	assert_false(duration_parse("1hh", 10000, &seconds));
	assert_int_equal(seconds, -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_has_a_default),	  cmocka_unit_test(all_can_be_said),
		cmocka_unit_test(what_is_wrong_is_named), cmocka_unit_test(two_go_together),
		cmocka_unit_test(durations_have_units),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
