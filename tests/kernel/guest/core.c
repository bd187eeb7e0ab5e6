/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * core: the core module's interface for the shell scripts of the kernel tests, without the
 * client's manifests, retries and care.
 *
 *	core load FILE [PARAMETER...]	finit_module
 *	core unload NAME		delete_module
 *	core switch [-n] [+ID|-ID]...	one transaction: apply the +, reverse the -; -n: dry run
 *	core cycle ID N			apply and reverse ID N times; a switch that is busy is
 *					tried again, and the attempts are not told
 *
 * Prints one line for what was done or "refused TOKEN [FUNCTION] [OTHER-UPDATE]", and one for each
 * task that was in the way. Exit status 0 done, 1 refused, 2 usage or no core.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <suture/abi.h>
#include <suture/refusal.h>

enum { DONE, REFUSED, NO_USE };

#define IDS_MAX 8
#define ATTEMPTS_MAX 1000

static int device = -1;

static const char *token_of(__u32 code)
{
	static const struct {
		__u32 code;
		const char *token;
	} tokens[] = {
#define TOKEN(name, number, token, text, remedy) { number, token },
		SUTURE_REFUSALS(TOKEN)
#undef TOKEN
	};

	for (size_t i = 0; i < sizeof(tokens) / sizeof(tokens[0]); i++)
		if (tokens[i].code == code)
			return tokens[i].token;
	return "unknown";
}

static bool open_device(void)
{
	if (device < 0)
		device = open(SUTURE_DEVICE, O_RDWR | O_CLOEXEC);
	return device >= 0;
}

static int print_refusal(const struct suture_refusal_record *record, int number)
{
	if (!record->code)
		printf("refused: %s\n", strerror(number));
	else
		printf("refused %s%s%s%s%s\n", token_of(record->code),
		       *record->function ? " " : "", record->function,
		       *record->other ? " " : "", record->other);
	return REFUSED;
}

/* A refusal of the core's differs from the one before it, or it is the kernel's own no. */
static int load(int argc, char **argv)
{
	struct suture_refusal_record before = { 0 }, after = { 0 };
	char parameters[256] = "";
	int number, fd = open(argv[0], O_RDONLY | O_CLOEXEC);

	for (int i = 1; i < argc; i++) {
		strncat(parameters, argv[i], sizeof(parameters) - strlen(parameters) - 2);
		strcat(parameters, " ");
	}
	if (open_device())
		ioctl(device, SUTURE_IOC_REFUSAL, &before);
	if (!syscall(SYS_finit_module, fd, parameters, 0)) {
		printf("loaded\n");
		return DONE;
	}
	number = errno;
	if (device >= 0)
		ioctl(device, SUTURE_IOC_REFUSAL, &after);
	if (after.error != -number)
		memset(&after, 0, sizeof(after));
	return print_refusal(&after, number);
}

static int unload(int argc, char **argv)
{
	(void)argc;
	if (syscall(SYS_delete_module, argv[0], O_NONBLOCK))
		printf("refused: %s\n", strerror(errno));
	else
		printf("unloaded\n");
	return 0;
}

static void print_blockers(const struct suture_switch *request)
{
	for (unsigned int i = 0; i < request->n_blockers && i < SUTURE_BLOCKERS_MAX; i++)
		printf("in the way: %.16s in %s\n", request->blockers[i].comm,
		       request->blockers[i].function);
}

static int run_switch(struct suture_switch *request, char (*ids)[SUTURE_ID_MAX])
{
	request->size = sizeof(*request);
	request->ids = (unsigned long)ids;
	return ioctl(device, SUTURE_IOC_SWITCH, request) ? errno : 0;
}

static int switch_ids(int argc, char **argv)
{
	char ids[IDS_MAX][SUTURE_ID_MAX] = { 0 };
	struct suture_switch request = { 0 };
	int number;

	for (int i = 0; i < argc && i < IDS_MAX; i++) {
		if (!strcmp(argv[i], "-n")) {
			request.flags = SUTURE_SWITCH_DRY_RUN;
			continue;
		}
		snprintf(ids[request.n_apply + request.n_reverse], SUTURE_ID_MAX, "%s",
			 argv[i] + 1);
		if (*argv[i] == '+')
			request.n_apply++;
		else
			request.n_reverse++;
	}
	number = run_switch(&request, ids);
	if (!number)
		printf("switched %u\n", request.n_functions);
	else
		print_refusal(&request.refusal, number);
	print_blockers(&request);
	return number ? REFUSED : DONE;
}

/* One direction; 0 or the errno that is not a matter of trying again. */
static int switch_patiently(const char *id, bool apply, unsigned int *attempts)
{
	char ids[1][SUTURE_ID_MAX] = { 0 };

	snprintf(ids[0], SUTURE_ID_MAX, "%s", id);
	for (unsigned int i = 0; i < ATTEMPTS_MAX; i++) {
		struct suture_switch request = { .n_apply = apply, .n_reverse = !apply };
		int number = run_switch(&request, ids);

		++*attempts;
		if (number != EBUSY)
			return number ? print_refusal(&request.refusal, number), number : 0;
		usleep(20000);
	}
	printf("busy for ever\n");
	return EBUSY;
}

static int cycle(int argc, char **argv)
{
	unsigned int n = argc > 1 ? (unsigned int)atoi(argv[1]) : 1, attempts = 0;

	for (unsigned int i = 0; i < n; i++)
		if (switch_patiently(argv[0], true, &attempts) ||
		    switch_patiently(argv[0], false, &attempts))
			return REFUSED;
	printf("cycled %u\n", n);
	fprintf(stderr, "%u switches in %u attempts\n", 2 * n, attempts);
	return DONE;
}

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	bool needs_core;
} verbs[] = {
	{ "load", load, false },
	{ "unload", unload, false },
	{ "switch", switch_ids, true },
	{ "cycle", cycle, true },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 2 && i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (strcmp(argv[1], verbs[i].name))
			continue;
		if (verbs[i].needs_core && !open_device()) {
			perror(SUTURE_DEVICE);
			return NO_USE;
		}
		return verbs[i].run(argc - 2, argv + 2);
	}
	fprintf(stderr, "usage: core load|unload|switch|cycle ARGUMENT...\n");
	return NO_USE;
}
