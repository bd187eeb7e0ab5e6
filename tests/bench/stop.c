/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stop: what is measured inside the guest.
 *
 *	stop load FILE			how long a module takes to load
 *	stop pause ID THREADS N		N times: an empty stop, an apply, an empty stop, a reversal,
 *					beside so many threads that sleep
 *	stop call N			one call of getppid(): N samples
 *
 * One sample a line, "KIND THREADS NANOSECONDS": the median is the host's business. For a switch
 * there follow the part of it that looks at stacks, how many were looked at, and the whole call.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <suture/abi.h>

#define CALLS 20000	/* of one sample */
#define ATTEMPTS_MAX 100
#define PER_PROCESS 1000	/* threads */

static void need(bool condition, const char *what)
{
	if (condition)
		return;
	perror(what);
	exit(1);
}

static long long now_ns(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static int load(int argc, char **argv)
{
	int fd = open(argv[0], O_RDONLY | O_CLOEXEC);
	long long start = now_ns();

	(void)argc;
	need(!syscall(SYS_finit_module, fd, "", 0), argv[0]);
	printf("load 0 %lld\n", now_ns() - start);
	return 0;
}

static void *sleep_for_ever(void *unused)
{
	for (;;)
		pause();
	return unused;
}

static void start_threads(unsigned int n)
{
	pthread_attr_t attributes;
	pthread_t thread;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, 16384);
	while (n--)
		need(!pthread_create(&thread, &attributes, sleep_for_ever, NULL), "thread");
}

/* A process of so many threads; it dies with us. Returns when they are there. */
static void start_process(unsigned int threads)
{
	int ends[2];
	char byte;

	need(!pipe(ends), "pipe");
	if (!fork()) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		start_threads(threads - 1);
		need(write(ends[1], "", 1) == 1, "pipe");
		sleep_for_ever(NULL);
	}
	close(ends[1]);
	need(read(ends[0], &byte, 1) == 1, "threads");
	close(ends[0]);
}

static void start_sleepers(unsigned int threads)
{
	for (; threads > PER_PROCESS; threads -= PER_PROCESS)
		start_process(PER_PROCESS);
	start_process(threads);
	sleep(2);
}

static void empty_stop(int device, const char *threads)
{
	struct suture_empty_stop stop = { 0 };

	need(!ioctl(device, SUTURE_IOC_EMPTY_STOP, &stop), "empty stop");
	printf("empty %s %llu\n", threads, stop.pause_ns);
}

static void switch_once(int device, const char *threads, const char *id, bool apply)
{
	char ids[1][SUTURE_ID_MAX] = { 0 };
	int failed = -1;

	snprintf(ids[0], sizeof(ids[0]), "%s", id);
	for (unsigned int i = 0; failed && i < ATTEMPTS_MAX; i++) {
		struct suture_switch request = { .size = sizeof(request), .n_apply = apply,
						 .n_reverse = !apply,
						 .ids = (unsigned long)ids };
		long long start = now_ns();

		failed = ioctl(device, SUTURE_IOC_SWITCH, &request);
		need(!failed || errno == EBUSY, "switch");
		if (!failed)
			printf("%s %s %llu %llu %u %lld\n", apply ? "apply" : "reverse", threads,
			       request.pause_ns, request.check_ns, request.n_rechecked,
			       now_ns() - start);
	}
	need(!failed, "switch");
}

static int pauses(int argc, char **argv)
{
	int device = open(SUTURE_DEVICE, O_RDWR | O_CLOEXEC);

	need(device >= 0 && argc > 2, SUTURE_DEVICE);
	start_sleepers((unsigned int)atoi(argv[1]));
	for (int n = atoi(argv[2]); n > 0; n--) {
		empty_stop(device, argv[1]);
		usleep(20000);
		switch_once(device, argv[1], argv[0], true);
		usleep(20000);
		empty_stop(device, argv[1]);
		usleep(20000);
		switch_once(device, argv[1], argv[0], false);
		usleep(20000);
	}
	return 0;
}

static int call(int argc, char **argv)
{
	(void)argc;
	for (int n = atoi(argv[0]); n > 0; n--) {
		long long start = now_ns();

		for (int i = 0; i < CALLS; i++)
			syscall(SYS_getppid);
		printf("call 0 %lld\n", (now_ns() - start) / CALLS);
	}
	return 0;
}

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} verbs[] = { { "load", load }, { "pause", pauses }, { "call", call } };

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (size_t i = 0; argc > 2 && i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (!strcmp(argv[1], verbs[i].name))
			return verbs[i].run(argc - 2, argv + 2);
	fprintf(stderr, "usage: stop load FILE | pause ID THREADS N | call N\n");
	return 2;
}
