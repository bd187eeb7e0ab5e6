/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/kept.h"

#include <pthread.h>
#include <stdbool.h>
#include <time.h>

#include "base/memory.h"

struct entry {
	const void *owner; /* NULL: free */
	int64_t number;
	json_t *value; /* NULL: there was none yet */
	int64_t made;  /* seconds of the monotonic clock */
	bool is_being_made;
};

static struct entry entries[64];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t was_made = PTHREAD_COND_INITIALIZER;

static int64_t monotonic_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

/* ---- under the lock ---- */

static struct entry *find(const void *owner, int64_t number)
{
	for (size_t i = 0; i < ARRAY_SIZE(entries); i++)
		if (entries[i].owner == owner && entries[i].number == number)
			return &entries[i];
	return NULL;
}

/* A free one, or the oldest of those that nobody is at; NULL: all are being made. */
static struct entry *find_place(void)
{
	struct entry *place = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(entries); i++) {
		struct entry *entry = &entries[i];

		if (!entry->owner)
			return entry;
		if (!entry->is_being_made && (!place || entry->made < place->made))
			place = entry;
	}
	return place;
}

static void empty(struct entry *entry)
{
	json_decref(entry->value);
	*entry = (struct entry){};
}

static bool is_younger(const struct entry *entry, int64_t seconds)
{
	return entry->value && monotonic_seconds() - entry->made < seconds;
}

/* The value that will do, or NULL and the entry that is now the caller's to make. */
static json_t *look(const void *owner, int64_t number, struct entry **mine)
{
	for (;;) {
		struct entry *entry = find(owner, number);

		if (entry && is_younger(entry, entry->is_being_made ? KEPT_STALE : KEPT_FRESH))
			return json_incref(entry->value);
		if (entry && !entry->is_being_made) {
			*mine = entry;
			break;
		}
		if (!entry && (entry = find_place())) {
			empty(entry);
			*mine = entry;
			break;
		}
		pthread_cond_wait(&was_made, &lock);
	}
	(*mine)->owner = owner;
	(*mine)->number = number;
	(*mine)->is_being_made = true;
	return NULL;
}

static void put(struct entry *entry, json_t *value)
{
	entry->is_being_made = false;
	if (value) {
		json_decref(entry->value);
		entry->value = json_incref(value);
		entry->made = monotonic_seconds();
	}
	pthread_cond_broadcast(&was_made);
}

/* ---- without it ---- */

struct error *kept_get(const void *owner, int64_t number,
		       struct error *(*make)(const void *context, json_t **value),
		       const void *context, json_t **value)
{
	struct entry *mine = NULL;
	struct error *error;
	json_t *made;

	pthread_mutex_lock(&lock);
	made = look(owner, number, &mine);
	pthread_mutex_unlock(&lock);
	if (made) {
		*value = made;
		return NULL;
	}
	error = make(context, &made);
	pthread_mutex_lock(&lock);
	put(mine, error ? NULL : made);
	pthread_mutex_unlock(&lock);
	if (!error)
		*value = made;
	return error;
}

void kept_forget(const void *owner)
{
	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < ARRAY_SIZE(entries); i++)
		if (entries[i].owner == owner)
			empty(&entries[i]);
	pthread_mutex_unlock(&lock);
}
