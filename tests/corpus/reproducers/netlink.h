/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Build one netlink request in a fixed buffer, send it, and read the kernel's answer. */
#ifndef NETLINK_H
#define NETLINK_H

#include <linux/netlink.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "verdict.h"

struct request {
	struct nlmsghdr header;
	unsigned char payload[1024 - sizeof(struct nlmsghdr)];
};

static inline void *request_reserve(struct request *request, size_t size)
{
	void *place = (unsigned char *)request + request->header.nlmsg_len;

	if (request->header.nlmsg_len + NLMSG_ALIGN(size) > sizeof(*request))
		conclude(UNKNOWN, "the request outgrew its buffer");
	request->header.nlmsg_len += NLMSG_ALIGN(size);
	return place;
}

static inline void request_init(struct request *request, uint16_t type, uint16_t flags)
{
	memset(request, 0, sizeof(*request));
	request->header = (struct nlmsghdr){
		.nlmsg_len = NLMSG_HDRLEN,
		.nlmsg_type = type,
		.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags,
	};
}

static inline struct nlattr *request_open(struct request *request, uint16_t type)
{
	struct nlattr *attribute = request_reserve(request, NLA_HDRLEN);

	attribute->nla_type = type | NLA_F_NESTED;
	return attribute;
}

static inline void request_close(struct request *request, struct nlattr *attribute)
{
	attribute->nla_len =
		(unsigned char *)request + request->header.nlmsg_len - (unsigned char *)attribute;
}

static inline void request_put(struct request *request, uint16_t type, const void *data, size_t size)
{
	struct nlattr *attribute = request_reserve(request, NLA_HDRLEN + size);

	attribute->nla_type = type;
	attribute->nla_len = NLA_HDRLEN + size;
	memcpy((unsigned char *)attribute + NLA_HDRLEN, data, size);
}

/* The answer to a request that asked for one: 0 or a negative errno. */
static inline int request_send(struct request *request, int protocol)
{
	struct {
		struct nlmsghdr header;
		struct nlmsgerr error;
		unsigned char rest[4096];
	} answer;
	int sock = socket(AF_NETLINK, SOCK_RAW, protocol);

	if (sock < 0)
		give_up("netlink socket");
	if (send(sock, request, request->header.nlmsg_len, 0) < 0)
		give_up("send to netlink");
	if (recv(sock, &answer, sizeof(answer), 0) < (ssize_t)NLMSG_LENGTH(sizeof(answer.error)) ||
	    answer.header.nlmsg_type != NLMSG_ERROR)
		conclude(UNKNOWN, "netlink did not answer with a verdict");
	close(sock);
	return answer.error.error;
}

/* Send a request for a list and read the list to its end. */
static inline void request_list(struct request *request, int protocol)
{
	char buffer[16384];
	struct nlmsghdr *message;
	int sock = socket(AF_NETLINK, SOCK_RAW, protocol);

	if (sock < 0 || send(sock, request, request->header.nlmsg_len, 0) < 0)
		give_up("ask for a list");
	for (;;) {
		ssize_t size = recv(sock, buffer, sizeof(buffer), 0);

		if (size < 0)
			give_up("read a list");
		for (message = (void *)buffer; NLMSG_OK(message, size) &&
		     message->nlmsg_type != NLMSG_DONE; message = NLMSG_NEXT(message, size))
			if (message->nlmsg_type == NLMSG_ERROR)
				conclude(UNKNOWN, "the list was refused");
		if (NLMSG_OK(message, size))
			break;
	}
	close(sock);
}

#endif
