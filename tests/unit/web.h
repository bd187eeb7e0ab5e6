/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A server on loopback for the tests of lib/http, and clients that are polite, clumsy, slow or
 * hostile. Texts that are yielded are the caller's.
 */
#ifndef SUTURE_TESTS_WEB_H
#define SUTURE_TESTS_WEB_H

#include <netinet/in.h>
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http/http.h"

/* GET /wait posts the one when it is there, and waits for the other. */
extern sem_t web_entered, web_released;

/* What all of these servers serve. */
extern const struct http_application web_application;

/* Before the tests. */
void web_set_up(void);

/* What is not said of the options is so that tests are quick. Two threads, at a free port. */
struct http_server *web_start(struct http_options options);
in_port_t web_port(const struct http_server *server);

/* ---- a connection ---- */

int web_dial(in_port_t port);
void web_put(int fd, const char *data, size_t size);
void web_put_text(int fd, const char *text);
/* Until the server ends it; until a text has come. */
char *web_get_all(int fd);
char *web_get_until(int fd, const char *text);

/* ---- a connection for one question ---- */

#define END "Host: a\r\nConnection: close\r\n\r\n"

char *web_ask_bytes(const struct http_server *server, const char *data, size_t size);
char *web_ask(const struct http_server *server, const char *text);
unsigned int web_status(const char *answer);
const char *web_body(const char *answer);
/* How often something stands in it. */
unsigned int web_count(const char *text, const char *what);
/* body NULL: whichever it is. */
void web_expect(const struct http_server *server, const char *request, unsigned int status,
		const char *body);
void web_expect_header(const char *answer, const char *header, bool is_there);

/* ---- time ---- */

void web_sleep(unsigned int milliseconds);
uint64_t web_milliseconds(void);

#endif
