/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a fetcher that somebody else has taken over can say: nothing of it does harm. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/memory.h"
#include "fetch/exchange.h"

#define URL   "http://nowhere/file"
#define LIMIT 40000

/* ---- a conversation: what the fetcher says is said before it is asked ---- */

static int ours, theirs;
static struct bytes taken;
static struct error *refusal_of_take;

static int begin(void **state)
{
	int ends[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
	ours = ends[0];
	theirs = ends[1];
	taken = (struct bytes){};
	refusal_of_take = NULL;
	return 0;
}

static int finish(void **state)
{
	(void)state;
	close(ours);
	if (theirs >= 0)
		close(theirs);
	bytes_deinit(&taken);
	return 0;
}

static void say(const void *frame, size_t size)
{
	assert_int_equal(send(theirs, frame, size, MSG_DONTWAIT), (ssize_t)size);
}

static void say_data(size_t length)
{
	struct data_frame frame = { .type = FRAME_DATA };

	memset(frame.data, 'x', length < FRAME_DATA_MAX ? length : FRAME_DATA_MAX);
	say(&frame, data_frame_size(length));
}

static void say_end(struct end_frame end)
{
	end.type = FRAME_END;
	say(&end, sizeof(end));
}

static struct error *take_all(void *context, const void *data, size_t size)
{
	(void)context;
	if (refusal_of_take)
		return take(refusal_of_take);
	taken.data = xrealloc(taken.data, taken.size + size, 1);
	memcpy(taken.data + taken.size, data, size);
	taken.size += size;
	return NULL;
}

static struct error *ask(const char *etag, struct end_frame *end)
{
	const struct exchange exchange = { .socket = ours, .silence = 1, .accept = take_all };
	struct request_frame request;

	assert_null(request_make(&request, URL, etag));
	request.limit = LIMIT;
	return exchange_run(&exchange, &request, end);
}

static struct error *post(size_t size, struct end_frame *end)
{
	static unsigned char body[FRAME_POST_MAX];
	const struct exchange exchange = {
		.socket = ours, .silence = 1, .accept = take_all, .body = body
	};
	struct request_frame request;

	memset(body, 'x', sizeof(body));
	assert_null(request_make(&request, URL, NULL));
	request.limit = LIMIT;
	request.posted = (uint32_t)size;
	return exchange_run(&exchange, &request, end);
}

static void assert_fails(enum error_kind kind, const char *words)
{
	struct end_frame end = { .status = 99 };
	_cleanup_error_ struct error *error = ask(NULL, &end);

	assert_non_null(error);
	assert_int_equal(error->kind, kind);
	assert_non_null(strstr(error->message, words));
	assert_int_equal(end.status, 99);
}

static void assert_misbehaves(void)
{
	assert_fails(ERROR_INTERNAL, URL ": the fetcher says what it may not");
}

static void assert_ended(void)
{
	assert_fails(ERROR_INTERNAL, URL ": the fetcher ended");
}

static void hang_up(void)
{
	close(theirs);
	theirs = -1;
}

static double seconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* ---- as it should be ---- */

static void test_file(void **state)
{
	struct request_frame request;
	struct end_frame end;

	(void)state;
	say_data(FRAME_DATA_MAX);
	say_data(1);
	say_end((struct end_frame){ .status = FETCH_FOUND, .etag = "\"a\"" });
	assert_null(ask("\"b\"", &end));
	assert_int_equal(taken.size, FRAME_DATA_MAX + 1);
	assert_int_equal(end.status, FETCH_FOUND);
	assert_string_equal(end.etag, "\"a\"");
	assert_int_equal(recv(theirs, &request, sizeof(request), 0), sizeof(request));
	assert_true(request_is_right(&request, sizeof(request)));
	assert_string_equal(request.url, URL);
	assert_string_equal(request.etag, "\"b\"");
}

static void test_errors(void **state)
{
	_cleanup_error_ struct error *error = NULL, *first = NULL;
	struct end_frame end;

	(void)state;
	first = error_refuse(SUTURE_REFUSAL_DOWNLOAD_SHORT, "a\033b");
	end_make_error(&end, first);
	say_end(end);
	assert_null(ask(NULL, &end));
	error = end_error(&end);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_DOWNLOAD_SHORT);
	assert_string_equal(error->message, "a?b");
}

static void test_etags(void **state)
{
	struct request_frame request;
	char etag[202];

	(void)state;
	memset(etag, 'x', sizeof(etag));
	etag[201] = 0;
	assert_false(is_etag(etag));
	assert_null(request_make(&request, URL, etag));
	assert_string_equal(request.etag, "");
	etag[200] = 0;
	assert_true(is_etag(etag));
	assert_false(is_etag(""));
	assert_false(is_etag("a\r\nHost: b"));
}

static void test_long_url(void **state)
{
	char url[FRAME_URL_SIZE + 1];
	struct request_frame request;
	_cleanup_error_ struct error *error = NULL;

	(void)state;
	memset(url, 'x', sizeof(url));
	url[FRAME_URL_SIZE] = 0;
	error = request_make(&request, url, NULL);
	assert_non_null(error);
	assert_null(request_make(&request, url + 1, NULL));
}

static void test_post(void **state)
{
	struct request_frame request;
	struct data_frame frame;
	struct end_frame end;

	(void)state;
	say_data(3);
	say_end((struct end_frame){ .status = FETCH_DECLINED });
	assert_null(post(FRAME_DATA_MAX + 1, &end));
	assert_int_equal(end.status, FETCH_DECLINED);
	assert_int_equal(taken.size, 3);
	assert_int_equal(recv(theirs, &request, sizeof(request), 0), sizeof(request));
	assert_true(request_is_right(&request, sizeof(request)));
	assert_int_equal(request.posted, FRAME_DATA_MAX + 1);
	assert_int_equal(recv(theirs, &frame, sizeof(frame), 0), sizeof(frame));
	assert_true(data_is_right(&frame, sizeof(frame)));
	assert_int_equal(recv(theirs, &frame, sizeof(frame), 0), data_frame_size(1));
}

static bool is_right_with(uint32_t posted, uint64_t offset, const char *etag)
{
	struct request_frame request;

	assert_null(request_make(&request, URL, etag));
	request.posted = posted;
	request.offset = offset;
	return request_is_right(&request, sizeof(request));
}

static void test_requests_that_post(void **state)
{
	(void)state;
	assert_true(is_right_with(FRAME_POST_MAX, 0, NULL));
	assert_false(is_right_with(FRAME_POST_MAX + 1, 0, NULL));
	assert_false(is_right_with(1, 1, NULL));
	assert_false(is_right_with(1, 0, "\"a\""));
	assert_true(is_right_with(0, 1, "\"a\""));
}

/* ---- what the caller cannot take ---- */

static void test_take_fails(void **state)
{
	(void)state;
	refusal_of_take = error_refuse(SUTURE_REFUSAL_NO_SPACE, "the disk is full");
	say_data(1);
	assert_fails(ERROR_REFUSED, "the disk is full");
}

/* ---- hostile ---- */

static void test_longer_than_a_frame(void **state)
{
	static char frame[sizeof(union answer_frame) + 1] = { FRAME_DATA };

	(void)state;
	say(frame, sizeof(frame));
	assert_misbehaves();
}

static void test_longer_than_asked_for(void **state)
{
	(void)state;
	for (int i = 0; i < LIMIT / FRAME_DATA_MAX + 1; i++)
		say_data(FRAME_DATA_MAX);
	assert_misbehaves();
	assert_true(taken.size <= LIMIT);
}

static void test_empty_data(void **state)
{
	(void)state;
	say_data(0);
	assert_misbehaves();
}

static void test_wrong_type(void **state)
{
	(void)state;
	say(&(struct data_frame){ .type = 7 }, 100);
	assert_misbehaves();
}

static void test_garbage(void **state)
{
	(void)state;
	say("x", 1);
	assert_misbehaves();
}

static void test_short_end(void **state)
{
	(void)state;
	say(&(struct end_frame){ .type = FRAME_END, .status = FETCH_FOUND }, 100);
	assert_misbehaves();
}

static void test_wrong_ends(void **state)
{
	struct end_frame ends[] = {
		{ .status = FETCH_DECLINED + 1 },
		{ .status = FETCH_DECLINED },	  /* nothing was posted */
		{ .status = FETCH_NOT_MODIFIED }, /* nothing was known */
		{ .status = FETCH_REFUSED, .refusal = SUTURE_REFUSAL_METADATA_ROLLBACK },
		{ .status = FETCH_REFUSED },
		{ .status = FETCH_FOUND, .refusal = SUTURE_REFUSAL_NO_NETWORK },
		{ .status = FETCH_FOUND, .etag = "a\nb" },
		{ .status = FETCH_INTERNAL, .message = "a\033[2J" },
		{ .status = FETCH_INTERNAL },
		{ .status = FETCH_FOUND },
	};

	(void)state;
	memset(ends[8].message, 'x', FRAME_MESSAGE_SIZE);
	memset(ends[9].etag, 'x', FRAME_ETAG_SIZE);
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		say_end(ends[i]);
		assert_misbehaves();
	}
}

/* What is posted is there, or not; it was not asked for. */
static void test_wrong_ends_of_posts(void **state)
{
	static const enum fetch_status statuses[] = { FETCH_NOT_FOUND, FETCH_NOT_MODIFIED };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(statuses); i++) {
		struct end_frame end = { .status = 99 };
		_cleanup_error_ struct error *error = NULL;

		say_end((struct end_frame){ .status = statuses[i] });
		error = post(1, &end);
		assert_non_null(error);
		assert_non_null(strstr(error->message, "says what it may not"));
		assert_int_equal(end.status, 99);
	}
}

/* More than the socket holds, and nobody takes it. */
static void test_does_not_listen(void **state)
{
	const double before = seconds();
	struct end_frame end;
	_cleanup_error_ struct error *error = post(FRAME_POST_MAX, &end);

	(void)state;
	assert_non_null(error);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_DOWNLOAD_TOO_SLOW);
	assert_true(seconds() - before < 10);
}

static void test_ends_at_once(void **state)
{
	(void)state;
	hang_up();
	assert_ended();
}

/* It has taken the request, or it would have been told of at once. */
static void test_ends_in_the_middle(void **state)
{
	(void)state;
	say_data(1);
	shutdown(theirs, SHUT_WR);
	assert_ended();
}

static void test_empty_frame(void **state)
{
	(void)state;
	say("", 0);
	assert_ended();
}

static void test_silence(void **state)
{
	const double before = seconds();

	(void)state;
	assert_fails(ERROR_REFUSED, "silent");
	assert_true(seconds() - before < 10);
}

static void trickle(void)
{
	const struct data_frame frame = { .type = FRAME_DATA };

	while (send(theirs, &frame, data_frame_size(1), MSG_NOSIGNAL) > 0)
		usleep(100000);
	_exit(0);
}

static void test_trickle(void **state)
{
	const double before = seconds();

	(void)state;
	if (!fork()) {
		close(ours);
		trickle();
	}
	assert_fails(ERROR_REFUSED, "trickles");
	assert_true(seconds() - before < 10);
	hang_up();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_file, begin, finish),
		cmocka_unit_test_setup_teardown(test_errors, begin, finish),
		cmocka_unit_test_setup_teardown(test_post, begin, finish),
		cmocka_unit_test(test_requests_that_post),
		cmocka_unit_test_setup_teardown(test_wrong_ends_of_posts, begin, finish),
		cmocka_unit_test_setup_teardown(test_does_not_listen, begin, finish),
		cmocka_unit_test(test_etags),
		cmocka_unit_test(test_long_url),
		cmocka_unit_test_setup_teardown(test_take_fails, begin, finish),
		cmocka_unit_test_setup_teardown(test_longer_than_a_frame, begin, finish),
		cmocka_unit_test_setup_teardown(test_longer_than_asked_for, begin, finish),
		cmocka_unit_test_setup_teardown(test_empty_data, begin, finish),
		cmocka_unit_test_setup_teardown(test_wrong_type, begin, finish),
		cmocka_unit_test_setup_teardown(test_garbage, begin, finish),
		cmocka_unit_test_setup_teardown(test_short_end, begin, finish),
		cmocka_unit_test_setup_teardown(test_wrong_ends, begin, finish),
		cmocka_unit_test_setup_teardown(test_ends_at_once, begin, finish),
		cmocka_unit_test_setup_teardown(test_ends_in_the_middle, begin, finish),
		cmocka_unit_test_setup_teardown(test_empty_frame, begin, finish),
		cmocka_unit_test_setup_teardown(test_silence, begin, finish),
		cmocka_unit_test_setup_teardown(test_trickle, begin, finish),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
