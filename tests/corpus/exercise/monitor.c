// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A way into libceph: a child of this program is the monitor that a mount asks. It speaks the
 * first protocol of Ceph's messengers: banners and addresses, one exchange to connect, then
 * messages of a header, a front and a footer. It lets the client in and hands it a broken map.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crc32c.h"
#include "exercise.h"

#define BANNER "ceph v027"
#define BANNER_SIZE 9
#define ADDRESS_SIZE 136
#define FEATURE_MSG_AUTH (1ULL << 23)

enum tag { TAG_READY = 1, TAG_MESSAGE = 7, TAG_ACK = 8, TAG_KEEPALIVE2 = 14 };
enum type { AUTH = 17, AUTH_REPLY = 18, OSD_MAP = 41 };

struct connect {
	uint64_t features;
	uint32_t host_type, global_seq, connect_seq, protocol, authorizer, authorizer_size;
	uint8_t flags;
} __attribute__((packed));

struct connect_reply {
	uint8_t tag;
	uint64_t features;
	uint32_t global_seq, connect_seq, protocol, authorizer_size;
	uint8_t flags;
} __attribute__((packed));

struct header {
	uint64_t seq, tid;
	uint16_t type, priority, version;
	uint32_t front_size, middle_size, data_size;
	uint16_t data_offset;
	uint8_t source_type;
	uint64_t source;
	uint16_t compatible, reserved;
	uint32_t crc;
} __attribute__((packed));

struct footer {
	uint32_t front_crc, middle_crc, data_crc;
	uint64_t signature;
	uint8_t flags;
} __attribute__((packed));

struct peer {
	int sock;
	uint64_t seq;
	size_t footer_size;
};

static void get(int sock, void *buffer, size_t size)
{
	if (recv(sock, buffer, size, MSG_WAITALL) != (ssize_t)size)
		_exit(1);
}

static void put(int sock, const void *buffer, size_t size)
{
	if (send(sock, buffer, size, MSG_NOSIGNAL) != (ssize_t)size)
		_exit(1);
}

/* Family and port of an address are in the network's order here. */
static void fill_address(unsigned char *bytes, int sock,
			 int (*name)(int, struct sockaddr *, socklen_t *))
{
	struct sockaddr_in address = { 0 };
	socklen_t size = sizeof(address);

	name(sock, (void *)&address, &size);
	address.sin_family = htons(AF_INET);
	memcpy(bytes + 8, &address, sizeof(address));
}

/* In one piece: the client turns the first address round again if the second comes later. */
static void put_greeting(int sock)
{
	unsigned char bytes[BANNER_SIZE + 2 * ADDRESS_SIZE] = BANNER;

	fill_address(bytes + BANNER_SIZE, sock, getsockname);
	fill_address(bytes + BANNER_SIZE + ADDRESS_SIZE, sock, getpeername);
	put(sock, bytes, sizeof(bytes));
}

static void greet(struct peer *peer)
{
	unsigned char greeting[BANNER_SIZE + ADDRESS_SIZE];
	struct connect_reply reply = { .tag = TAG_READY };
	struct connect connect;

	get(peer->sock, greeting, sizeof(greeting));
	put_greeting(peer->sock);
	get(peer->sock, &connect, sizeof(connect));
	reply.features = connect.features;
	reply.global_seq = connect.global_seq;
	reply.connect_seq = connect.connect_seq + 1;
	reply.protocol = connect.protocol;
	put(peer->sock, &reply, sizeof(reply));
	peer->footer_size = connect.features & FEATURE_MSG_AUTH ? sizeof(struct footer)
								: sizeof(struct footer) - 8;
}

static void put_message(struct peer *peer, uint16_t type, const void *front, uint32_t size)
{
	struct footer footer = { .front_crc = crc32c_update(0, front, size), .flags = 1 };
	struct header header = {
		.seq = ++peer->seq,
		.type = type,
		.priority = 127,
		.version = 1,
		.front_size = size,
		.source_type = 1,
	};
	uint8_t tag = TAG_MESSAGE;

	header.crc = crc32c_update(0, &header, offsetof(struct header, crc));
	put(peer->sock, &tag, 1);
	put(peer->sock, &header, sizeof(header));
	put(peer->sock, front, size);
	put(peer->sock, &footer, peer->footer_size - 1);
	put(peer->sock, &footer.flags, 1);
}

/* The type of the client's next message; what else it says is passed over. */
static uint16_t next_message(struct peer *peer)
{
	static unsigned char rest[65536];
	struct header header;
	uint8_t tag;

	do {
		get(peer->sock, &tag, 1);
		if (tag == TAG_ACK || tag == TAG_KEEPALIVE2)
			get(peer->sock, rest, 8);
	} while (tag != TAG_MESSAGE);
	get(peer->sock, &header, sizeof(header));
	get(peer->sock, rest, header.front_size + header.middle_size + header.data_size);
	get(peer->sock, rest, peer->footer_size);
	return header.type;
}

static void let_in(struct peer *peer)
{
	const struct {
		uint32_t protocol;
		int32_t result;
		uint64_t id;
		uint32_t payload_size, text_size;
	} __attribute__((packed)) reply = { .protocol = 1, .id = 4711 };

	put_message(peer, AUTH_REPLY, &reply, sizeof(reply));
}

/* No increments, one full map, which ends before it has begun. */
static void hand_out_map(struct peer *peer)
{
	const struct {
		unsigned char cluster[16];
		uint32_t increments, maps, epoch, size;
		unsigned char map[8];
	} __attribute__((packed)) front = { .maps = 1, .epoch = 1, .size = 8 };

	put_message(peer, OSD_MAP, &front, sizeof(front));
}

static void serve(int listener)
{
	struct peer peer = { .sock = accept(listener, NULL, NULL) };

	greet(&peer);
	for (;;) {
		if (next_message(&peer) != AUTH)
			continue;
		let_in(&peer);
		hand_out_map(&peer);
	}
}

static int listen_as_monitor(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(6789),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int sock = socket(AF_INET, SOCK_STREAM, 0), yes = 1;

	setsockopt(sock, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (sock < 0 || bind(sock, (void *)&address, sizeof(address)) || listen(sock, 4))
		give_up("listen as a monitor");
	return sock;
}

void mount_ceph(void)
{
	int listener = listen_as_monitor();
	pid_t child = fork();

	if (!child)
		serve(listener);
	if (mkdir("/tmp/exercise.ceph", 0700) && errno != EEXIST)
		give_up("make the mount point");
	if (!mount("127.0.0.1:6789:/", "/tmp/exercise.ceph", "ceph", 0,
		   "noshare,mount_timeout=2"))
		conclude(UNKNOWN, "there is a file system without a map");
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(listener);
}
