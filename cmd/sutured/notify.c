/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "notify.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>

#include "base/cleanup.h"
#include "base/memory.h"

/* A name that begins with '@' is of the abstract kind, which has a NUL there. */
static socklen_t find_socket(struct sockaddr_un *address)
{
	const char *name = getenv("NOTIFY_SOCKET");
	const size_t length = name ? strlen(name) : 0;

	if (!length || length >= sizeof(address->sun_path) || !strchr("/@", *name))
		return 0;
	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	memcpy(address->sun_path, name, length);
	if (*name == '@')
		address->sun_path[0] = 0;
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
}

void notify(const char *state)
{
	struct sockaddr_un address;
	const socklen_t size = find_socket(&address);
	_cleanup_close_ int fd = size ? socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0) : -1;

	if (fd >= 0)
		(void)!sendto(fd, state, strlen(state), MSG_NOSIGNAL,
			      (const struct sockaddr *)&address, size);
}

void notify_reloading(void)
{
	struct timespec now;
	_cleanup_free_ char *state = NULL;

	clock_gettime(CLOCK_MONOTONIC, &now);
	state = xasprintf("RELOADING=1\nMONOTONIC_USEC=%lld",
			  (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000);
	notify(state);
}
