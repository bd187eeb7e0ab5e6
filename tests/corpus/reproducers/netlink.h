/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Build one netlink request in a fixed buffer, send it, and read the kernel's answer. */
#ifndef NETLINK_H
#define NETLINK_H

#include <linux/genetlink.h>
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

static inline void request_put(struct request *request, uint16_t type, const void *data,
			       size_t size)
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

static inline void init_generic_message(struct request *request, uint16_t family, uint8_t command)
{
	struct genlmsghdr *message;

	request_init(request, family, 0);
	message = request_reserve(request, sizeof(*message));
	message->cmd = command;
	message->version = 1;
}

/* The attributes of the answer: the name, then the number. */
static inline uint16_t family_called(const char *name)
{
	unsigned char answer[4096];
	int sock = socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC);
	struct request request;
	struct nlattr *attribute = (void *)(answer + NLMSG_LENGTH(GENL_HDRLEN));

	init_generic_message(&request, GENL_ID_CTRL, CTRL_CMD_GETFAMILY);
	request.header.nlmsg_flags &= ~NLM_F_ACK;
	request_put(&request, CTRL_ATTR_FAMILY_NAME, name, strlen(name) + 1);
	if (sock < 0 || send(sock, &request, request.header.nlmsg_len, 0) < 0 ||
	    recv(sock, answer, sizeof(answer), 0) < 0)
		give_up("ask for a family");
	while (attribute->nla_type != CTRL_ATTR_FAMILY_ID)
		attribute = (void *)((unsigned char *)attribute + NLMSG_ALIGN(attribute->nla_len));
	close(sock);
	return *(uint16_t *)(attribute + 1);
}

#endif
