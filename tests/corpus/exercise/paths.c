// SPDX-License-Identifier: GPL-2.0-or-later
/* Ways in through what several packets or devices together make: paths, schedules, handshakes. */
#include <arpa/inet.h>
#include <linux/genetlink.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/mptcp.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/ip6.h>
#include <netinet/icmp6.h>
#include <netpacket/packet.h>
#include <time.h>
#include <unistd.h>

#include "../reproducers/netlink.h"
#include "crc32c.h"
#include "exercise.h"

#define NAME "exercise0"
#define PEER "exercise1"

static void expect_success(struct request *request, int protocol, const char *step)
{
	int answer = request_send(request, protocol);

	if (answer)
		conclude(UNKNOWN, "%s: %s", step, strerror(-answer));
}

static struct ifinfomsg *init_link_message(struct request *request, uint16_t type, uint16_t flags)
{
	request_init(request, type, flags);
	return request_reserve(request, sizeof(struct ifinfomsg));
}

static void set_up(const char *name)
{
	struct request request;
	struct ifinfomsg *link = init_link_message(&request, RTM_NEWLINK, 0);

	link->ifi_index = if_nametoindex(name);
	link->ifi_flags = link->ifi_change = IFF_UP;
	expect_success(&request, NETLINK_ROUTE, "set a link up");
}

static void delete_link(void)
{
	struct request request;

	init_link_message(&request, RTM_DELLINK, 0)->ifi_index = if_nametoindex(NAME);
	expect_success(&request, NETLINK_ROUTE, "delete a link");
}

static void add_pair(void)
{
	struct nlattr *info, *data, *peer;
	struct request request;

	init_link_message(&request, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL);
	request_put(&request, IFLA_IFNAME, NAME, sizeof(NAME));
	info = request_open(&request, IFLA_LINKINFO);
	request_put(&request, IFLA_INFO_KIND, "veth", 5);
	data = request_open(&request, IFLA_INFO_DATA);
	peer = request_open(&request, VETH_INFO_PEER);
	request_reserve(&request, sizeof(struct ifinfomsg));
	request_put(&request, IFLA_IFNAME, PEER, sizeof(PEER));
	request_close(&request, peer);
	request_close(&request, data);
	request_close(&request, info);
	expect_success(&request, NETLINK_ROUTE, "add a pair of links");
	set_up(NAME);
	set_up(PEER);
}

/* RFC 2710: who listens to anything? By a router, with hop limit 1 and the router alert. */
struct query {
	struct ethhdr ethernet;
	struct ip6_hdr ip;
	unsigned char alert[8];
	struct icmp6_hdr icmp;
	struct in6_addr group;
} __attribute__((packed));

static uint16_t checksum_of(const struct query *query)
{
	struct {
		struct in6_addr source, destination;
		uint32_t length, protocol;
		struct icmp6_hdr icmp;
		struct in6_addr group;
	} covered = {
		.source = query->ip.ip6_src,
		.destination = query->ip.ip6_dst,
		.length = htonl(sizeof(query->icmp) + sizeof(query->group)),
		.protocol = htonl(IPPROTO_ICMPV6),
		.icmp = query->icmp,
	};

	return checksum(&covered, sizeof(covered));
}

void query_listeners(void)
{
	struct query query = {
		.ethernet = { .h_dest = { 0x33, 0x33, 0, 0, 0, 1 }, .h_proto = htons(ETH_P_IPV6) },
		.ip.ip6_flow = htonl(6 << 28),
		.ip.ip6_plen = htons(8 + sizeof(query.icmp) + sizeof(query.group)),
		.ip.ip6_nxt = IPPROTO_HOPOPTS,
		.ip.ip6_hlim = 1,
		.ip.ip6_src.s6_addr = { 0xfe, 0x80, [15] = 9 },
		.ip.ip6_dst.s6_addr = { 0xff, 2, [15] = 1 },
		.alert = { IPPROTO_ICMPV6, 0, 5, 2, 0, 0, 1, 0 },
		.icmp = { .icmp6_type = 130 },
	};
	struct sockaddr_ll address = { .sll_family = AF_PACKET };
	int sock = socket(AF_PACKET, SOCK_RAW, 0);

	add_pair();
	address.sll_ifindex = if_nametoindex(PEER);
	query.icmp.icmp6_dataun.icmp6_un_data16[0] = htons(1000);
	query.icmp.icmp6_cksum = checksum_of(&query);
	/* A pair needs a while until packets pass. */
	for (int i = 0; i < 5; i++) {
		usleep(200000);
		if (sendto(sock, &query, sizeof(query), 0, (void *)&address, sizeof(address)) < 0)
			give_up("send a query");
	}
	usleep(200000);
	close(sock);
	delete_link();
}

static void add_device_with_queues(void)
{
	struct request request;
	struct nlattr *info;
	uint32_t queues = 2;

	init_link_message(&request, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL);
	request_put(&request, IFLA_IFNAME, NAME, sizeof(NAME));
	request_put(&request, IFLA_NUM_TX_QUEUES, &queues, sizeof(queues));
	info = request_open(&request, IFLA_LINKINFO);
	request_put(&request, IFLA_INFO_KIND, "dummy", 6);
	request_close(&request, info);
	expect_success(&request, NETLINK_ROUTE, "add a device");
}

static void put_slot(struct request *request, uint32_t gates)
{
	struct nlattr *slot = request_open(request, TCA_TAPRIO_SCHED_ENTRY);
	uint32_t interval = 10000000;
	uint8_t command = 0;

	request_put(request, TCA_TAPRIO_SCHED_ENTRY_CMD, &command, sizeof(command));
	request_put(request, TCA_TAPRIO_SCHED_ENTRY_GATE_MASK, &gates, sizeof(gates));
	request_put(request, TCA_TAPRIO_SCHED_ENTRY_INTERVAL, &interval, sizeof(interval));
	request_close(request, slot);
}

static void put_schedule(struct request *request)
{
	struct tc_mqprio_qopt classes = {
		.num_tc = 2,
		.prio_tc_map = { 0, 1 },
		.count = { 1, 1 },
		.offset = { 0, 1 },
	};
	int32_t clock = CLOCK_TAI;
	int64_t start = 0;
	struct nlattr *list;

	request_put(request, TCA_TAPRIO_ATTR_PRIOMAP, &classes, sizeof(classes));
	request_put(request, TCA_TAPRIO_ATTR_SCHED_CLOCKID, &clock, sizeof(clock));
	request_put(request, TCA_TAPRIO_ATTR_SCHED_BASE_TIME, &start, sizeof(start));
	list = request_open(request, TCA_TAPRIO_ATTR_SCHED_ENTRY_LIST);
	put_slot(request, 1);
	put_slot(request, 3);
	request_close(request, list);
}

/* What the device says by itself when it comes up has to wait for its slot. */
void send_on_schedule(void)
{
	struct nlattr *options;
	struct request request;
	struct tcmsg *message;

	add_device_with_queues();
	request_init(&request, RTM_NEWQDISC, NLM_F_CREATE | NLM_F_REPLACE);
	message = request_reserve(&request, sizeof(*message));
	message->tcm_ifindex = if_nametoindex(NAME);
	message->tcm_parent = TC_H_ROOT;
	request_put(&request, TCA_KIND, "taprio", 7);
	options = request_open(&request, TCA_OPTIONS);
	put_schedule(&request);
	request_close(&request, options);
	expect_success(&request, NETLINK_ROUTE, "set a schedule");
	set_up(NAME);
	usleep(1500000);
	delete_link();
}

static void set_path_limits(uint16_t family)
{
	struct request request;
	uint32_t count = 2;

	init_generic_message(&request, family, MPTCP_PM_CMD_SET_LIMITS);
	request_put(&request, MPTCP_PM_ATTR_RCV_ADD_ADDRS, &count, sizeof(count));
	request_put(&request, MPTCP_PM_ATTR_SUBFLOWS, &count, sizeof(count));
	expect_success(&request, NETLINK_GENERIC, "set the limits of paths");
}

static void add_path(uint16_t family)
{
	uint32_t flags = MPTCP_PM_ADDR_FLAG_SIGNAL;
	in_addr_t address = htonl(INADDR_LOOPBACK + 1);
	uint16_t kind = AF_INET;
	struct nlattr *entry;
	struct request request;

	init_generic_message(&request, family, MPTCP_PM_CMD_ADD_ADDR);
	entry = request_open(&request, MPTCP_PM_ATTR_ADDR);
	request_put(&request, MPTCP_PM_ADDR_ATTR_FAMILY, &kind, sizeof(kind));
	request_put(&request, MPTCP_PM_ADDR_ATTR_FLAGS, &flags, sizeof(flags));
	request_put(&request, MPTCP_PM_ADDR_ATTR_ADDR4, &address, sizeof(address));
	request_close(&request, entry);
	expect_success(&request, NETLINK_GENERIC, "add a path");
}

static void forget_paths(uint16_t family)
{
	struct request request;

	init_generic_message(&request, family, MPTCP_PM_CMD_FLUSH_ADDRS);
	expect_success(&request, NETLINK_GENERIC, "forget the paths");
}

#define IPPROTO_MULTIPATH 262

/* Each end announces the second address and echoes what the other announced. */
void announce_path(void)
{
	uint16_t family = family_called("mptcp_pm");
	int client, server;

	set_path_limits(family);
	add_path(family);
	connect_pair(AF_INET, IPPROTO_MULTIPATH, &client, &server);
	for (int i = 0; i < 4; i++) {
		pass_bytes(client, server);
		pass_bytes(server, client);
		usleep(50000);
	}
	close(client);
	close(server);
	forget_paths(family);
}

/* RFC 9260, 3.3.2 */
struct init {
	uint16_t source, destination;
	uint32_t tag, crc;
	uint8_t type, flags;
	uint16_t length;
	uint32_t own_tag, window;
	uint16_t streams_out, streams_in;
	uint32_t sequence;
} __attribute__((packed));

static uint16_t port_of(int (*name)(int, struct sockaddr *, socklen_t *), int sock)
{
	struct sockaddr_in address;
	socklen_t size = sizeof(address);

	if (name(sock, (void *)&address, &size))
		give_up("ask for a port");
	return address.sin_port;
}

/* Whoever asks for a second association while there is one is answered carefully. */
void associate_again(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	struct init init = {
		.type = 1,
		.length = htons(20),
		.own_tag = htonl(7),
		.window = htonl(65536),
		.streams_out = htons(1),
		.streams_in = htons(1),
		.sequence = htonl(1),
	};
	int raw = socket(AF_INET, SOCK_RAW, IPPROTO_SCTP), client, server;

	connect_pair(AF_INET, IPPROTO_SCTP, &client, &server);
	init.source = port_of(getsockname, client);
	init.destination = port_of(getpeername, client);
	init.crc = crc32c(&init, sizeof(init));
	if (sendto(raw, &init, sizeof(init), 0, (void *)&address, sizeof(address)) < 0)
		give_up("send INIT");
	usleep(200000);
	close(client);
	close(server);
	close(raw);
}
