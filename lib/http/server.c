/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "http/server.h"

#include <gnutls/abstract.h>

#include "base/memory.h"
#include "http/listen.h"
#include "http/request.h"

#define CONNECTIONS_MAX 1000
#define PATIENCE	30
#define HANDSHAKE	10

/* What else TLS 1.2 has is weak, or tells all that was said before once the key is lost. */
#define PRIORITIES                                                                          \
	"NONE:+VERS-TLS1.3:+VERS-TLS1.2:+ECDHE-ECDSA:+ECDHE-RSA:+AES-256-GCM:+AES-128-GCM:" \
	"+CHACHA20-POLY1305:+AEAD:+SIGN-ALL:-SIGN-RSA-SHA1:-SIGN-ECDSA-SHA1:+GROUP-EC-ALL:" \
	"+CTYPE-SRV-X509:+CTYPE-CLI-X509:+COMP-NULL:%SERVER_PRECEDENCE"

/* ---- libmicrohttpd ---- */

/* Each connection has its certificate by the time that anybody would be asked (tls.h). */
static int no_certificate(gnutls_session_t session, const gnutls_datum_t *issuers, int n_issuers,
			  const gnutls_pk_algorithm_t *algorithms, int n_algorithms,
			  gnutls_pcert_st **certificates, unsigned int *n_certificates,
			  gnutls_privkey_t *key)
{
	(void)session, (void)issuers, (void)n_issuers, (void)algorithms, (void)n_algorithms;
	(void)certificates, (void)n_certificates, (void)key;
	return -1;
}

/* Escapes are ours to decode, strictly; see fields.h. */
static size_t leave_escapes(void *context, struct MHD_Connection *mhd, char *text)
{
	(void)context, (void)mhd;
	return strlen(text);
}

/* What it takes for TLS besides; libmicrohttpd does not start without a way to a certificate. */
static struct MHD_OptionItem tls_options[] = {
	{ MHD_OPTION_HTTPS_CERT_CALLBACK, 0, (void *)no_certificate },
	{ MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)PRIORITIES },
	{ MHD_OPTION_END, 0, NULL },
};
static struct MHD_OptionItem no_options[] = { { MHD_OPTION_END, 0, NULL } };

static unsigned int threads_of(const struct http_options *options)
{
	const long processors = sysconf(_SC_NPROCESSORS_ONLN);

	if (options->threads)
		return options->threads;
	return processors > 0 ? (unsigned int)processors : 1;
}

/*
 * Its own limits are beyond ours, since it tells nobody why it closes a connection; each thread has
 * its share of them. Its timeout is a second longer than ours, which knows what it cuts off.
 */
static struct error *start_daemon(struct http_server *server, const struct http_options *options,
				  int listener)
{
	const unsigned int threads = threads_of(options);
	const unsigned int flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC |
				   (server->tls ? MHD_USE_TLS : 0);

	server->daemon = MHD_start_daemon(
		flags, 0, serve_admit, server, serve_request, server, MHD_OPTION_LISTEN_SOCKET,
		listener, MHD_OPTION_THREAD_POOL_SIZE, threads > 1 ? threads : 0,
		MHD_OPTION_CONNECTION_LIMIT, (server->connections_max + 64) * 2 * threads,
		MHD_OPTION_CONNECTION_TIMEOUT, server->connections.patience + 1,
		MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_UNESCAPE_CALLBACK, leave_escapes, NULL,
		MHD_OPTION_URI_LOG_CALLBACK, serve_first_line, server, MHD_OPTION_NOTIFY_CONNECTION,
		serve_connection, server, MHD_OPTION_NOTIFY_COMPLETED, serve_end, server,
		MHD_OPTION_ARRAY, server->tls ? tls_options : no_options, MHD_OPTION_END);
	return server->daemon ? NULL : error_new(ERROR_INTERNAL, "libmicrohttpd does not start");
}

/* ---- a server ---- */

static void server_free(struct http_server *server)
{
	connections_deinit(&server->connections);
	limit_free(server->limit);
	tls_close(server->tls);
	addresses_deinit(&server->proxies);
	free(server->url);
	free(server);
}
DEFINE_CLEANUP(struct http_server *, server_free);

static struct http_server *server_new(const struct http_options *options,
				      const struct http_application *application)
{
	struct http_server *server = xcalloc(1, sizeof(*server));

	server->application = *application;
	server->is_of_systemd = listen_is_of_systemd(options->listen);
	server->connections_max = options->connections_max ? options->connections_max
							   : CONNECTIONS_MAX;
	server->limit = limit_new(options->connections_of_one, options->requests_of_one);
	connections_init(&server->connections, options->patience ? options->patience : PATIENCE,
			 options->handshake ? options->handshake : HANDSHAKE);
	return server;
}

struct error *http_start(const struct http_options *options,
			 const struct http_application *application, struct http_server **server)
{
	_cleanup_(server_freep)
	struct http_server *started = server_new(options, application);
	_cleanup_close_ int listener = -1;
	_cleanup_free_ char *name = NULL;

	if (options->certificate && !options->key)
		return error_new(ERROR_USAGE, "a certificate without its key");
	try(addresses_parse(options->proxies, &started->proxies));
	if (options->certificate)
		try(tls_open(options->certificate, options->key, &started->tls));
	try(connections_watch(&started->connections));
	try(listen_open(options->listen, &listener));
	name = listen_name(listener);
	started->url = xasprintf("%s://%s/", started->tls ? "https" : "http", name);
	/* libmicrohttpd closes it if it does not start. */
	try(start_daemon(started, options, take_fd(&listener)));
	*server = take(started);
	return NULL;
}

const char *http_url(const struct http_server *server)
{
	return server->url;
}

struct error *http_reload(struct http_server *server)
{
	return server->tls ? tls_reload(server->tls) : NULL;
}

/*
 * Those who come now are turned away at once. The socket is closed when no thread is left that
 * could be about to accept at its number; systemd's goes on listening, for who is started after us.
 */
void http_stop(struct http_server *server, unsigned int seconds)
{
	const int listener = MHD_quiesce_daemon(server->daemon);

	if (!server->is_of_systemd)
		shutdown(listener, SHUT_RDWR);
	connections_drain(&server->connections, seconds);
	MHD_stop_daemon(server->daemon);
	close(listener);
	server_free(server);
}

void http_count(const struct http_server *server, struct http_counts *counts)
{
	const struct http_counts *from = &server->counts;

	counts->requests = __atomic_load_n(&from->requests, __ATOMIC_RELAXED);
	counts->dropped = __atomic_load_n(&from->dropped, __ATOMIC_RELAXED);
	counts->limited = __atomic_load_n(&from->limited, __ATOMIC_RELAXED);
	for (size_t i = 0; i < ARRAY_SIZE(counts->answers); i++)
		counts->answers[i] = __atomic_load_n(&from->answers[i], __ATOMIC_RELAXED);
}

void http_count_there(const struct http_request *request, struct http_counts *counts)
{
	http_count(request->server, counts);
}
