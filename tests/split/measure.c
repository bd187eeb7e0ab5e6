// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Run a program and tell what it took: measure FILE PROGRAM ARGUMENT...
 * FILE gets one line of JSON: seconds by the clock and of processor time, and the most memory
 * that it held, in MiB. The exit status is the program's.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds_of(struct timeval time)
{
	return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int tell(const char *path, double seconds, const struct rusage *usage)
{
	FILE *file = fopen(path, "w");

	if (!file)
		return -1;
	fprintf(file, "{\"seconds\": %.2f, \"cpu\": %.2f, \"mib\": %ld}\n", seconds,
		seconds_of(usage->ru_utime) + seconds_of(usage->ru_stime),
		usage->ru_maxrss / 1024);
	return fclose(file);
}

int main(int argc, char **argv)
{
	struct rusage usage;
	double start = now();
	pid_t child;
	int status;

	if (argc < 3) {
		fprintf(stderr, "usage: measure FILE PROGRAM ARGUMENT...\n");
		return 125;
	}
	child = fork();
	if (child == 0) {
		execvp(argv[2], argv + 2);
		perror(argv[2]);
		_exit(127);
	}
	if (child < 0 || wait4(child, &status, 0, &usage) < 0 ||
	    tell(argv[1], now() - start, &usage) != 0) {
		perror("measure");
		return 125;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
