/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "http/connection.h"

#include <errno.h>
#include <sys/ioctl.h>
#include <time.h>

#define SECOND 1000000000ULL
#define TICK   (SECOND / 10)

/* ---- time ---- */

static uint64_t nanoseconds(const struct timespec *time)
{
	return (uint64_t)time->tv_sec * SECOND + (uint64_t)time->tv_nsec;
}

uint64_t monotonic_now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return nanoseconds(&time);
}

/* Until something has changed, or this moment. The mutex is held. */
static void wait_until(struct connections *connections, uint64_t moment)
{
	const struct timespec time = { (time_t)(moment / SECOND), (long)(moment % SECOND) };

	pthread_cond_timedwait(&connections->changed, &connections->mutex, &time);
}

/* ---- cutting off ---- */

/* Who has sent something already is in the midst of a request that we have not seen. */
static bool is_silent(const struct connection *connection)
{
	int size = 0;

	return ioctl(connection->socket, FIONREAD, &size) == 0 && size == 0;
}

static bool is_over(const struct connections *connections, const struct connection *connection,
		    uint64_t now)
{
	if (connection->deadline && connection->deadline <= now)
		return true;
	return connections->drains && connection->is_idle && is_silent(connection);
}

static void cut_off(struct connections *connections)
{
	const uint64_t now = monotonic_now();
	struct connection *connection;

	LIST_FOREACH(connection, &connections->all, others)
	if (is_over(connections, connection, now))
		shutdown(connection->socket, SHUT_RDWR);
}

static void *reap(void *context)
{
	struct connections *connections = context;

	pthread_mutex_lock(&connections->mutex);
	while (!connections->ends) {
		const uint64_t next = monotonic_now() + TICK;

		cut_off(connections);
		while (!connections->ends && monotonic_now() < next)
			wait_until(connections, next);
	}
	pthread_mutex_unlock(&connections->mutex);
	return NULL;
}

/* ---- one ---- */

static void set(struct connections *connections, struct connection *connection, bool is_idle,
		uint64_t nanoseconds)
{
	pthread_mutex_lock(&connections->mutex);
	connection->is_idle = is_idle;
	connection->deadline = nanoseconds ? monotonic_now() + nanoseconds : 0;
	pthread_mutex_unlock(&connections->mutex);
}

void connection_asks(struct connections *connections, struct connection *connection)
{
	set(connections, connection, false, connections->patience * SECOND);
}

void connection_waits(struct connections *connections, struct connection *connection)
{
	set(connections, connection, false, 0);
}

void connection_answers(struct connections *connections, struct connection *connection,
			uint64_t size)
{
	set(connections, connection, false,
	    (connections->patience + size / CONNECTION_TRICKLE) * SECOND);
}

void connection_rests(struct connections *connections, struct connection *connection)
{
	set(connections, connection, true, connections->patience * SECOND);
}

/* ---- all ---- */

/*
 * Strangers begin handshakes for nothing, and have us reckon. That one is over nobody tells us; but
 * who has ended it has something to ask.
 */
static unsigned int first_patience(const struct connections *connections,
				   const struct connection *connection)
{
	return connection->identity && connections->handshake < connections->patience
		       ? connections->handshake
		       : connections->patience;
}

unsigned int connections_add(struct connections *connections, struct connection *connection)
{
	unsigned int number;

	pthread_mutex_lock(&connections->mutex);
	connection->is_idle = true;
	connection->deadline = monotonic_now() + first_patience(connections, connection) * SECOND;
	LIST_INSERT_HEAD(&connections->all, connection, others);
	number = ++connections->number;
	pthread_mutex_unlock(&connections->mutex);
	return number;
}

void connections_remove(struct connections *connections, struct connection *connection)
{
	pthread_mutex_lock(&connections->mutex);
	LIST_REMOVE(connection, others);
	connections->number--;
	if (connections->drains)
		pthread_cond_broadcast(&connections->changed);
	pthread_mutex_unlock(&connections->mutex);
}

unsigned int connections_count(struct connections *connections)
{
	unsigned int number;

	pthread_mutex_lock(&connections->mutex);
	number = connections->number;
	pthread_mutex_unlock(&connections->mutex);
	return number;
}

bool connections_drains(struct connections *connections)
{
	bool drains;

	pthread_mutex_lock(&connections->mutex);
	drains = connections->drains;
	pthread_mutex_unlock(&connections->mutex);
	return drains;
}

bool connections_drain(struct connections *connections, unsigned int seconds)
{
	const uint64_t end = monotonic_now() + seconds * SECOND;
	bool drained;

	pthread_mutex_lock(&connections->mutex);
	connections->drains = true;
	while (connections->number && monotonic_now() < end)
		wait_until(connections, end);
	drained = !connections->number;
	pthread_mutex_unlock(&connections->mutex);
	return drained;
}

void connections_init(struct connections *connections, unsigned int patience,
		      unsigned int handshake)
{
	pthread_condattr_t attributes;

	*connections = (struct connections){ .patience = patience, .handshake = handshake };
	LIST_INIT(&connections->all);
	pthread_mutex_init(&connections->mutex, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&connections->changed, &attributes);
	pthread_condattr_destroy(&attributes);
}

struct error *connections_watch(struct connections *connections)
{
	errno = pthread_create(&connections->reaper, NULL, reap, connections);
	if (errno)
		return error_errno("cannot start a thread");
	connections->is_watched = true;
	return NULL;
}

void connections_deinit(struct connections *connections)
{
	pthread_mutex_lock(&connections->mutex);
	connections->ends = true;
	pthread_cond_broadcast(&connections->changed);
	pthread_mutex_unlock(&connections->mutex);
	if (connections->is_watched)
		pthread_join(connections->reaper, NULL);
	pthread_cond_destroy(&connections->changed);
	pthread_mutex_destroy(&connections->mutex);
}
