// SPDX-License-Identifier: GPL-2.0-or-later
/* Configurations, banners and the choice among packages: text in, decisions out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "kernel/banner.h"
#include "kernel/config.h"
#include "kernel/package.h"

static const char vendor_text[] = "# A comment\n"
				  "CONFIG_CC_VERSION_TEXT=\"gcc-12 (Test 12.2.0-1) 12.2.0\"\n"
				  "CONFIG_SMP=y\n"
				  "CONFIG_DEBUG_INFO_BTF=y\n"
				  "# CONFIG_RUST is not set\n"
				  "CONFIG_HZ=250\n"
				  "CONFIG_PAHOLE_VERSION=124\n"
				  "CONFIG_INET=n\n";

static void test_values(void **state)
{
	_cleanup_config_ struct config config = { 0 };
	_cleanup_free_ char *text = NULL;

	(void)state;
	config_parse(vendor_text, &config);
	assert_int_equal(config.n_options, 5);
	assert_string_equal(config_value(&config, "CONFIG_HZ"), "250");
	assert_true(config_is_set(&config, "CONFIG_SMP"));
	assert_false(config_is_set(&config, "CONFIG_HZ"));
	assert_false(config_is_set(&config, "CONFIG_RUST"));
	assert_null(config_value(&config, "CONFIG_INET"));
	text = config_string(&config, "CONFIG_CC_VERSION_TEXT");
	assert_string_equal(text, "gcc-12 (Test 12.2.0-1) 12.2.0");
}

/* The error of comparing the vendor's text with another. */
static struct error *compare(const char *text)
{
	_cleanup_config_ struct config vendor = { 0 }, prepared = { 0 };

	config_parse(vendor_text, &vendor);
	config_parse(text, &prepared);
	return config_check(&vendor, &prepared);
}

static void test_harmless_differences(void **state)
{
	(void)state;
	assert_null(compare(vendor_text));
	assert_null(compare("CONFIG_BUILD_SALT=\"\"\n"
			    "CONFIG_CC_VERSION_TEXT=\"gcc (Test 12.2.1) 12.2.1\"\n"
			    "CONFIG_DEBUG_INFO_BTF=y\n"
			    "CONFIG_HZ=250\n"
			    "CONFIG_MODULE_SIG_ALL=y\n"
			    "CONFIG_PAHOLE_VERSION=124\n"
			    "CONFIG_SMP=y\n"));
}

static void assert_differs(const char *text, const char *first, const char *second)
{
	_cleanup_error_ struct error *error = compare(text);

	assert_non_null(error);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_CONFIG_DIFFERS);
	assert_non_null(strstr(error->message, first));
	assert_non_null(strstr(error->message, second));
}

static void test_lost_option_names_its_tool(void **state)
{
	(void)state;
	assert_differs("CONFIG_HZ=100\nCONFIG_PAHOLE_VERSION=124\nCONFIG_SMP=y\n",
		       "CONFIG_DEBUG_INFO_BTF is y", "pahole");
	assert_differs("CONFIG_HZ=100\nCONFIG_PAHOLE_VERSION=124\nCONFIG_SMP=y\n",
		       "CONFIG_DEBUG_INFO_BTF",
		       "options that differ: 2");
}

/* Another version of a tool is told before anything is compiled with it. */
static void test_versions_of_tools(void **state)
{
	static const char vendors[] = "CONFIG_CC_VERSION_TEXT=\"gcc-12 (Test 12.2.0-1) 12.2.0\"\n"
				      "CONFIG_SMP=y\nCONFIG_DEBUG_INFO_BTF=y\nCONFIG_HZ=250\n";
	static const struct {
		const char *option, *told, *tool;
	} cases[] = {
		{ "CONFIG_PAHOLE_VERSION=129", "CONFIG_PAHOLE_VERSION is 124", "pahole" },
		{ "CONFIG_GCC_VERSION=120300", "CONFIG_GCC_VERSION is not set", "compiler" },
		{ "CONFIG_AS_VERSION=24100", "CONFIG_AS_VERSION is not set", "assembler" },
		{ "CONFIG_LD_VERSION=24100", "CONFIG_LD_VERSION is not set", "linker" },
		{ "CONFIG_RUSTC_VERSION=108500", "CONFIG_RUSTC_VERSION is not set", "Rust" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *pahole = i == 0 ? "" : "CONFIG_PAHOLE_VERSION=124\n";
		char text[300];

		snprintf(text, sizeof(text), "%s%s%s\n", vendors, pahole, cases[i].option);
		assert_differs(text, cases[i].told, cases[i].tool);
	}
}

static void test_changed_and_gained_options(void **state)
{
	(void)state;
	assert_differs("CONFIG_HZ=100\nCONFIG_SMP=y\nCONFIG_DEBUG_INFO_BTF=y\n"
		       "CONFIG_PAHOLE_VERSION=124\n",
		       "CONFIG_HZ is 250",
		       "100 in the prepared one");
	assert_differs("CONFIG_HZ=250\nCONFIG_SMP=y\nCONFIG_DEBUG_INFO_BTF=y\nCONFIG_ZZ=m\n"
		       "CONFIG_PAHOLE_VERSION=124\n",
		       "CONFIG_ZZ is not set", "m in the prepared one");
	assert_differs("", "CONFIG_", "options that differ: 4");
}

/* ---- banner ---- */

static void test_banner(void **state)
{
	_cleanup_banner_ struct banner banner = { 0 };

	(void)state;
	assert_null(banner_parse("Linux version 6.1.0-9-x (me@here.org) (gcc (A) 1, GNU ld) "
				 "#12 SMP PREEMPT_DYNAMIC Vendor 6.1-2 (2026-01-02)\n",
				 &banner));
	assert_string_equal(banner.release, "6.1.0-9-x");
	assert_string_equal(banner.user, "me");
	assert_string_equal(banner.host, "here.org");
	assert_string_equal(banner.build, "12");
	assert_string_equal(banner.timestamp, "Vendor 6.1-2 (2026-01-02)");
}

static void test_banner_without_number(void **state)
{
	_cleanup_banner_ struct banner banner = { 0 };

	(void)state;
	assert_null(banner_parse("Linux version 5 (a@b) (c) # SMP Tue\n", &banner));
	assert_string_equal(banner.build, "1");
	assert_string_equal(banner.timestamp, "Tue");
}

static void test_banner_malformed(void **state)
{
	static const char *const texts[] = { "",
					     "Linux version ",
					     "Linux version 6.1",
					     "Linux version 6.1 (a@b",
					     "Linux version 6.1 (ab) (c) #1 x\n",
					     "Linux version 6.1 (a@b) (c)\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct banner banner = { 0 };
		_cleanup_error_ struct error *error = banner_parse(texts[i], &banner);

		assert_non_null(error);
		assert_int_equal(error->refusal, SUTURE_REFUSAL_IMAGE_UNREADABLE);
		assert_null(banner.release);
	}
}

/* ---- packages ---- */

static const char shown[] = "Package: linux-image-9.1.0-3-test\n"
			    "Version: 9.1.7-2\n"
			    "Built-Using: gcc-99 (= 99.1-1), linux (= 9.1.7-2~src)\n"
			    "Filename: pool/a.deb\n"
			    "\n"
			    "Package: linux-image-9.1.0-3-test-unsigned\n"
			    "Version: 9.1.10-1\n"
			    "Filename: pool/b.deb\n"
			    "Description: two lines\n"
			    " Version: 0\n"
			    "\n"
			    "Package: linux-image-9.1.0-3-test\n"
			    "Version: 9.1.99-1\n"
			    "Status: install ok installed\n"
			    "\n"
			    "Package: linux-source-9.1\n"
			    "Version: 9.1.10-1\n"
			    "Filename: pool/c.deb\n"
			    "\n"
			    "Package: linux-source-9.1\n"
			    "Version: 9.1.10-1\n"
			    "Filename: pool/c.deb\n"
			    "\n"
			    "Package: linux-source-9.1\n"
			    "Version: 9.1.12-1\n"
			    "Filename: pool/d.deb\n";

static void test_package_choice(void **state)
{
	_cleanup_package_list_ struct package_list list = { 0 };
	const struct package *image;

	(void)state;
	package_list_parse(shown, &list);
	assert_int_equal(list.n_packages, 5);
	image = package_find_image(&list, "9.1.0-3-test", NULL);
	assert_string_equal(image->name, "linux-image-9.1.0-3-test-unsigned");
	assert_string_equal(image->source_version, "9.1.10-1");
	image = package_find_image(&list, "9.1.0-3-test", "9.1.7-2");
	assert_string_equal(image->name, "linux-image-9.1.0-3-test");
	assert_string_equal(image->source_version, "9.1.7-2~src");
	assert_null(package_find_image(&list, "9.1.0-3-test", "9.1.99-1"));
	assert_null(package_find_image(&list, "9.1.0-3", NULL));
}

static void test_package_versions(void **state)
{
	_cleanup_package_list_ struct package_list list = { 0 };
	_cleanup_free_ char *versions = NULL, *none = NULL;

	(void)state;
	package_list_parse(shown, &list);
	versions = package_versions(&list, "linux-source-9.1");
	assert_string_equal(versions, "9.1.12-1, 9.1.10-1");
	none = package_versions(&list, "linux-source-9.2");
	assert_string_equal(none, "none");
}

static int sign(int number)
{
	return (number > 0) - (number < 0);
}

static void test_version_order(void **state)
{
	static const char *const ascending[] = {
		"6.1~rc3-1", "6.1-1~bpo12+1", "6.1-1",   "6.1-1+b1", "6.1-2", "6.1-10",
		"6.1a-1",    "6.1+a-1",	      "6.1.9-1", "6.1.10-1", "1:0-1",
	};
	const size_t n = sizeof(ascending) / sizeof(ascending[0]);

	(void)state;
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			assert_int_equal(sign(version_compare(ascending[i], ascending[j])),
					 sign((int)i - (int)j));
	assert_int_equal(version_compare("6.01-1", "6.1-1"), 0);
}

static void test_series(void **state)
{
	_cleanup_free_ char *plain = version_series("6.12.38-1~bpo12+1");
	_cleanup_free_ char *candidate = version_series("7.0~rc3-1~exp1");

	(void)state;
	assert_string_equal(plain, "6.12");
	assert_string_equal(candidate, "7.0");
	assert_null(version_series("6"));
	assert_null(version_series("6.x"));
	assert_null(version_series(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_harmless_differences),
		cmocka_unit_test(test_lost_option_names_its_tool),
		cmocka_unit_test(test_versions_of_tools),
		cmocka_unit_test(test_changed_and_gained_options),
		cmocka_unit_test(test_banner),
		cmocka_unit_test(test_banner_without_number),
		cmocka_unit_test(test_banner_malformed),
		cmocka_unit_test(test_package_choice),
		cmocka_unit_test(test_package_versions),
		cmocka_unit_test(test_version_order),
		cmocka_unit_test(test_series),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
