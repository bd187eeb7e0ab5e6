// SPDX-License-Identifier: GPL-2.0-or-later
/* Ways in through sockets on the loopback device. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/rds.h>
#include <linux/tls.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/ip_icmp.h>
#include <netinet/icmp6.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "exercise.h"

#ifndef AF_SMC
#define AF_SMC 43
#endif
#ifndef AF_RDS
#define AF_RDS 21
#endif
#ifndef TCP_ULP
#define TCP_ULP 31
#endif
#ifndef SOL_TLS
#define SOL_TLS 282
#endif

#define ICMP_EXTENDED_ECHO 42

static const struct sockaddr_in loopback = {
	.sin_family = AF_INET,
	.sin_addr.s_addr = 0x0100007f,
};

static int new_socket(int family, int type, int protocol)
{
	struct timeval patience = { .tv_sec = 5 };
	int sock = socket(family, type, protocol);

	if (sock < 0 || setsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)))
		give_up("socket");
	return sock;
}

uint16_t checksum(const void *data, size_t size)
{
	const uint16_t *word = data;
	uint32_t sum = 0;

	for (; size > 1; size -= 2)
		sum += *word++;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		give_up(path);
	close(fd);
}

/* RFC 8335: an extended echo request that asks for the interface with index 1. */
void send_probe_v4(void)
{
	unsigned char probe[20] = { ICMP_EXTENDED_ECHO, 0, 0, 0, 0, 1, 1, 1,
				    0x20, 0, 0, 0, 0, 8, 3, 2, 0, 0, 0, 1 };
	int sock = new_socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
	char answer[256];
	uint16_t sum;

	write_file("/proc/sys/net/ipv4/icmp_echo_enable_probe", "1");
	sum = checksum(probe, sizeof(probe));
	memcpy(probe + 2, &sum, sizeof(sum));
	if (sendto(sock, probe, sizeof(probe), 0, (void *)&loopback, sizeof(loopback)) < 0)
		give_up("send a probe");
	if (recv(sock, answer, sizeof(answer), 0) < 0)
		give_up("receive the answer");
	close(sock);
}

void send_echo_v6(void)
{
	struct sockaddr_in6 address = {
		.sin6_family = AF_INET6,
		.sin6_addr = IN6ADDR_LOOPBACK_INIT,
	};
	struct icmp6_hdr request = { .icmp6_type = ICMP6_ECHO_REQUEST };
	int sock = new_socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6);
	char answer[256];

	if (sendto(sock, &request, sizeof(request), 0, (void *)&address, sizeof(address)) < 0)
		give_up("send an echo request");
	if (recv(sock, answer, sizeof(answer), 0) < 0)
		give_up("receive the echo");
	close(sock);
}

void attach_reuseport_filter(void)
{
	struct sock_filter code = BPF_STMT(BPF_RET | BPF_K, 0);
	struct sock_fprog program = { .len = 1, .filter = &code };
	int sock = new_socket(AF_INET, SOCK_DGRAM, 0), yes = 1;

	if (setsockopt(sock, SOL_SOCKET, SO_REUSEPORT, &yes, sizeof(yes)) ||
	    bind(sock, (void *)&loopback, sizeof(loopback)) ||
	    setsockopt(sock, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &program, sizeof(program)) ||
	    setsockopt(sock, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &program, sizeof(program)))
		give_up("attach a filter");
	close(sock);
}

/* A connected pair: the ends are returned through client and server. */
void connect_pair(int family, int protocol, int *client, int *server)
{
	struct sockaddr_in address = loopback;
	socklen_t size = sizeof(address);
	int listener = new_socket(family, SOCK_STREAM, protocol);

	*client = new_socket(family, SOCK_STREAM, protocol);
	if (bind(listener, (void *)&address, sizeof(address)) || listen(listener, 1) ||
	    getsockname(listener, (void *)&address, &size))
		give_up("listen");
	if (connect(*client, (void *)&address, sizeof(address)))
		give_up("connect");
	*server = accept(listener, NULL, NULL);
	if (*server < 0)
		give_up("accept");
	close(listener);
}

void pass_bytes(int from, int to)
{
	char sent[1000] = { 0 }, received[sizeof(sent)];

	if (send(from, sent, sizeof(sent), 0) < 0)
		give_up("send");
	if (recv(to, received, sizeof(received), 0) < 0)
		give_up("receive");
}

/* Small segments that wait in the receive queue are merged there. */
void stream_over_loopback(void)
{
	char bytes[4096] = { 0 };
	int client, server, yes = 1;

	connect_pair(AF_INET, 0, &client, &server);
	setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	for (int i = 0; i < 32; i++)
		if (send(client, bytes, sizeof(bytes), 0) < 0)
			give_up("send");
	for (size_t left = 32 * sizeof(bytes); left;) {
		ssize_t count = recv(server, bytes, left < sizeof(bytes) ? left : sizeof(bytes), 0);

		if (count <= 0)
			give_up("receive");
		left -= count;
	}
	close(client);
	close(server);
}

void send_tls_record(void)
{
	struct tls12_crypto_info_aes_gcm_128 keys = {
		.info = { .version = TLS_1_2_VERSION, .cipher_type = TLS_CIPHER_AES_GCM_128 },
	};
	int client, server;

	connect_pair(AF_INET, 0, &client, &server);
	if (setsockopt(client, IPPROTO_TCP, TCP_ULP, "tls", 3) ||
	    setsockopt(server, IPPROTO_TCP, TCP_ULP, "tls", 3) ||
	    setsockopt(client, SOL_TLS, TLS_TX, &keys, sizeof(keys)) ||
	    setsockopt(server, SOL_TLS, TLS_RX, &keys, sizeof(keys)))
		give_up("set up TLS");
	pass_bytes(client, server);
	close(client);
	close(server);
}

void connect_sctp(void)
{
	int client, server;

	connect_pair(AF_INET, IPPROTO_SCTP, &client, &server);
	pass_bytes(client, server);
	close(client);
	close(server);
}

/* Both ends wait for the other's handshake message before they fall back to TCP. */
void connect_smc(void)
{
	int client, server;

	connect_pair(AF_SMC, 0, &client, &server);
	pass_bytes(client, server);
	close(client);
	close(server);
}

static int bound_rds_socket(uint16_t port)
{
	struct sockaddr_in address = loopback;
	int sock = new_socket(AF_RDS, SOCK_SEQPACKET, 0);

	address.sin_port = htons(port);
	if (bind(sock, (void *)&address, sizeof(address)))
		give_up("bind an RDS socket");
	return sock;
}

void map_rds_memory(void)
{
	struct rds_get_mr_args arguments = { .vec.bytes = 4096 };
	int sock = bound_rds_socket(4001);
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	arguments.vec.addr = (uintptr_t)page;
	/* Neither loopback nor TCP can do it; the request is what counts. */
	setsockopt(sock, SOL_RDS, RDS_GET_MR, &arguments, sizeof(arguments));
	close(sock);
}

void send_rds_message(void)
{
	int from = bound_rds_socket(4002), to = bound_rds_socket(4003);
	struct sockaddr_in address = loopback;
	char text[100] = { 0 };

	address.sin_port = htons(4003);
	if (sendto(from, text, sizeof(text), 0, (void *)&address, sizeof(address)) < 0)
		give_up("send an RDS message");
	if (recv(to, text, sizeof(text), 0) < 0)
		give_up("receive the RDS message");
	close(from);
	close(to);
}
