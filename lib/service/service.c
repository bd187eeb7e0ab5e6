/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/service.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "base/hex.h"
#include "base/memory.h"
#include "fleet/lease.h"
#include "fleet/schema.h"

#define OWNER_SIZE 16

/* Those that came before stay: somebody may be reading them. */
struct kept_options {
	struct service_options options;
	struct kept_options *before;
};

struct service {
	struct kept_options *kept; /* changed by one thread, read by all */
	char *store;
	pthread_key_t reader; /* a thread's struct db * */
	bool has_readers;
	int64_t since;
	char owner[2 * OWNER_SIZE + 1];
	struct writer *writer;
	struct intake_office office; /* the writer's, but for the conditions */
};

/* ---- options ---- */

const struct service_options *service_options(const struct service *service)
{
	return &__atomic_load_n(&service->kept, __ATOMIC_ACQUIRE)->options;
}

void service_set_options(struct service *service, const struct service_options *options)
{
	struct kept_options *kept = xcalloc(1, sizeof(*kept));

	kept->options = *options;
	kept->options.store = service->store;
	kept->options.name = xstrdup(options->name);
	kept->before = service->kept;
	__atomic_store_n(&service->kept, kept, __ATOMIC_RELEASE);
}

static void free_options(struct kept_options *kept)
{
	while (kept) {
		struct kept_options *before = kept->before;

		free((char *)kept->options.name);
		free(kept);
		kept = before;
	}
}

/* ---- reading ---- */

static void close_reader(void *db)
{
	db_close(db);
}

struct error *service_db(struct service *service, struct db **db)
{
	struct db *reader = pthread_getspecific(service->reader);

	if (!reader) {
		try(db_open(service->store, &reader));
		errno = pthread_setspecific(service->reader, reader);
		if (errno) {
			db_close(reader);
			return error_errno("cannot keep a connection");
		}
	}
	*db = reader;
	return NULL;
}

/* ---- writing ---- */

static void forget(void *context)
{
	struct service *service = context;

	intake_forget(&service->office);
}

struct error *service_change(struct service *service,
			     struct error *(*work)(struct db *db, void *data), void *data)
{
	return writer_run(service->writer, work, data);
}

struct intake_office *service_office(struct service *service)
{
	service->office.interval = service_options(service)->interval;
	return &service->office;
}

struct condition_cache *service_conditions(struct service *service)
{
	return &service->office.cache;
}

int64_t service_now(void)
{
	const char *told = getenv("SUTURE_NOW");

	return told ? strtoll(told, NULL, 10) : (int64_t)time(NULL);
}

int64_t service_since(const struct service *service)
{
	return service->since;
}

const char *service_owner(const struct service *service)
{
	return service->owner;
}

/* ---- the whole ---- */

static struct error *name_owner(char owner[2 * OWNER_SIZE + 1])
{
	unsigned char bits[OWNER_SIZE];
	_cleanup_free_ char *digits = NULL;

	if (getrandom(bits, sizeof(bits), 0) != sizeof(bits))
		return error_errno("cannot get random bits");
	digits = hex_text(bits, sizeof(bits));
	strcpy(owner, digits);
	return NULL;
}

static struct error *migrate(const char *store)
{
	_cleanup_db_ struct db *db = NULL;

	try(db_open(store, &db));
	return db_migrate(db, fleet_migrations, fleet_n_migrations);
}

/* Whoever closes it has read by a connection of this thread, too. */
static void close_readers(struct service *service)
{
	db_close(pthread_getspecific(service->reader));
	pthread_key_delete(service->reader);
}

/* What this one would have done is the others' at once. Else it is when its leases expire. */
static void end_leases(struct service *service)
{
	if (service->writer)
		error_free(service_change(service, lease_end_all, service->owner));
}

void service_close(struct service *service)
{
	if (!service)
		return;
	end_leases(service);
	writer_stop(service->writer);
	intake_forget(&service->office);
	if (service->has_readers)
		close_readers(service);
	free_options(service->kept);
	free(service->store);
	free(service);
}
DEFINE_CLEANUP(struct service *, service_close);

struct error *service_open(const struct service_options *options, struct service **service)
{
	_cleanup_(service_closep)
	struct service *opened = xcalloc(1, sizeof(*opened));

	opened->since = service_now();
	opened->store = xstrdup(options->store);
	service_set_options(opened, options);
	try(name_owner(opened->owner));
	try(migrate(opened->store));
	errno = pthread_key_create(&opened->reader, close_reader);
	if (errno)
		return error_errno("cannot make a key of threads");
	opened->has_readers = true;
	try(writer_start(opened->store, forget, opened, &opened->writer));
	*service = take(opened);
	return NULL;
}
