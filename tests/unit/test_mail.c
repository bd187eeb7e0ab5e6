/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "base/memory.h"
#include "evidence/mail.h"
#include "evidence/mail_text.h"
#include "evidence/mailbox.h"

static struct mail read_mail(const char *text)
{
	struct mail mail = {};

	assert_true(mail_read(text, strlen(text), &mail));
	return mail;
}

static void headers_are_decoded(void **state)
{
	_cleanup_mail_ struct mail mail =
		read_mail("From: =?utf-8?q?J=C3=B6rg?= <j@example.org>\n"
			  "Subject: =?utf-8?b?ZsO8cg==?= all\n of us\n"
			  "Date: Mon, 2 Mar 2026 12:40:24 +0530\n"
			  "Message-ID: <1@example.org>\n"
			  "\n"
			  "Text.\n");

	(void)state;
	assert_string_equal(mail.author, "J\xc3\xb6rg");
	assert_string_equal(mail.email, "j@example.org");
	assert_string_equal(mail.subject, "f\xc3\xbcr all of us");
	assert_string_equal(mail.id, "1@example.org");
	assert_int_equal(mail.time, 1772435424);
	assert_int_equal(mail.offset, 330);
	assert_string_equal((char *)mail.text.data, "Text.\n");
}

static void encodings_are_undone(void **state)
{
	_cleanup_mail_ struct mail quoted =
		read_mail("From: a@b\nSubject: s\nMIME-Version: 1.0\n"
			  "Content-Type: text/plain; charset=iso-8859-1\n"
			  "Content-Transfer-Encoding: quoted-printable\n\n"
			  "a =3D =E9\nlong =\nline\n");
	_cleanup_mail_ struct mail base =
		read_mail("From: a@b\nSubject: s\nMIME-Version: 1.0\n"
			  "Content-Type: text/plain; charset=utf-8\n"
			  "Content-Transfer-Encoding: base64\n\n"
			  "b25lCnR3bwo=\n");

	(void)state;
	assert_string_equal((char *)quoted.text.data, "a = \xc3\xa9\nlong line\n");
	assert_string_equal((char *)base.text.data, "one\ntwo\n");
}

/* A label that is wrong does no harm to a text that is UTF-8. */
static void utf8_stays(void **state)
{
	_cleanup_mail_ struct mail mail =
		read_mail("From: a@b\nSubject: s\nMIME-Version: 1.0\n"
			  "Content-Type: text/plain; charset=iso-8859-1\n"
			  "Content-Transfer-Encoding: 8bit\n\n\xc3\xa9\n");

	(void)state;
	assert_string_equal((char *)mail.text.data, "\xc3\xa9\n");
}

static void parts_are_joined(void **state)
{
	_cleanup_mail_ struct mail mail =
		read_mail("From: a@b\nSubject: s\nMIME-Version: 1.0\n"
			  "Content-Type: multipart/mixed; boundary=X\n\n"
			  "--X\nContent-Type: text/plain\n\nFirst.\n"
			  "--X\nContent-Type: text/html\n\n<p>No.\n"
			  "--X\nContent-Type: text/x-patch; name=a.patch\n\none\n"
			  "--X\nContent-Type: application/octet-stream; name=b.diff\n\ntwo\n"
			  "--X\nContent-Type: application/pgp-signature\n\nNo.\n"
			  "--X--\n");

	(void)state;
	assert_string_equal((char *)mail.text.data, "First.\none\ntwo\n");
	assert_int_equal(mail.first_part, strlen("First.\n"));
}

static void transport_does_not_add_carriage_returns(void **state)
{
	_cleanup_mail_ struct mail all =
		read_mail("From: a@b\r\nSubject: s\r\n\r\nText.\r\n"
			  "--- a/f\r\n+++ b/f\r\n@@ -1 +1 @@\r\n-x\r\n+y\r\r\n");
	_cleanup_mail_ struct mail file =
		read_mail("From: a@b\nSubject: s\n\nText.\n"
			  "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-x\n+y\r\n");

	(void)state;
	assert_string_equal((char *)all.text.data,
			    "Text.\n--- a/f\n+++ b/f\n@@ -1 +1 @@\n-x\n+y\r\n");
	assert_string_equal((char *)file.text.data,
			    "Text.\n--- a/f\n+++ b/f\n@@ -1 +1 @@\n-x\n+y\r\n");
}

static void separators_are_told_from_text(void **state)
{
	static const char *const yes[] = {
		"From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001",
		"From a@b  Mon Mar  2 12:40:24 2026",
		"From a@b Mon Mar  2 12:40 CET 2026",
		"From a@b Mon Mar  2 12:40:24 2026 +0100\r",
	};
	static const char *const no[] = {
		"From the 12 callers none checks, 2026",
		"From 12:40 on it fails",
		"From: a@b",
		"From ",
		"from a@b  Mon Mar  2 12:40:24 2026",
		" From a@b  Mon Mar  2 12:40:24 2026",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		assert_true(is_mail_separator(yes[i], strlen(yes[i])));
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		assert_false(is_mail_separator(no[i], strlen(no[i])));
}

static void mailbox_is_split(void **state)
{
	static const char text[] = "From a@b  Mon Mar  2 12:40:24 2026\nFrom: a\n\n"
				   "From here on it fails.\n\n"
				   "From c@d  Mon Mar  2 12:40:25 2026\nFrom: c\n\nLast.";
	struct mailbox mailbox;
	const char *mail;
	size_t size;

	(void)state;
	assert_true(mailbox_init(&mailbox, text, strlen(text)));
	assert_true(mailbox_next(&mailbox, &mail, &size));
	assert_ptr_equal(mail, text);
	assert_ptr_equal(mail + size, strstr(text, "From c@d"));
	assert_true(mailbox_next(&mailbox, &mail, &size));
	assert_ptr_equal(mail + size, text + strlen(text));
	assert_false(mailbox_next(&mailbox, &mail, &size));
	assert_false(mailbox_init(&mailbox, "Hello.\n", 7));
}

static void read_text(const char *text, struct mail_text *read)
{
	mail_text_read(text, strlen(text), read);
}

static void text_has_its_own_headers(void **state)
{
	_cleanup_mail_text_ struct mail_text read = {};

	(void)state;
	read_text("\nFrom: A B <a@b>\nSubject: [PATCH] x:\n y\n"
		  "Date: Mon, 2 Mar 2026 12:40:24 +0000\n"
		  "\nWhy.\n\nSigned-off-by: A B <a@b>\n\n---\nA remark.\ndiff --git a/f b/f\n",
		  &read);
	assert_string_equal(read.author, "A B");
	assert_string_equal(read.email, "a@b");
	assert_string_equal(read.subject, "[PATCH] x: y");
	assert_int_equal(read.time, 1772455224);
	assert_string_equal(read.message, "Why.\n\nSigned-off-by: A B <a@b>");
	assert_null(read.branch);
}

static void review_note_is_left_out(void **state)
{
	_cleanup_mail_text_ struct mail_text read = {};

	(void)state;
	read_text("6.1-stable review patch.  If anyone objects, let me know.\n\n"
		  "------------------\n\nFrom: A B <a@b>\n\nWhy.\n",
		  &read);
	assert_string_equal(read.branch, "6.1");
	assert_string_equal(read.author, "A B");
	assert_string_equal(read.message, "Why.");
}

static void what_is_no_message_is_left_out(void **state)
{
	_cleanup_mail_text_ struct mail_text cut = {}, signed_ = {}, listed = {};

	(void)state;
	read_text("Hello.\n\n-- >8 --\nFrom: A B <a@b>\n\nWhy.\n---\n", &cut);
	assert_string_equal(cut.message, "Why.");
	assert_string_equal(cut.author, "A B");
	read_text("Why.\n-- \nA\n", &signed_);
	assert_string_equal(signed_.message, "Why.");
	read_text("Why.\n________________________________\nlist mailing list\n", &listed);
	assert_string_equal(listed.message, "Why.");
}

#define HEX "0123456789abcdef0123456789abcdef01234567"

static void upstream_is_found(void **state)
{
	static const char *const yes[] = {
		"[ Upstream commit " HEX " ]",
		"x\n\ncommit " HEX " upstream.\n\ny",
		"Upstream commit " HEX ".",
		"(cherry picked from commit " HEX ")",
		"(backported from commit " HEX ")",
	};
	static const char *const no[] = {
		"Upstream commit " HEX " broke this.",
		"commit " HEX " did it.",
		"commit 0123456789ab upstream.",
		"Fixes: " HEX,
		"",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
		_cleanup_free_ char *commit = message_upstream(yes[i]);

		assert_non_null(commit);
		assert_string_equal(commit, HEX);
	}
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		assert_null(message_upstream(no[i]));
}

/* A hundred thousand lines took as many copies of all that was before them. */
static void folded_headers_have_an_end(void **state)
{
	static const char start[] = "Subject: d: do it", fold[] = "\n  again and again",
			  end[] = "\nFrom: A B <a@b>\n\nWhy.\n";
	const size_t n = 100000, size = strlen(fold);
	_cleanup_free_ char *text = xcalloc(strlen(start) + n * size + strlen(end) + 1, 1);
	_cleanup_mail_text_ struct mail_text read = {};
	char *at = stpcpy(text, start);

	(void)state;
	for (size_t i = 0; i < n; i++)
		at = stpcpy(at, fold);
	strcpy(at, end);
	mail_text_read(text, strlen(text), &read);
	assert_memory_equal(read.subject, "d: do it  again and again", 25);
	assert_in_range(strlen(read.subject), 1000, 10000);
	assert_string_equal(read.author, "A B");
	assert_string_equal(read.message, "Why.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers_are_decoded),
		cmocka_unit_test(encodings_are_undone),
		cmocka_unit_test(utf8_stays),
		cmocka_unit_test(parts_are_joined),
		cmocka_unit_test(transport_does_not_add_carriage_returns),
		cmocka_unit_test(separators_are_told_from_text),
		cmocka_unit_test(mailbox_is_split),
		cmocka_unit_test(text_has_its_own_headers),
		cmocka_unit_test(review_note_is_left_out),
		cmocka_unit_test(what_is_no_message_is_left_out),
		cmocka_unit_test(upstream_is_found),
		cmocka_unit_test(folded_headers_have_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
