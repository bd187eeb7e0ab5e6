/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "hostility.h"

#define MANY 20000 /* headers, or answers before the answer: more than any client should bear */

void answer_with(FILE *client, int status, const char *body, size_t size)
{
	fprintf(client,
		"HTTP/1.1 %d X\r\nConnection: close\r\nContent-Type: application/json\r\n"
		"Content-Length: %zu\r\n\r\n",
		status, size);
	fwrite(body, 1, size, client);
}

/* Headers, each with its end, and then honest advice. */
static void answer_headed(const struct victim *victim, FILE *client, const char *first,
			  const char *headers)
{
	_cleanup_free_ char *body = advice_with(victim, "");

	fprintf(client, "HTTP/1.1 %s\r\nContent-Length: %zu\r\nConnection: close\r\n%s\r\n%s",
		first, strlen(body), headers, body);
}

/* ---- elsewhere ---- */

static void redirect(const struct victim *victim, FILE *client, const char *first, const char *base,
		     const char *path)
{
	_cleanup_free_ char *header = xasprintf("Location: %s%s\r\n", base, path);

	answer_headed(victim, client, first, header);
}

static void to_file(const struct victim *victim, FILE *client)
{
	redirect(victim, client, "302 X", "file://", "/etc/passwd");
}

static void to_itself(const struct victim *victim, FILE *client)
{
	redirect(victim, client, "307 X", victim->elsewhere, "/api/1/report");
}

static void to_a_plant(const struct victim *victim, FILE *client)
{
	redirect(victim, client, "301 X", victim->elsewhere, "/metadata/timestamp.json");
}

static void to_the_repository(const struct victim *victim, FILE *client)
{
	redirect(victim, client, "308 X", victim->repository, "/metadata/timestamp.json");
}

static void to_another_protocol(const struct victim *victim, FILE *client)
{
	redirect(victim, client, "303 X", "gopher://127.0.0.1:1", "/x");
}

static void to_nowhere(const struct victim *victim, FILE *client)
{
	redirect(victim, client, "302 X", "", "//\r\n\r\n");
}

static void found_elsewhere(const struct victim *victim, FILE *client)
{
	redirect(victim, client, "200 OK", victim->elsewhere, "/planted");
}

static void other_headers(const struct victim *victim, FILE *client)
{
	_cleanup_free_ char *headers =
		xasprintf("Alt-Svc: http/1.1=\"%s\"\r\nRefresh: 0; url=%s\r\nLink: <%s>\r\n"
			  "Content-Disposition: attachment; filename=../../x\r\n"
			  "Set-Cookie: a=b\r\nStrict-Transport-Security: max-age=1\r\n",
			  victim->elsewhere, victim->elsewhere, victim->elsewhere);

	answer_headed(victim, client, "200 OK", headers);
}

static void wants_password(const struct victim *victim, FILE *client)
{
	answer_headed(victim, client, "401 X", "WWW-Authenticate: Basic realm=\"x\"\r\n");
}

static void wants_proxy(const struct victim *victim, FILE *client)
{
	answer_headed(victim, client, "407 X", "Proxy-Authenticate: NTLM\r\n");
}

/* ---- statuses ---- */

static void created(const struct victim *victim, FILE *client)
{
	answer_headed(victim, client, "201 X", "");
}

static void partial(const struct victim *victim, FILE *client)
{
	answer_headed(victim, client, "206 X", "Content-Range: bytes 5-9/10\r\n");
}

static void unchanged(const struct victim *victim, FILE *client)
{
	answer_headed(victim, client, "304 X", "");
}

static void other_protocol(const struct victim *victim, FILE *client)
{
	answer_headed(victim, client, "101 X", "Upgrade: h2c\r\nConnection: Upgrade\r\n");
}

static void fault(const struct victim *victim, FILE *client)
{
	answer_headed(victim, client, "500 X", "");
}

static void odd_status(const struct victim *victim, FILE *client)
{
	answer_headed(victim, client, "999 X", "");
}

static void no_status(const struct victim *victim, FILE *client)
{
	answer_headed(victim, client, "-200 X", "");
}

static void old_protocol(const struct victim *victim, FILE *client)
{
	_cleanup_free_ char *body = advice_with(victim, "");

	fputs(body, client);
}

static void no_protocol(const struct victim *victim, FILE *client)
{
	(void)victim;
	fputs("SSH-2.0-x\r\n", client);
}

/* ---- lengths ---- */

static void other_type(const struct victim *victim, FILE *client)
{
	answer_headed(victim, client, "200 OK", "Content-Type: application/x-sh\r\n");
}

static void announce(const struct victim *victim, FILE *client, const char *length)
{
	_cleanup_free_ char *body = advice_with(victim, "");

	fprintf(client, "HTTP/1.1 200 OK\r\nConnection: close\r\n%s\r\n%s", length, body);
}

static void long_announced(const struct victim *victim, FILE *client)
{
	announce(victim, client, "Content-Length: 1099511627776\r\n");
}

static void below_nothing(const struct victim *victim, FILE *client)
{
	announce(victim, client, "Content-Length: -1\r\n");
}

static void overflowing(const struct victim *victim, FILE *client)
{
	announce(victim, client, "Content-Length: 18446744073709551617\r\n");
}

static void two_lengths(const struct victim *victim, FILE *client)
{
	announce(victim, client, "Content-Length: 5\r\nContent-Length: 99999\r\n");
}

static void length_and_chunks(const struct victim *victim, FILE *client)
{
	announce(victim, client, "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n");
}

static void cut(const struct victim *victim, FILE *client)
{
	announce(victim, client, "Content-Length: 60000\r\n");
}

static void huge(const struct victim *victim, FILE *client)
{
	static const char block[65536];

	announce(victim, client, "");
	for (int i = 0; i < 4096; i++)
		fwrite(block, 1, sizeof(block), client);
}

static void begin_chunks(FILE *client)
{
	fputs("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", client);
}

static void endless_chunks(const struct victim *victim, FILE *client)
{
	(void)victim;
	begin_chunks(client);
	while (!ferror(client))
		fputs("8\r\n        \r\n", client);
}

static void huge_chunk(const struct victim *victim, FILE *client)
{
	(void)victim;
	begin_chunks(client);
	fputs("ffffffffffffffff\r\n{}\r\n", client);
}

static void odd_chunk(const struct victim *victim, FILE *client)
{
	(void)victim;
	begin_chunks(client);
	fputs("-5\r\n{}\r\n", client);
}

static void trailers(const struct victim *victim, FILE *client)
{
	_cleanup_free_ char *body = advice_with(victim, "");

	begin_chunks(client);
	fprintf(client, "%zx\r\n%s\r\n0\r\nLocation: file:///etc/passwd\r\n\r\n", strlen(body),
		body);
}

/* ---- more than one answer ---- */

static void split(const struct victim *victim, FILE *client)
{
	answer_with(client, 200, "", 0);
	answer_headed(victim, client, "200 OK", "");
}

static void split_in_header(const struct victim *victim, FILE *client)
{
	answer_headed(victim, client, "200 OK",
		      "X: a\r\n\r\nHTTP/1.1 302 X\r\nLocation: file:///etc/passwd\r\n");
}

static void split_by_half(const struct victim *victim, FILE *client)
{
	answer_headed(victim, client, "200 OK", "X: a\rLocation: file:///etc/passwd\nY: b\r\n");
}

static void nul_in_header(const struct victim *victim, FILE *client)
{
	_cleanup_free_ char *body = advice_with(victim, "");

	fputs("HTTP/1.1 200 OK\r\nX: a", client);
	fputc(0, client);
	fprintf(client, "b\r\nContent-Length: %zu\r\n\r\n%s", strlen(body), body);
}

static void many_before(const struct victim *victim, FILE *client)
{
	for (int i = 0; i < MANY; i++)
		fputs("HTTP/1.1 100 Continue\r\nX: y\r\n\r\n", client);
	answer_headed(victim, client, "200 OK", "");
}

static void many_headers(const struct victim *victim, FILE *client)
{
	fputs("HTTP/1.1 200 OK\r\n", client);
	for (int i = 0; i < MANY; i++)
		fprintf(client, "X-%d: xxxxxxxxxxxxxxxxxxxxxxxx\r\n", i);
	answer_headed(victim, client, "200 OK", "");
}

static void long_header(const struct victim *victim, FILE *client)
{
	(void)victim;
	fputs("HTTP/1.1 200 OK\r\nX: ", client);
	for (int i = 0; i < 1024 * 1024; i++)
		fputc('x', client);
}

static void gone(const struct victim *victim, FILE *client)
{
	(void)victim;
	(void)client;
}

/* ---- compressed ---- */

static void compress_to(FILE *client, const char *headers, const char *text, size_t size)
{
	z_stream stream = {};
	size_t room = size / 100 + 10000;
	unsigned char *packed = malloc(room);

	if (!packed || deflateInit2(&stream, 1, Z_DEFLATED, 31, 9, Z_DEFAULT_STRATEGY) != Z_OK)
		abort();
	stream.next_in = (unsigned char *)(uintptr_t)text;
	stream.avail_in = (unsigned int)size;
	stream.next_out = packed;
	stream.avail_out = (unsigned int)room;
	if (deflate(&stream, Z_FINISH) != Z_STREAM_END)
		abort();
	fprintf(client, "HTTP/1.1 200 OK\r\n%s\r\nContent-Length: %zu\r\n\r\n", headers,
		room - stream.avail_out);
	fwrite(packed, 1, room - stream.avail_out, client);
	deflateEnd(&stream);
	free(packed);
}

static void compressed(const struct victim *victim, FILE *client)
{
	_cleanup_free_ char *body = advice_with(victim, "");

	compress_to(client, "Content-Encoding: gzip", body, strlen(body));
}

static void compressed_on_the_way(const struct victim *victim, FILE *client)
{
	_cleanup_free_ char *body = advice_with(victim, "");

	compress_to(client, "Transfer-Encoding: gzip", body, strlen(body));
}

/* 300 KiB that would be 64 MiB. */
static void explode(FILE *client, const char *headers)
{
	const size_t size = 64 * 1024 * 1024;
	_cleanup_free_ char *zeros = xcalloc(size, 1);

	compress_to(client, headers, zeros, size);
}

static void bomb(const struct victim *victim, FILE *client)
{
	(void)victim;
	explode(client, "Content-Encoding: gzip, gzip");
}

static void bomb_on_the_way(const struct victim *victim, FILE *client)
{
	(void)victim;
	explode(client, "Transfer-Encoding: gzip");
}

const struct trick tricks[] = {
	{ "leads to a file", to_file },
	{ "leads to itself", to_itself },
	{ "leads to a plant", to_a_plant },
	{ "leads to the repository", to_the_repository },
	{ "leads to gopher", to_another_protocol },
	{ "leads nowhere", to_nowhere },
	{ "is found elsewhere", found_elsewhere },
	{ "odd headers", other_headers },
	{ "wants a password", wants_password },
	{ "wants a proxy's", wants_proxy },
	{ "status 201", created },
	{ "status 206", partial },
	{ "status 304", unchanged },
	{ "status 101", other_protocol },
	{ "status 500", fault },
	{ "status 999", odd_status },
	{ "status -200", no_status },
	{ "no head", old_protocol },
	{ "no HTTP", no_protocol },
	{ "another type", other_type },
	{ "1 TiB announced", long_announced },
	{ "-1 bytes announced", below_nothing },
	{ "2^64 + 1 bytes announced", overflowing },
	{ "two lengths", two_lengths },
	{ "a length and chunks", length_and_chunks },
	{ "cut", cut },
	{ "256 MiB", huge },
	{ "chunks without end", endless_chunks },
	{ "a chunk of 2^64 - 1", huge_chunk },
	{ "a chunk of -5", odd_chunk },
	{ "trailers", trailers },
	{ "two answers", split },
	{ "an answer in a header", split_in_header },
	{ "half ends of lines", split_by_half },
	{ "NUL in a header", nul_in_header },
	{ "many answers before", many_before },
	{ "many headers", many_headers },
	{ "a header of 1 MiB", long_header },
	{ "gone", gone },
	{ "compressed", compressed },
	{ "compressed on the way", compressed_on_the_way },
	{ "a bomb", bomb },
	{ "a bomb on the way", bomb_on_the_way },
	{ NULL, NULL },
};
