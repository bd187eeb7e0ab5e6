// SPDX-License-Identifier: GPL-2.0-or-later
/* Ways in through nftables: sets of every kind, helpers of connections, queues of packets. */
#include <arpa/inet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/time.h>

#include "../reproducers/netlink.h"
#include "exercise.h"

#define TABLE "exercise"
#define QUEUE 5
/* In a tree this key ends the interval that the one before it begins. */
#define INTERVAL_END 20

static void put_number(struct request *request, uint16_t type, uint32_t value)
{
	value = htonl(value);
	request_put(request, type, &value, sizeof(value));
}

static void put_text(struct request *request, uint16_t type, const char *text)
{
	request_put(request, type, text, strlen(text) + 1);
}

static void init_message(struct request *request, uint16_t type, uint16_t flags, uint8_t family,
			 uint16_t resource)
{
	struct nfgenmsg *message;

	request_init(request, type, flags);
	message = request_reserve(request, sizeof(*message));
	message->nfgen_family = family;
	message->res_id = htons(resource);
}

static void init_table_message(struct request *request, uint16_t type, uint16_t flags)
{
	init_message(request, NFNL_SUBSYS_NFTABLES << 8 | type, flags, NFPROTO_IPV4, 0);
}

static size_t add_message(unsigned char *buffer, size_t size, const struct request *request)
{
	memcpy(buffer + size, request, request->header.nlmsg_len);
	return size + request->header.nlmsg_len;
}

static size_t add_bracket(unsigned char *buffer, size_t size, uint16_t type)
{
	struct request request;

	init_message(&request, type, 0, AF_UNSPEC, NFNL_SUBSYS_NFTABLES);
	request.header.nlmsg_flags &= ~NLM_F_ACK;
	return add_message(buffer, size, &request);
}

/* A transaction of one message; its answer is 0 or a negative errno. */
static int commit(const struct request *request)
{
	struct {
		struct nlmsghdr header;
		struct nlmsgerr error;
		unsigned char rest[4096];
	} answer;
	unsigned char batch[3 * sizeof(*request)];
	size_t size = add_bracket(batch, 0, NFNL_MSG_BATCH_BEGIN);
	int sock = socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER);

	size = add_message(batch, size, request);
	size = add_bracket(batch, size, NFNL_MSG_BATCH_END);
	if (sock < 0 || send(sock, batch, size, 0) < 0)
		give_up("send a transaction");
	if (recv(sock, &answer, sizeof(answer), 0) < (ssize_t)NLMSG_LENGTH(sizeof(answer.error)) ||
	    answer.header.nlmsg_type != NLMSG_ERROR)
		conclude(UNKNOWN, "the transaction was not answered");
	close(sock);
	return answer.error.error;
}

static void expect_commit(const struct request *request, const char *step)
{
	int answer = commit(request);

	if (answer)
		conclude(UNKNOWN, "%s: %s", step, strerror(-answer));
}

static void name_table(uint16_t type, uint16_t flags)
{
	struct request request;

	init_table_message(&request, type, flags);
	put_text(&request, NFTA_TABLE_NAME, TABLE);
	expect_commit(&request, type == NFT_MSG_NEWTABLE ? "add a table" : "delete the table");
}

struct set {
	const char *name;
	uint32_t flags, key_size, data_size, size;
};

static void put_fields(struct request *request, uint32_t size)
{
	struct nlattr *fields = request_open(request, NFTA_SET_DESC_CONCAT);

	for (uint32_t done = 0; done < size; done += 4) {
		struct nlattr *field = request_open(request, NFTA_LIST_ELEM);

		put_number(request, NFTA_SET_FIELD_LEN, 4);
		request_close(request, field);
	}
	request_close(request, fields);
}

static void add_set(const struct set *set)
{
	struct nlattr *description;
	struct request request;

	init_table_message(&request, NFT_MSG_NEWSET, NLM_F_CREATE);
	put_text(&request, NFTA_SET_TABLE, TABLE);
	put_text(&request, NFTA_SET_NAME, set->name);
	put_number(&request, NFTA_SET_FLAGS, set->flags);
	put_number(&request, NFTA_SET_KEY_TYPE, 1);
	put_number(&request, NFTA_SET_KEY_LEN, set->key_size);
	put_number(&request, NFTA_SET_ID, 1);
	if (set->data_size) {
		put_number(&request, NFTA_SET_DATA_TYPE, 1);
		put_number(&request, NFTA_SET_DATA_LEN, set->data_size);
	}
	description = request_open(&request, NFTA_SET_DESC);
	if (set->size)
		put_number(&request, NFTA_SET_DESC_SIZE, set->size);
	if (set->flags & NFT_SET_CONCAT)
		put_fields(&request, set->key_size);
	request_close(&request, description);
	expect_commit(&request, "add a set");
}

static void put_value(struct request *request, uint16_t type, unsigned char byte, uint32_t size)
{
	struct nlattr *value = request_open(request, type);
	unsigned char bytes[16] = { byte };

	request_put(request, NFTA_DATA_VALUE, bytes, size);
	request_close(request, value);
}

static void init_element_message(struct request *request, uint16_t type, uint16_t flags,
				 const struct set *set)
{
	init_table_message(request, type, flags);
	put_text(request, NFTA_SET_ELEM_LIST_TABLE, TABLE);
	put_text(request, NFTA_SET_ELEM_LIST_SET, set->name);
}

static void element(uint16_t type, uint16_t flags, const struct set *set, unsigned char byte)
{
	struct nlattr *list, *item;
	struct request request;

	init_element_message(&request, type, flags, set);
	list = request_open(&request, NFTA_SET_ELEM_LIST_ELEMENTS);
	item = request_open(&request, NFTA_LIST_ELEM);
	put_value(&request, NFTA_SET_ELEM_KEY, byte, set->key_size);
	if (set->flags & NFT_SET_CONCAT)
		put_value(&request, NFTA_SET_ELEM_KEY_END, byte + 1, set->key_size);
	if (set->flags == NFT_SET_INTERVAL && byte == INTERVAL_END)
		put_number(&request, NFTA_SET_ELEM_FLAGS, NFT_SET_ELEM_INTERVAL_END);
	if (set->data_size && type == NFT_MSG_NEWSETELEM)
		put_value(&request, NFTA_SET_ELEM_DATA, byte, set->data_size);
	request_close(&request, item);
	request_close(&request, list);
	expect_commit(&request, "change an element");
}

/* Without a list of elements all are meant. */
static void flush(const struct set *set)
{
	struct request request;

	init_element_message(&request, NFT_MSG_DELSETELEM, 0, set);
	expect_commit(&request, "flush the set");
}

static void delete_set(const struct set *set)
{
	struct request request;

	init_table_message(&request, NFT_MSG_DELSET, 0);
	put_text(&request, NFTA_SET_TABLE, TABLE);
	put_text(&request, NFTA_SET_NAME, set->name);
	expect_commit(&request, "delete the set");
}

static void list_elements(const struct set *set)
{
	struct request request;

	init_element_message(&request, NFT_MSG_GETSETELEM, NLM_F_DUMP, set);
	request_list(&request, NETLINK_NETFILTER);
}

/* A hash of each size, a bitmap, a tree of intervals, a table of intervals of fields. */
void change_sets(void)
{
	static const struct set sets[] = {
		{ "growing", NFT_SET_MAP, 4, 4, 0 },
		{ "fixed", NFT_SET_MAP, 4, 4, 64 },
		{ "bitmap", 0, 2, 0, 0 },
		{ "tree", NFT_SET_INTERVAL, 4, 0, 0 },
		{ "fields", NFT_SET_INTERVAL | NFT_SET_CONCAT, 8, 0, 0 },
	};

	name_table(NFT_MSG_NEWTABLE, NLM_F_CREATE);
	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
		add_set(&sets[i]);
		element(NFT_MSG_NEWSETELEM, NLM_F_CREATE, &sets[i], 10);
		element(NFT_MSG_NEWSETELEM, NLM_F_CREATE, &sets[i], INTERVAL_END);
		list_elements(&sets[i]);
		element(NFT_MSG_DELSETELEM, 0, &sets[i], 10);
		flush(&sets[i]);
		element(NFT_MSG_NEWSETELEM, NLM_F_CREATE, &sets[i], 30);
		delete_set(&sets[i]);
	}
	name_table(NFT_MSG_DELTABLE, 0);
}

static void add_chain(void)
{
	struct request request;
	struct nlattr *hook;

	init_table_message(&request, NFT_MSG_NEWCHAIN, NLM_F_CREATE);
	put_text(&request, NFTA_CHAIN_TABLE, TABLE);
	put_text(&request, NFTA_CHAIN_NAME, "output");
	put_text(&request, NFTA_CHAIN_TYPE, "filter");
	hook = request_open(&request, NFTA_CHAIN_HOOK);
	put_number(&request, NFTA_HOOK_HOOKNUM, NF_INET_LOCAL_OUT);
	put_number(&request, NFTA_HOOK_PRIORITY, 0);
	request_close(&request, hook);
	expect_commit(&request, "add a chain");
}

struct rule {
	struct request request;
	struct nlattr *list, *item, *data;
};

/* A rule of one expression, whose attributes are added between the two. */
static void rule_open(struct rule *rule, const char *expression)
{
	init_table_message(&rule->request, NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND);
	put_text(&rule->request, NFTA_RULE_TABLE, TABLE);
	put_text(&rule->request, NFTA_RULE_CHAIN, "output");
	rule->list = request_open(&rule->request, NFTA_RULE_EXPRESSIONS);
	rule->item = request_open(&rule->request, NFTA_LIST_ELEM);
	put_text(&rule->request, NFTA_EXPR_NAME, expression);
	rule->data = request_open(&rule->request, NFTA_EXPR_DATA);
}

static void rule_close(struct rule *rule)
{
	request_close(&rule->request, rule->data);
	request_close(&rule->request, rule->item);
	request_close(&rule->request, rule->list);
	expect_commit(&rule->request, "add a rule");
}

static void add_helper(const char *name)
{
	uint16_t family = htons(NFPROTO_IPV4);
	uint8_t protocol = IPPROTO_TCP;
	struct request request;
	struct nlattr *data;

	init_table_message(&request, NFT_MSG_NEWOBJ, NLM_F_CREATE);
	put_text(&request, NFTA_OBJ_TABLE, TABLE);
	put_text(&request, NFTA_OBJ_NAME, "helper");
	put_number(&request, NFTA_OBJ_TYPE, NFT_OBJECT_CT_HELPER);
	data = request_open(&request, NFTA_OBJ_DATA);
	put_text(&request, NFTA_CT_HELPER_NAME, name);
	request_put(&request, NFTA_CT_HELPER_L3PROTO, &family, sizeof(family));
	request_put(&request, NFTA_CT_HELPER_L4PROTO, &protocol, sizeof(protocol));
	request_close(&request, data);
	expect_commit(&request, "add a helper");
}

static void help_all_connections(void)
{
	struct rule rule;

	rule_open(&rule, "objref");
	put_number(&rule.request, NFTA_OBJREF_IMM_TYPE, NFT_OBJECT_CT_HELPER);
	put_text(&rule.request, NFTA_OBJREF_IMM_NAME, "helper");
	rule_close(&rule);
}

/* The helper looks for such an offer in what a client says. */
void offer_file_in_chat(void)
{
	static const char offer[] = "PRIVMSG a :\1DCC SEND file 2130706433 5000 100\1\n";
	int client, server;

	name_table(NFT_MSG_NEWTABLE, NLM_F_CREATE);
	add_chain();
	add_helper("irc");
	help_all_connections();
	connect_pair(AF_INET, 0, &client, &server);
	if (send(client, offer, sizeof(offer) - 1, 0) < 0)
		give_up("send the offer");
	close(client);
	close(server);
	name_table(NFT_MSG_DELTABLE, 0);
}

static void queue_all_packets(void)
{
	uint16_t number = htons(QUEUE), flags = htons(NFT_QUEUE_FLAG_BYPASS);
	struct rule rule;

	rule_open(&rule, "queue");
	request_put(&rule.request, NFTA_QUEUE_NUM, &number, sizeof(number));
	request_put(&rule.request, NFTA_QUEUE_FLAGS, &flags, sizeof(flags));
	rule_close(&rule);
}

static int listen_to_queue(void)
{
	struct nfqnl_msg_config_cmd bind = { .command = NFQNL_CFG_CMD_BIND };
	struct nfqnl_msg_config_params whole = { htonl(0xffff), NFQNL_COPY_PACKET };
	int sock = socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER);
	struct timeval patience = { .tv_sec = 5 };
	struct request request;

	init_message(&request, NFNL_SUBSYS_QUEUE << 8 | NFQNL_MSG_CONFIG, 0, AF_UNSPEC, QUEUE);
	request.header.nlmsg_flags &= ~NLM_F_ACK;
	request_put(&request, NFQA_CFG_CMD, &bind, sizeof(bind));
	request_put(&request, NFQA_CFG_PARAMS, &whole, sizeof(whole));
	if (sock < 0 || setsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) ||
	    send(sock, &request, request.header.nlmsg_len, 0) < 0)
		give_up("listen to the queue");
	return sock;
}

static void accept_packet(int sock, uint32_t id)
{
	struct nfqnl_msg_verdict_hdr verdict = { htonl(NF_ACCEPT), id };
	struct request request;

	init_message(&request, NFNL_SUBSYS_QUEUE << 8 | NFQNL_MSG_VERDICT, 0, AF_UNSPEC, QUEUE);
	request.header.nlmsg_flags &= ~NLM_F_ACK;
	request_put(&request, NFQA_VERDICT_HDR, &verdict, sizeof(verdict));
	if (send(sock, &request, request.header.nlmsg_len, 0) < 0)
		give_up("accept a packet");
}

/* The number of the next packet in the queue, in the kernel's byte order. */
static uint32_t next_packet(int sock)
{
	unsigned char buffer[8192];
	struct nlmsghdr *message = (void *)buffer;
	struct nfqnl_msg_packet_hdr *packet;
	struct nlattr *attribute;

	if (recv(sock, buffer, sizeof(buffer), 0) < 0)
		give_up("wait for a packet");
	if (message->nlmsg_type != (NFNL_SUBSYS_QUEUE << 8 | NFQNL_MSG_PACKET))
		conclude(UNKNOWN, "the queue gave something else than a packet");
	attribute = (void *)(buffer + NLMSG_LENGTH(sizeof(struct nfgenmsg)));
	packet = (void *)(attribute + 1);
	return packet->packet_id;
}

/* When a device goes down, the queue is searched for what came by it. */
static void device_goes_down(void)
{
	struct ifreq request = { .ifr_name = "dummy0", .ifr_flags = IFF_UP };
	int sock = socket(AF_INET, SOCK_DGRAM, 0);

	if (ioctl(sock, SIOCSIFFLAGS, &request))
		give_up("bring up dummy0");
	request.ifr_flags = 0;
	if (ioctl(sock, SIOCSIFFLAGS, &request))
		give_up("bring down dummy0");
	close(sock);
}

void queue_packet(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(9),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int sender = socket(AF_INET, SOCK_DGRAM, 0), receiver = socket(AF_INET, SOCK_DGRAM, 0);
	int queue = listen_to_queue();
	uint32_t packet;

	if (bind(receiver, (void *)&address, sizeof(address)))
		give_up("bind the receiver");

	name_table(NFT_MSG_NEWTABLE, NLM_F_CREATE);
	add_chain();
	queue_all_packets();
	if (sendto(sender, "x", 1, 0, (void *)&address, sizeof(address)) < 0)
		give_up("send a packet");
	packet = next_packet(queue);
	device_goes_down();
	accept_packet(queue, packet);
	close(queue);
	name_table(NFT_MSG_DELTABLE, 0);
	close(receiver);
	close(sender);
}
