/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What all requests of a server share. */
#ifndef SUTURE_HTTP_SERVER_H
#define SUTURE_HTTP_SERVER_H

#include <microhttpd.h>

#include "http/connection.h"
#include "http/http.h"

struct http_server {
	struct http_application application;
	unsigned int connections_max;
	struct addresses proxies;
	struct tls *tls;	/* NULL: none */
	struct limit *limit;
	struct connections connections;
	struct MHD_Daemon *daemon;
	char *url;
	bool is_of_systemd; /* the socket that it listens at */
	struct http_counts counts; /* changed by atomic operations */
};

/* ---- serve.c: what libmicrohttpd calls; the context is the server ---- */

enum MHD_Result serve_admit(void *context, const struct sockaddr *address, socklen_t size);
void serve_connection(void *context, struct MHD_Connection *mhd, void **own,
		      enum MHD_ConnectionNotificationCode code);
void *serve_first_line(void *context, const char *target, struct MHD_Connection *mhd);
enum MHD_Result serve_request(void *context, struct MHD_Connection *mhd, const char *path,
			      const char *method, const char *version, const char *data,
			      size_t *size, void **own);
void serve_end(void *context, struct MHD_Connection *mhd, void **own,
	       enum MHD_RequestTerminationCode code);

#endif
