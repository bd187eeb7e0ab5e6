/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who takes a service's messages, on loopback, in a thread for each connection: "/ok" takes it,
 * "/500" does not, "/redirect" leads to /ok, "/hang" says nothing. One message a connection.
 */
#ifndef SUTURE_TESTS_RECEIVER_H
#define SUTURE_TESTS_RECEIVER_H

struct receiver {
	int port, socket;
	int n_requests;
	char last[8192]; /* the one that came last, as it came */
};

struct receiver *receiver_start(void);
void receiver_stop(struct receiver **receiver);

#endif
