/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reports of machines that bulk has filled a store with:
 *
 *	reports first URL KEY		enrol the machine that is to be copied, which reports once
 *	reports send URL MACHINES N	N reports, each of any machine, written beforehand; print
 *					how fast they were taken
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/memory.h"
#include "client.h"
#include "copies.h"
#include "times.h"

#define N_SENDERS 64

struct sender {
	pthread_t thread;
	struct client client;
	unsigned int number;
	unsigned int n_machines;
	char **letters;
	size_t n_letters;
	struct times times;
	unsigned int n_refused;
};

/* ---- letters ---- */

/* One of this sender's own machines, so that the letters of each are sent one after the other. */
static unsigned int choose(const struct sender *sender, unsigned int *seed)
{
	const unsigned int each = sender->n_machines / N_SENDERS;

	return sender->number * each + (unsigned int)rand_r(seed) % each;
}

/* Serials go up with time: they are newer than those of any run before. */
static void *write_letters(void *data)
{
	struct sender *sender = data;
	const uint64_t serial = (uint64_t)time(NULL) * 1000000;
	unsigned int seed = sender->number;
	struct made_up machine;

	copies_first(&machine);
	for (size_t i = 0; i < sender->n_letters; i++) {
		copy_uuid(choose(sender, &seed), machine.uuid);
		machine.serial = serial + i;
		/* Every tenth one stands in another way than before. */
		if (i % 10 == 0)
			made_up_update(&machine, "fix-0", i % 20 ? "lost" : "applied", NULL);
		sender->letters[i] = made_up_letter(&machine);
	}
	made_up_deinit(&machine);
	return NULL;
}

static void *send_letters(void *data)
{
	struct sender *sender = data;

	for (size_t i = 0; i < sender->n_letters; i++) {
		const int64_t begun = microseconds();

		if (client_post(&sender->client, "/api/1/report", sender->letters[i]) != 200)
			sender->n_refused++;
		times_add(&sender->times, microseconds() - begun);
	}
	return NULL;
}

/* ---- senders ---- */

static void run_all(struct sender *senders, void *(*run)(void *data))
{
	for (size_t i = 0; i < N_SENDERS; i++)
		if (pthread_create(&senders[i].thread, NULL, run, &senders[i]))
			abort();
	for (size_t i = 0; i < N_SENDERS; i++)
		pthread_join(senders[i].thread, NULL);
}

static void print(const struct sender *senders, int64_t taken)
{
	_cleanup_(times_deinit)
	struct times times = {};
	unsigned int n_refused = 0;

	for (size_t i = 0; i < N_SENDERS; i++) {
		times_append(&times, &senders[i].times);
		n_refused += senders[i].n_refused;
	}
	times_print(&times, taken, n_refused);
}

static void sender_deinit(struct sender *sender)
{
	for (size_t i = 0; i < sender->n_letters; i++)
		free(sender->letters[i]);
	free(sender->letters);
	times_deinit(&sender->times);
}

static int send_all(char **arguments)
{
	_cleanup_free_ struct sender *senders = xcalloc(N_SENDERS, sizeof(*senders));
	const unsigned long n_machines = strtoul(arguments[1], NULL, 10);
	const size_t each = strtoul(arguments[2], NULL, 10) / N_SENDERS;
	const char *host, *port;
	int64_t begun;

	if (n_machines < N_SENDERS || n_machines > COPIES_MAX || !each ||
	    !client_parse(arguments[0], &host, &port))
		return 1;
	for (unsigned int i = 0; i < N_SENDERS; i++)
		senders[i] = (struct sender){ .client = { .host = host, .port = port, .fd = -1 },
					      .number = i,
					      .n_machines = (unsigned int)n_machines,
					      .letters = xcalloc(each, sizeof(char *)),
					      .n_letters = each };
	run_all(senders, write_letters);
	begun = microseconds();
	run_all(senders, send_letters);
	print(senders, microseconds() - begun);
	for (size_t i = 0; i < N_SENDERS; i++)
		sender_deinit(&senders[i]);
	return 0;
}

/* ---- the first ---- */

static bool post(struct client *client, const char *path, char *letter)
{
	_cleanup_free_ char *owned = letter;

	return client_post(client, path, owned) == 200;
}

static int enrol_first(char **arguments)
{
	_cleanup_free_ struct client *client = xcalloc(1, sizeof(*client));
	struct made_up machine;
	bool is_taken;

	client->fd = -1;
	if (!client_parse(arguments[0], &client->host, &client->port))
		return 1;
	copies_first(&machine);
	is_taken = post(client, "/api/1/enrol", made_up_enrolment(&machine, arguments[1])) &&
		   post(client, "/api/1/report", made_up_letter(&machine));
	made_up_deinit(&machine);
	return !is_taken;
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "first"))
		return enrol_first(argv + 2);
	if (argc == 5 && !strcmp(argv[1], "send"))
		return send_all(argv + 2);
	fputs("usage: reports first URL KEY | send URL MACHINES N\n", stderr);
	return 2;
}
