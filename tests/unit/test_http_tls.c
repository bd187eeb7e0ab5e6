/* SPDX-License-Identifier: GPL-2.0-or-later */
/* TLS: certificates that change, handshakes that do not end, and libcurl. */
#include "web.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <curl/curl.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "base/file.h"
#include "base/memory.h"

/* ---- TLS ---- */

static char directory[] = "/tmp/http-server.XXXXXX";
static char *certificate_path, *key_path;

static void write_pem(X509 *certificate, EVP_PKEY *key)
{
	FILE *file = fopen(certificate_path, "w");

	assert_int_equal(PEM_write_X509(file, certificate), 1);
	fclose(file);
	file = fopen(key_path, "w");
	assert_int_equal(PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL), 1);
	fclose(file);
}

/* A new certificate with this serial number, signed by its own new key. */
static void make_certificate(long serial)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *certificate = X509_new();
	X509_NAME *name = X509_get_subject_name(certificate);

	X509_set_version(certificate, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
	X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"localhost", -1,
				   -1, 0);
	X509_set_issuer_name(certificate, name);
	X509_set_pubkey(certificate, key);
	assert_true(X509_sign(certificate, key, EVP_sha256()) > 0);
	write_pem(certificate, key);
	X509_free(certificate);
	EVP_PKEY_free(key);
}

static SSL *dial_tls(const struct http_server *server, int *fd)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	SSL *tls = SSL_new(context);

	*fd = web_dial(web_port(server));
	SSL_set_fd(tls, *fd);
	assert_int_equal(SSL_connect(tls), 1);
	SSL_CTX_free(context);
	return tls;
}

static long serial_of(const SSL *tls)
{
	X509 *certificate = SSL_get1_peer_certificate(tls);
	const long serial = ASN1_INTEGER_get(X509_get0_serialNumber(certificate));

	X509_free(certificate);
	return serial;
}

static void ask_tls(SSL *tls, char answer[static 4096])
{
	static const char request[] = "GET /echo/a HTTP/1.1\r\nHost: a\r\n\r\n";
	size_t size = 0;

	assert_true(SSL_write(tls, request, sizeof(request) - 1) > 0);
	*answer = 0;
	while (!strstr(answer, "|7")) {
		int got = SSL_read(tls, answer + size, (int)(4095 - size));

		assert_true(got > 0);
		size += (size_t)got;
		answer[size] = 0;
	}
}

static void hang_up(SSL *tls, int fd)
{
	SSL_free(tls);
	close(fd);
}

static void expect_serial(const struct http_server *server, long serial)
{
	int fd;
	SSL *tls = dial_tls(server, &fd);

	assert_int_equal(serial_of(tls), serial);
	hang_up(tls, fd);
}

static struct http_server *start_tls(void)
{
	return web_start((struct http_options){ .certificate = certificate_path, .key = key_path });
}

static void expect_no_reload(struct http_server *server)
{
	_cleanup_error_ struct error *error = http_reload(server);

	assert_non_null(error);
	assert_int_equal(error->kind, ERROR_USAGE);
}

/* A connection goes on while the certificate changes, and so does the server if it cannot. */
static void test_reload(void **state)
{
	struct http_server *server;
	char answer[4096];
	int fd;
	SSL *tls;

	(void)state;
	make_certificate(1);
	server = start_tls();
	assert_memory_equal(http_url(server), "https://127.0.0.1:", 18);
	tls = dial_tls(server, &fd);
	assert_int_equal(serial_of(tls), 1);
	ask_tls(tls, answer);
	assert_string_equal(web_body(answer), "/echo/a|a|-|-|-|127.0.0.1|1|7");
	make_certificate(2);
	expect_serial(server, 1);
	assert_null(http_reload(server));
	expect_serial(server, 2);
	ask_tls(tls, answer);
	hang_up(tls, fd);

	assert_null(file_write(key_path, "none", 4, 0600));
	expect_no_reload(server);
	make_certificate(3);
	_cleanup_bytes_ struct bytes key = {};
	assert_null(file_read(key_path, &key));
	make_certificate(4);
	assert_null(file_write(key_path, key.data, key.size, 0600));
	expect_no_reload(server);
	unlink(certificate_path);
	expect_no_reload(server);
	expect_serial(server, 2);
	http_stop(server, 0);
}

static int protocol_refused(const struct http_server *server, int version)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	SSL *tls;
	int fd = web_dial(web_port(server)), status;

	SSL_CTX_set_security_level(context, 0);
	SSL_CTX_set_min_proto_version(context, version);
	SSL_CTX_set_max_proto_version(context, version);
	tls = SSL_new(context);
	SSL_set_fd(tls, fd);
	status = SSL_connect(tls);
	hang_up(tls, fd);
	SSL_CTX_free(context);
	return status != 1;
}

static void test_protocols(void **state)
{
	struct http_server *server;
	_cleanup_free_ char *plain = NULL;

	(void)state;
	make_certificate(1);
	server = start_tls();
	assert_false(protocol_refused(server, TLS1_3_VERSION));
	assert_false(protocol_refused(server, TLS1_2_VERSION));
	assert_true(protocol_refused(server, TLS1_1_VERSION));
	assert_true(protocol_refused(server, TLS1_VERSION));
	plain = web_ask(server, "GET /echo/a HTTP/1.1\r\n" END);
	assert_int_equal(web_status(plain), 0);
	http_stop(server, 0);
}

/* Handshakes that do not come to their end are cut off too. */
static void test_slow_handshake(void **state)
{
	struct http_server *server;
	const uint64_t begin = web_milliseconds();

	(void)state;
	make_certificate(1);
	server = web_start((struct http_options){
		.certificate = certificate_path, .key = key_path, .handshake = 1 });
	free(web_get_all(web_dial(web_port(server))));
	assert_in_range(web_milliseconds() - begin, 900, 5000);
	http_stop(server, 0);
}

/* They are connections as others are, until then. */
static void test_handshakes_are_limited(void **state)
{
	struct http_server *server;
	struct http_counts counts;
	char answer[4096];
	int held[2], fd;
	SSL *tls;

	(void)state;
	make_certificate(1);
	server = web_start((struct http_options){ .certificate = certificate_path,
						  .key = key_path,
						  .handshake = 2,
						  .connections_max = 2 });
	for (size_t i = 0; i < ARRAY_SIZE(held); i++)
		held[i] = web_dial(web_port(server));
	web_sleep(200);
	tls = dial_tls(server, &fd);
	assert_true(SSL_write(tls, "GET / HTTP/1.1\r\n" END, strlen("GET / HTTP/1.1\r\n" END)) > 0);
	assert_true(SSL_read(tls, answer, sizeof(answer)) > 20);
	assert_int_equal(web_status(answer), 503);
	hang_up(tls, fd);
	for (size_t i = 0; i < ARRAY_SIZE(held); i++)
		free(web_get_all(held[i]));
	web_sleep(200);
	tls = dial_tls(server, &fd);
	ask_tls(tls, answer);
	assert_int_equal(web_status(answer), 200);
	/* Behind the handshake there is time as there is without. */
	web_sleep(2500);
	ask_tls(tls, answer);
	assert_int_equal(web_status(answer), 200);
	hang_up(tls, fd);
	http_count(server, &counts);
	assert_int_equal(counts.dropped, 1);
	http_stop(server, 0);
}

/* ---- libcurl ---- */

static size_t drop(char *data, size_t size, size_t number, void *context)
{
	(void)data;
	*(size_t *)context += size * number;
	return size * number;
}

static long get_by_curl(CURL *curl, const char *url, size_t *size)
{
	long status = 0;

	*size = 0;
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, size);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	assert_int_equal(curl_easy_perform(curl), CURLE_OK);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	return status;
}

static void test_curl(void **state)
{
	struct http_server *server;
	_cleanup_free_ char *echo_url = NULL, *large_url = NULL, *length_url = NULL, *body = NULL;
	CURL *curl = curl_easy_init();
	size_t size;
	long connects;

	(void)state;
	make_certificate(1);
	server = start_tls();
	echo_url = xasprintf("https://localhost:%u/echo/a", web_port(server));
	large_url = xasprintf("https://localhost:%u/large", web_port(server));
	length_url = xasprintf("https://localhost:%u/length/default", web_port(server));
	curl_easy_setopt(curl, CURLOPT_CAINFO, certificate_path);
	curl_easy_setopt(curl, CURLOPT_IPRESOLVE, CURL_IPRESOLVE_V4);
	assert_int_equal(get_by_curl(curl, echo_url, &size), 200);
	assert_int_equal(get_by_curl(curl, large_url, &size), 200);
	assert_int_equal(size, 8 << 20);
	curl_easy_getinfo(curl, CURLINFO_NUM_CONNECTS, &connects);
	assert_int_equal(connects, 0);
	body = xcalloc(3 << 20, 1);
	memset(body, 'x', 3 << 20);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, 3L << 20);
	assert_int_equal(get_by_curl(curl, length_url, &size), 413);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, 500000L);
	assert_int_equal(get_by_curl(curl, length_url, &size), 413);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, 65536L);
	assert_int_equal(get_by_curl(curl, length_url, &size), 200);
	curl_easy_cleanup(curl);
	http_stop(server, 1);
}

static int set_up(void **state)
{
	(void)state;
	web_set_up();
	assert_non_null(mkdtemp(directory));
	certificate_path = xasprintf("%s/certificate.pem", directory);
	key_path = xasprintf("%s/key.pem", directory);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	assert_null(tree_remove(directory));
	free(certificate_path);
	free(key_path);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reload),
		cmocka_unit_test(test_protocols),
		cmocka_unit_test(test_slow_handshake),
		cmocka_unit_test(test_handshakes_are_limited),
		cmocka_unit_test(test_curl),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
