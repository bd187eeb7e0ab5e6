/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "emulator/guest/report.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { WAKE_MS = 200 };

static int port = -1;

long uptime_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void report_open(const char *device)
{
	struct termios mode;

	port = open(device, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (port < 0 || tcgetattr(port, &mode))
		return;
	cfmakeraw(&mode);
	mode.c_cflag |= CLOCAL;
	cfsetspeed(&mode, B115200);
	tcsetattr(port, TCSANOW, &mode);
}

/*
 * On a busy host the port's interrupt "ready for more" gets lost now and then, and what is in
 * the kernel's buffer then waits for ever. To stop and start the output asks for it again.
 */
static void wake_port(void)
{
	tcflow(port, TCOOFF);
	tcflow(port, TCOON);
}

static void wait_for_port(void)
{
	struct pollfd fd = { .fd = port, .events = POLLOUT };

	if (poll(&fd, 1, WAKE_MS) == 0)
		wake_port();
}

static void send_all(const char *data, size_t size)
{
	wake_port();
	while (size) {
		ssize_t sent = write(port, data, size);

		if (sent < 0 && errno == EAGAIN)
			wait_for_port();
		if (sent < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (sent <= 0)
			return;
		data += sent;
		size -= (size_t)sent;
	}
}

void report(const char *format, ...)
{
	char line[256];
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(line, sizeof(line) - 1, format, arguments);
	va_end(arguments);
	if (length < 0 || (size_t)length > sizeof(line) - 2)
		return;
	line[length] = '\n';
	send_all(line, (size_t)length + 1);
}

void report_output(unsigned int step, const void *data, size_t size)
{
	report("output %u %zu", step, size);
	send_all(data, size);
	send_all("\n", 1);
}

/* Room for one more record; the kernel refuses to cut one (EINVAL below 8 KiB). */
enum { RECORD_MAX = 8192 };

void report_kernel_log(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char *log = NULL;
	size_t size = 0;

	for (;;) {
		char *bigger = realloc(log, size + RECORD_MAX + 1);
		ssize_t got;

		if (!bigger)
			break;
		log = bigger;
		got = read(fd, log + size, RECORD_MAX);
		if (got < 0 && errno == EPIPE)
			continue; /* overwritten before we came: the numbers show the gap */
		if (got <= 0)
			break;
		size += (size_t)got;
		log[size++] = '\0';
	}
	report("log %zu", size);
	send_all(log, size);
	send_all("\n", 1);
	free(log);
	if (fd >= 0)
		close(fd);
}

void report_drain(void)
{
	int waiting = 0;

	while (!ioctl(port, TIOCOUTQ, &waiting) && waiting) {
		wake_port();
		poll(NULL, 0, WAKE_MS);
	}
	tcdrain(port);
}
