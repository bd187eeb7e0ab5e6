/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/writer.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/memory.h"

#define BATCH_MAX 500
#define ATTEMPTS  10

/* Of a thread that waits for it, on its stack. */
struct piece {
	struct error *(*work)(struct db *db, void *data);
	void *data;
	struct error *error;
	bool is_done;
	pthread_cond_t done;
	struct piece *next;
};

struct writer {
	struct db *db;
	void (*forget)(void *context);
	void *context;
	pthread_t thread;
	pthread_mutex_t lock; /* of what is below */
	pthread_cond_t filled;
	struct piece *first, **last;
	bool ends;
};

/* ---- one transaction ---- */

/* A refusal is an answer, and has changed nothing; but for those of the database. */
static bool is_answer(const struct error *error)
{
	return !error ||
	       (error->kind == ERROR_REFUSED && error->refusal != SUTURE_REFUSAL_DATABASE &&
		error->refusal != SUTURE_REFUSAL_DATABASE_BUSY);
}

static struct error *work_all(struct db *db, void *data)
{
	for (struct piece *piece = data; piece; piece = piece->next) {
		error_free(piece->error);
		piece->error = piece->work(db, piece->data);
		if (!is_answer(piece->error)) {
			struct error *error = piece->error;

			piece->error = NULL;
			return error;
		}
	}
	return NULL;
}

static void roll_back(struct writer *writer)
{
	db_rollback(writer->db);
	if (writer->forget)
		writer->forget(writer->context);
}

/* Writers of other daemons wait at the lock. All of it is committed, or forgotten. */
static struct error *write_once(struct writer *writer, struct piece *pieces)
{
	struct error *error = db_begin(writer->db);

	if (!error)
		error = db_lock(writer->db);
	if (!error)
		error = work_all(writer->db, pieces);
	if (!error)
		error = db_commit(writer->db);
	if (error)
		roll_back(writer);
	return error;
}

static bool is_collision(const struct error *error)
{
	return error && error->kind == ERROR_REFUSED &&
	       error->refusal == SUTURE_REFUSAL_DATABASE_BUSY;
}

/* Not by transaction_run(), which would try again with what was kept of the try that failed. */
static void write_alone(struct writer *writer, struct piece *piece)
{
	struct piece alone = { .work = piece->work, .data = piece->data };
	struct error *error = write_once(writer, &alone);

	for (int i = 1; i < ATTEMPTS && is_collision(error); i++) {
		error_free(error);
		error = write_once(writer, &alone);
	}
	error_free(piece->error);
	piece->error = error ? error : alone.error;
	if (error)
		error_free(alone.error);
}

static void write_batch(struct writer *writer, struct piece *pieces)
{
	_cleanup_error_ struct error *error = write_once(writer, pieces);

	for (struct piece *piece = error ? pieces : NULL; piece; piece = piece->next)
		write_alone(writer, piece);
}

/* ---- the thread ---- */

static struct piece *take_batch(struct writer *writer)
{
	struct piece *pieces = writer->first, **end = &writer->first;

	for (int n = 0; *end && n < BATCH_MAX; n++)
		end = &(*end)->next;
	writer->first = *end;
	*end = NULL;
	if (!writer->first)
		writer->last = &writer->first;
	return pieces;
}

/* A piece is gone as soon as its thread hears of it. */
static void tell(struct piece *pieces)
{
	for (struct piece *piece = pieces, *next; piece; piece = next) {
		next = piece->next;
		piece->is_done = true;
		pthread_cond_signal(&piece->done);
	}
}

static void *run(void *data)
{
	struct writer *writer = data;

	pthread_mutex_lock(&writer->lock);
	while (writer->first || !writer->ends) {
		struct piece *pieces;

		if (!writer->first) {
			pthread_cond_wait(&writer->filled, &writer->lock);
			continue;
		}
		pieces = take_batch(writer);
		pthread_mutex_unlock(&writer->lock);
		write_batch(writer, pieces);
		pthread_mutex_lock(&writer->lock);
		tell(pieces);
	}
	pthread_mutex_unlock(&writer->lock);
	return NULL;
}

struct error *writer_run(struct writer *writer, struct error *(*work)(struct db *db, void *data),
			 void *data)
{
	struct piece piece = { .work = work, .data = data };

	pthread_cond_init(&piece.done, NULL);
	pthread_mutex_lock(&writer->lock);
	*writer->last = &piece;
	writer->last = &piece.next;
	pthread_cond_signal(&writer->filled);
	while (!piece.is_done)
		pthread_cond_wait(&piece.done, &writer->lock);
	pthread_mutex_unlock(&writer->lock);
	pthread_cond_destroy(&piece.done);
	return piece.error;
}

struct error *writer_start(const char *url, void (*forget)(void *context), void *context,
			   struct writer **writer)
{
	struct writer *made = xcalloc(1, sizeof(*made));
	struct error *error = db_open(url, &made->db);

	made->forget = forget;
	made->context = context;
	made->last = &made->first;
	pthread_mutex_init(&made->lock, NULL);
	pthread_cond_init(&made->filled, NULL);
	errno = error ? 0 : pthread_create(&made->thread, NULL, run, made);
	if (!error && errno)
		error = error_errno("cannot start a thread");
	if (error) {
		db_close(made->db);
		free(made);
		return error;
	}
	*writer = made;
	return NULL;
}

void writer_stop(struct writer *writer)
{
	if (!writer)
		return;
	pthread_mutex_lock(&writer->lock);
	writer->ends = true;
	pthread_cond_signal(&writer->filled);
	pthread_mutex_unlock(&writer->lock);
	pthread_join(writer->thread, NULL);
	pthread_cond_destroy(&writer->filled);
	pthread_mutex_destroy(&writer->lock);
	db_close(writer->db);
	free(writer);
}
