/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Many machines that there are not:
 *
 *	machines key STORE			add an access key to the store, and print it
 *	machines letter FORM KEY		print a letter (see forms below)
 *	machines run URL KEY N SECONDS [LOG]	enrol N machines, then have them report as fast
 *						as the service answers, and print how fast that
 *						was. LOG gets "UUID SERIAL" of the last letter
 *						of each that was answered
 *	machines check STORE LOG		is everything in the store that was answered?
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/json.h"
#include "base/memory.h"
#include "client.h"
#include "fleet/key.h"
#include "fleet/view.h"
#include "made_up.h"
#include "times.h"

#define N_THREADS 32

static int fail(struct error *error)
{
	error_print(error, stderr);
	error_free(error);
	return 1;
}

/* ---- a key ---- */

static struct error *add_key(const char *url, struct secret *secret)
{
	const struct actor actor = { .name = "a test", .role = ROLE_APPROVER };
	struct access_key key = { .admits = ADMIT_ALLOWED, .label = "machines" };
	_cleanup_db_ struct db *db = NULL;
	bool found;

	try(db_open(url, &db));
	try(view_integer(db, "SELECT id FROM account WHERE name = 'default'", DB_NO_VALUES, &found,
			 &key.account));
	try(view_integer(db, "SELECT id FROM fleet_group WHERE name = 'default'", DB_NO_VALUES,
			 &found, &key.group));
	return access_key_add(db, &actor, (int64_t)time(NULL), &key, secret);
}

static int make_key(char **arguments)
{
	struct secret secret;
	struct error *error = add_key(arguments[0], &secret);

	return error ? fail(error) : puts(secret.text) < 0;
}

/* ---- one letter ---- */

static char *write_enrolment(struct made_up *machine, const char *key)
{
	return made_up_enrolment(machine, key);
}

static char *write_report(struct made_up *machine, const char *key)
{
	(void)key;
	return made_up_letter(machine);
}

static char *write_renewal(struct made_up *machine, const char *key)
{
	struct made_up next;
	char *letter;

	(void)key;
	made_up_init(&next, "next");
	letter = made_up_renewal(machine, &next);
	made_up_deinit(&next);
	return letter;
}

/* What is signed is another name than what is sent. */
static char *write_forgery(struct made_up *machine, const char *key)
{
	char *letter = made_up_enrolment(machine, key);

	*strstr(letter, "alpha") = 'A';
	return letter;
}

static char *write_odd(struct made_up *machine, const char *key)
{
	json_object_set_new(machine->report, "about_to", json_string("perhaps"));
	return made_up_enrolment(machine, key);
}

static const struct form {
	const char *name;
	char *(*write)(struct made_up *machine, const char *key);
} forms[] = {
	{ "enrol", write_enrolment }, { "report", write_report }, { "renew", write_renewal },
	{ "forged", write_forgery },  { "odd", write_odd },
};

static int print_letter(char **arguments)
{
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		_cleanup_free_ char *letter = NULL;
		struct made_up machine;

		if (strcmp(forms[i].name, arguments[0]))
			continue;
		made_up_init(&machine, "alpha");
		letter = forms[i].write(&machine, arguments[1]);
		made_up_deinit(&machine);
		return fputs(letter, stdout) < 0;
	}
	return 1;
}

/* ---- many ---- */

struct worker {
	pthread_t thread;
	struct client client;
	const char *access_key;
	struct made_up *machines;
	uint64_t *acknowledged; /* the serial of each one */
	size_t n_machines;
	struct times times; /* of each report */
	unsigned int n_refused;
};

static int64_t deadline;
static bool is_lost; /* the service went away */

/* Every tenth time a machine stands in another way. */
static char *next_report(struct made_up *machine)
{
	if (machine->serial % 10 == 0)
		made_up_update(machine, "fix-0", machine->serial % 20 ? "lost" : "applied", NULL);
	return made_up_letter(machine);
}

static void post(struct worker *worker, size_t i, const char *path, char *letter)
{
	_cleanup_free_ char *owned = letter;
	const int status = client_post(&worker->client, path, owned);

	if (status == 200)
		worker->acknowledged[i] = worker->machines[i].serial;
	else if (status)
		worker->n_refused++;
	else
		__atomic_store_n(&is_lost, true, __ATOMIC_RELAXED);
}

static bool is_over(void)
{
	return __atomic_load_n(&is_lost, __ATOMIC_RELAXED);
}

static void *enrol_all(void *data)
{
	struct worker *worker = data;

	for (size_t i = 0; i < worker->n_machines && !is_over(); i++)
		post(worker, i, "/api/1/enrol",
		     made_up_enrolment(&worker->machines[i], worker->access_key));
	return NULL;
}

static void *report_all(void *data)
{
	struct worker *worker = data;

	for (size_t i = 0; microseconds() < deadline && !is_over();
	     i = (i + 1) % worker->n_machines) {
		char *letter = next_report(&worker->machines[i]);
		const int64_t begun = microseconds();

		post(worker, i, "/api/1/report", letter);
		times_add(&worker->times, microseconds() - begun);
	}
	return NULL;
}

static void run_threads(struct worker *workers, size_t n, void *(*run)(void *data))
{
	for (size_t i = 0; i < n; i++)
		if (pthread_create(&workers[i].thread, NULL, run, &workers[i]))
			abort();
	for (size_t i = 0; i < n; i++)
		pthread_join(workers[i].thread, NULL);
}

static void print_times(const struct worker *workers, size_t n, int64_t taken)
{
	_cleanup_(times_deinit)
	struct times times = {};
	unsigned int n_refused = 0;

	for (size_t i = 0; i < n; i++) {
		n_refused += workers[i].n_refused;
		times_append(&times, &workers[i].times);
	}
	times_print(&times, taken, n_refused);
}

/* ---- a fleet ---- */

struct fleet {
	struct worker *workers;
	size_t n_workers;
	struct made_up *machines;
	uint64_t *acknowledged;
	size_t n_machines;
};

static void fleet_deinit(struct fleet *fleet)
{
	for (size_t i = 0; i < fleet->n_machines; i++)
		made_up_deinit(&fleet->machines[i]);
	for (size_t i = 0; i < fleet->n_workers; i++)
		times_deinit(&fleet->workers[i].times);
	free(fleet->workers);
	free(fleet->machines);
	free(fleet->acknowledged);
}

/* Each worker has its share of the machines, one at least. */
static void fleet_init(struct fleet *fleet, size_t n_machines, const struct worker *template)
{
	const size_t n = n_machines < N_THREADS ? n_machines : N_THREADS;

	*fleet = (struct fleet){ .workers = xcalloc(n, sizeof(*fleet->workers)),
				 .n_workers = n,
				 .machines = xcalloc(n_machines, sizeof(*fleet->machines)),
				 .acknowledged = xcalloc(n_machines, sizeof(uint64_t)),
				 .n_machines = n_machines };
	for (size_t i = 0; i < n; i++) {
		const size_t first = i * n_machines / n;

		fleet->workers[i] = *template;
		fleet->workers[i].machines = fleet->machines + first;
		fleet->workers[i].acknowledged = fleet->acknowledged + first;
		fleet->workers[i].n_machines = (i + 1) * n_machines / n - first;
	}
	for (size_t i = 0; i < n_machines; i++) {
		made_up_init(&fleet->machines[i], "made-up");
		made_up_dress(&fleet->machines[i]);
	}
}

static void enrol_and_report(struct fleet *fleet, int64_t seconds)
{
	int64_t begun = microseconds();

	run_threads(fleet->workers, fleet->n_workers, enrol_all);
	printf("%zu enrolments, %.0f a second\n", fleet->n_machines,
	       (double)fleet->n_machines * 1e6 / (double)(microseconds() - begun));
	begun = microseconds();
	deadline = begun + seconds * 1000000;
	run_threads(fleet->workers, fleet->n_workers, report_all);
	print_times(fleet->workers, fleet->n_workers, microseconds() - begun);
}

static int write_log(const char *path, const struct fleet *fleet)
{
	FILE *log = fopen(path, "w");

	if (!log)
		return 1;
	for (size_t i = 0; i < fleet->n_machines; i++)
		fprintf(log, "%s %llu\n", fleet->machines[i].uuid,
			(unsigned long long)fleet->acknowledged[i]);
	return fclose(log);
}

/* A service that goes away in the midst of it is what some tests want. */
static int run(char **arguments)
{
	_cleanup_(fleet_deinit)
	struct fleet fleet = {};
	struct worker template = { .access_key = arguments[1], .client.fd = -1 };
	const size_t n_machines = strtoul(arguments[2], NULL, 10);

	if (!n_machines ||
	    !client_parse(arguments[0], &template.client.host, &template.client.port))
		return 1;
	fleet_init(&fleet, n_machines, &template);
	enrol_and_report(&fleet, strtol(arguments[3], NULL, 10));
	return arguments[4] ? write_log(arguments[4], &fleet) : 0;
}

/* ---- what is there ---- */

static struct error *check_one(struct db *db, const char *uuid, int64_t serial, int *n_lost)
{
	int64_t found = 0;
	bool is_there;

	try(view_integer(db, "SELECT serial FROM machine WHERE uuid = $1", DB_VALUES(db_text(uuid)),
			 &is_there, &found));
	if (serial && found < serial) {
		printf("%s: %lld was answered, %lld is there\n", uuid, (long long)serial,
		       (long long)found);
		++*n_lost;
	}
	return NULL;
}

static struct error *check_all(const char *url, FILE *log, int *n_lost)
{
	_cleanup_db_ struct db *db = NULL;
	char uuid[UUID_TEXT_SIZE];
	long long serial, n = 0;

	try(db_open(url, &db));
	while (fscanf(log, "%36s %lld", uuid, &serial) == 2) {
		n += serial > 0;
		try(check_one(db, uuid, serial, n_lost));
	}
	if (!n)
		return error_new(ERROR_USAGE, "nothing was answered");
	return NULL;
}

static int check(char **arguments)
{
	_cleanup_fclose_ FILE *log = fopen(arguments[1], "r");
	int n_lost = 0;
	struct error *error;

	if (!log)
		return 1;
	error = check_all(arguments[0], log, &n_lost);
	if (error)
		return fail(error);
	printf("%d lost\n", n_lost);
	return n_lost > 0;
}

static const struct verb {
	const char *name;
	int n_arguments;
	int (*run)(char **arguments);
} verbs[] = {
	{ "key", 1, make_key },
	{ "letter", 2, print_letter },
	{ "run", 4, run },
	{ "check", 2, check },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < ARRAY_SIZE(verbs); i++)
		if (!strcmp(verbs[i].name, argv[1]) && argc - 2 >= verbs[i].n_arguments)
			return verbs[i].run(argv + 2);
	fputs("usage: machines key STORE | letter FORM KEY | run URL KEY N SECONDS [LOG]"
	      " | check STORE LOG\n",
	      stderr);
	return 2;
}
