/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A general workload: every kind of work on every CPU, each in a process of
 * its own, until the time is over or SIGTERM comes. Counts are printed at the
 * end. A worker that is not served as the system must serve it (data that comes
 * back changed, a call that fails) says so and fails the whole.
 *
 *	load [--seconds N] [--sleepers N] [--workers N] [--only KIND]
 *
 * Workers are for each kind (one a CPU; 0: none); sleepers are threads that only sleep; without
 * seconds it goes on until the signal.
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* Shared by all processes of the load. */
struct board {
	atomic_bool stop;
	atomic_ulong rounds[16];	/* by index into kinds[] */
};

static struct board *board;

static void fail(const char *what)
{
	fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
	_exit(1);
}

static void need(bool condition, const char *what)
{
	if (!condition)
		fail(what);
}

static void fork_round(void)
{
	int status;
	pid_t pid = fork();

	if (!pid)
		_exit(7);
	need(pid > 0, "fork");
	need(waitpid(pid, &status, 0) == pid, "waitpid");
	need(WIFEXITED(status) && WEXITSTATUS(status) == 7, "exit status");
}

static void file_contents(const char *path)
{
	char data[4096], back[4096];
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

	need(fd >= 0, "open");
	memset(data, getpid() & 0xff, sizeof(data));
	need(write(fd, data, sizeof(data)) == sizeof(data), "write");
	need(pread(fd, back, sizeof(back), 0) == sizeof(back), "pread");
	need(!memcmp(data, back, sizeof(data)), "file contents");
	need(!fsync(fd), "fsync");
	close(fd);
}

static void file_round(void)
{
	char directory[] = "/tmp/load.XXXXXX";
	struct stat status;
	DIR *entries;

	need(mkdtemp(directory) && !chdir(directory), "mkdtemp");
	file_contents("one");
	need(!rename("one", "two") && !stat("two", &status), "rename");
	need(status.st_size == 4096, "file size");
	entries = opendir(".");
	need(entries, "opendir");
	while (readdir(entries))
		;
	closedir(entries);
	need(!unlink("two") && !chdir("/") && !rmdir(directory), "rmdir");
}

static void memory_round(void)
{
	size_t size = 1 << 20;
	char *area = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	need(area != MAP_FAILED, "mmap");
	for (size_t i = 0; i < size; i += 4096)
		area[i] = (char)i;
	need(!mprotect(area, size / 2, PROT_READ), "mprotect");
	need(!munmap(area, size), "munmap");
}

static void pipe_round(void)
{
	char data[512] = "pipe", back[512];
	int ends[2];

	need(!pipe(ends), "pipe");
	need(write(ends[1], data, sizeof(data)) == sizeof(data), "write to a pipe");
	need(read(ends[0], back, sizeof(back)) == sizeof(back), "read from a pipe");
	need(!memcmp(data, back, sizeof(data)), "pipe contents");
	close(ends[0]);
	close(ends[1]);
}

/* Both ends are ours, so one thread can play both without blocking. */
static void exchange(int from, int to)
{
	char data[1024], back[1024];

	memset(data, getpid() & 0xff, sizeof(data));
	need(send(from, data, sizeof(data), 0) == sizeof(data), "send");
	need(recv(to, back, sizeof(back), MSG_WAITALL) == sizeof(back), "recv");
	need(!memcmp(data, back, sizeof(data)), "socket contents");
}

static int bound_socket(int type, struct sockaddr_in *address)
{
	socklen_t length = sizeof(*address);
	int fd = socket(AF_INET, type, 0);

	memset(address, 0, sizeof(*address));
	address->sin_family = AF_INET;
	address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	need(fd >= 0 && !bind(fd, (struct sockaddr *)address, length), "bind");
	need(!getsockname(fd, (struct sockaddr *)address, &length), "getsockname");
	return fd;
}

/* Closed hard: thousands of rounds would use up the ports in TIME-WAIT otherwise. */
static void close_hard(int fd)
{
	struct linger now = { .l_onoff = 1, .l_linger = 0 };

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	close(fd);
}

static void tcp_round(void)
{
	struct sockaddr_in address;
	int listener = bound_socket(SOCK_STREAM, &address);
	int client = socket(AF_INET, SOCK_STREAM, 0);
	int server;

	need(!listen(listener, 1), "listen");
	need(!connect(client, (struct sockaddr *)&address, sizeof(address)), "connect");
	server = accept(listener, NULL, NULL);
	need(server >= 0, "accept");
	exchange(client, server);
	exchange(server, client);
	close_hard(client);
	close(server);
	close(listener);
}

static void udp_round(void)
{
	struct sockaddr_in address;
	int server = bound_socket(SOCK_DGRAM, &address);
	int client = socket(AF_INET, SOCK_DGRAM, 0);

	need(!connect(client, (struct sockaddr *)&address, sizeof(address)), "connect");
	exchange(client, server);
	close(client);
	close(server);
}

static void unix_round(void)
{
	int ends[2];

	need(!socketpair(AF_UNIX, SOCK_STREAM, 0, ends), "socketpair");
	exchange(ends[0], ends[1]);
	exchange(ends[1], ends[0]);
	close(ends[0]);
	close(ends[1]);
}

static volatile sig_atomic_t caught;

static void catch_signal(int number)
{
	(void)number;
	caught++;
}

static void signal_round(void)
{
	sig_atomic_t before = caught;

	signal(SIGUSR1, catch_signal);
	need(!raise(SIGUSR1), "raise");
	need(!kill(getpid(), SIGUSR1), "kill");
	need(caught == before + 2, "signals caught");
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void *contend(void *count)
{
	for (int i = 0; i < 100; i++) {
		pthread_mutex_lock(&mutex);
		++*(int *)count;
		if (i % 25 == 0)
			sched_yield(); /* the others have to wait: futexes */
		pthread_mutex_unlock(&mutex);
	}
	return NULL;
}

static void thread_round(void)
{
	pthread_t threads[4];
	int count = 0;

	for (int i = 0; i < 4; i++)
		need(!pthread_create(&threads[i], NULL, contend, &count), "pthread_create");
	for (int i = 0; i < 4; i++)
		need(!pthread_join(threads[i], NULL), "pthread_join");
	need(count == 400, "what threads counted");
}

static const struct {
	const char *name;
	void (*round)(void);
} kinds[] = {
	{ "fork", fork_round },	    { "file", file_round }, { "memory", memory_round },
	{ "pipe", pipe_round },	    { "tcp", tcp_round },   { "udp", udp_round },
	{ "unix", unix_round },	    { "signal", signal_round },
	{ "thread", thread_round },
};

enum { N_KINDS = sizeof(kinds) / sizeof(kinds[0]) };

static void pin(unsigned int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu % (unsigned int)sysconf(_SC_NPROCESSORS_ONLN), &set);
	sched_setaffinity(0, sizeof(set), &set);
}

static void work(size_t kind, unsigned int cpu)
{
	signal(SIGTERM, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	/* Many to a CPU: what runs beside them, which is what is tried, must get on. */
	(void)!nice(19);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	pin(cpu);
	while (!atomic_load(&board->stop)) {
		kinds[kind].round();
		atomic_fetch_add(&board->rounds[kind], 1);
	}
	_exit(0);
}

static unsigned int start_workers(unsigned int per_kind, const char *only)
{
	unsigned int started = 0;

	for (size_t kind = 0; kind < N_KINDS; kind++) {
		if (only && strcmp(only, kinds[kind].name))
			continue;
		for (unsigned int i = 0; i < per_kind; i++) {
			pid_t pid = fork();

			need(pid >= 0, "fork of a worker");
			if (!pid)
				work(kind, i);
			started++;
		}
	}
	return started;
}

static void *sleep_for_ever(void *unused)
{
	for (;;)
		pause();
	return unused;
}

/* They share one small process: thousands must fit into a small machine. */
static void start_sleepers(unsigned int number)
{
	pthread_attr_t attributes;
	pthread_t thread;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, 16384);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	for (unsigned int i = 0; i < number; i++) {
		errno = pthread_create(&thread, &attributes, sleep_for_ever, NULL);
		need(!errno, "a sleeping thread");
	}
	if (number) {
		printf("sleepers %u\n", number);
		fflush(stdout);
	}
}

/* Children that failed; waits for all of them. */
static unsigned int collect(void)
{
	unsigned int failed = 0;
	int status;

	while (wait(&status) > 0 || errno == EINTR)
		if (!WIFEXITED(status) || WEXITSTATUS(status))
			failed++;
	return failed;
}

/* Until the time is over, somebody says so, or a worker has failed. */
static void wait_for_end(unsigned int seconds)
{
	struct timespec limit = { .tv_sec = seconds };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGCHLD);
	while (sigtimedwait(&set, NULL, seconds ? &limit : NULL) < 0 && errno == EINTR)
		;
}

/* Threads made later inherit it, so that signals come to wait_for_end() alone. */
static void block_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

static void print_counts(void)
{
	for (size_t kind = 0; kind < N_KINDS; kind++)
		if (atomic_load(&board->rounds[kind]))
			printf("%s %lu\n", kinds[kind].name, atomic_load(&board->rounds[kind]));
}

struct load_options {
	unsigned int seconds, sleepers, workers;
	const char *only;
};

static bool parse(int argc, char **argv, struct load_options *options)
{
	static const struct option names[] = { { "seconds", required_argument, NULL, 's' },
					       { "sleepers", required_argument, NULL, 'S' },
					       { "workers", required_argument, NULL, 'w' },
					       { "only", required_argument, NULL, 'o' },
					       { 0 } };
	int name;

	while ((name = getopt_long(argc, argv, "", names, NULL)) != -1) {
		unsigned int number = optarg ? (unsigned int)strtoul(optarg, NULL, 10) : 0;

		if (name == 's')
			options->seconds = number;
		else if (name == 'S')
			options->sleepers = number;
		else if (name == 'w')
			options->workers = number;
		else if (name == 'o')
			options->only = optarg;
		else
			return false;
	}
	return optind == argc;
}

static int usage(void)
{
	fprintf(stderr, "usage: load [--seconds N] [--sleepers N] [--workers N] [--only KIND]\n");
	return 2;
}

int main(int argc, char **argv)
{
	struct load_options options = {
		.workers = (unsigned int)sysconf(_SC_NPROCESSORS_ONLN),
	};
	unsigned int failed;

	if (!parse(argc, argv, &options))
		return usage();
	board = mmap(NULL, sizeof(*board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		     0);
	need(board != MAP_FAILED, "mmap");
	block_signals();
	if (!start_workers(options.workers, options.only) && options.workers)
		return usage();
	start_sleepers(options.sleepers);
	wait_for_end(options.seconds);
	atomic_store(&board->stop, true);
	failed = collect();
	print_counts();
	return failed ? 1 : 0;
}
