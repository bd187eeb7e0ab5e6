// SPDX-License-Identifier: GPL-2.0-or-later
/* Ways in through routes, links and traffic control. */
#include <arpa/inet.h>
#include <net/if.h>
#include <linux/if_link.h>
#include <linux/if_tunnel.h>
#include <linux/lwtunnel.h>
#include <linux/pkt_cls.h>
#include <linux/rtnetlink.h>
#include <linux/seg6.h>
#include <linux/seg6_iptunnel.h>
#include <linux/tc_act/tc_ct.h>
#include <netinet/in.h>

#include "../reproducers/netlink.h"
#include "exercise.h"

#define SEGMENT_ROUTING_HEADER 4

static void expect_success(struct request *request, const char *step)
{
	int answer = request_send(request, NETLINK_ROUTE);

	if (answer)
		conclude(UNKNOWN, "%s: %s", step, strerror(-answer));
}

/* The link is made, then changed. */
static void change_tunnel(uint16_t flags, uint32_t key)
{
	struct in6_addr local = IN6ADDR_LOOPBACK_INIT;
	struct in6_addr remote = { .s6_addr = { 0x20, 1, 0xd, 0xb8 } };
	uint16_t keyed = htons(1 << 13), sequenced = htons(3 << 12);
	struct nlattr *info, *data;
	struct request request;
	uint8_t version = 1;

	request_init(&request, RTM_NEWLINK, flags);
	request_reserve(&request, sizeof(struct ifinfomsg));
	request_put(&request, IFLA_IFNAME, "exercise0", 10);
	info = request_open(&request, IFLA_LINKINFO);
	request_put(&request, IFLA_INFO_KIND, "ip6erspan", 9);
	data = request_open(&request, IFLA_INFO_DATA);
	key = htonl(key);
	request_put(&request, IFLA_GRE_IFLAGS, &keyed, sizeof(keyed));
	request_put(&request, IFLA_GRE_OFLAGS, &sequenced, sizeof(sequenced));
	request_put(&request, IFLA_GRE_IKEY, &key, sizeof(key));
	request_put(&request, IFLA_GRE_OKEY, &key, sizeof(key));
	request_put(&request, IFLA_GRE_LOCAL, &local, sizeof(local));
	request_put(&request, IFLA_GRE_REMOTE, &remote, sizeof(remote));
	request_put(&request, IFLA_GRE_ERSPAN_VER, &version, sizeof(version));
	request_close(&request, data);
	request_close(&request, info);
	expect_success(&request, "set the tunnel");
}

void change_erspan(void)
{
	struct request request;

	change_tunnel(NLM_F_CREATE | NLM_F_EXCL, 1);
	change_tunnel(0, 2);
	request_init(&request, RTM_DELLINK, 0);
	request_reserve(&request, sizeof(struct ifinfomsg));
	request_put(&request, IFLA_IFNAME, "exercise0", 10);
	expect_success(&request, "delete the tunnel");
}

static void put_segments(struct request *request)
{
	unsigned char tunnel[sizeof(struct seg6_iptunnel_encap) +
			     sizeof(struct ipv6_sr_hdr) + 16] = { 0 };
	struct seg6_iptunnel_encap *encapsulation = (void *)tunnel;
	struct ipv6_sr_hdr *header = encapsulation->srh;

	encapsulation->mode = SEG6_IPTUN_MODE_ENCAP;
	header->hdrlen = 2;
	header->type = SEGMENT_ROUTING_HEADER;
	header->segments[0].s6_addr[0] = 0xfc;
	request_put(request, SEG6_IPTUNNEL_SRH, tunnel, sizeof(tunnel));
}

void add_segment_route(void)
{
	struct in6_addr destination = { .s6_addr = { 0x20, 1, 0xd, 0xb8, 1 } };
	uint16_t type = LWTUNNEL_ENCAP_SEG6;
	uint32_t device = if_nametoindex("lo");
	struct nlattr *encapsulation;
	struct request request;
	struct rtmsg *route;

	request_init(&request, RTM_NEWROUTE, NLM_F_CREATE);
	route = request_reserve(&request, sizeof(*route));
	*route = (struct rtmsg){
		.rtm_family = AF_INET6,
		.rtm_dst_len = 64,
		.rtm_table = RT_TABLE_MAIN,
		.rtm_protocol = RTPROT_STATIC,
		.rtm_type = RTN_UNICAST,
	};
	request_put(&request, RTA_DST, &destination, sizeof(destination));
	request_put(&request, RTA_OIF, &device, sizeof(device));
	request_put(&request, RTA_ENCAP_TYPE, &type, sizeof(type));
	encapsulation = request_open(&request, RTA_ENCAP);
	put_segments(&request);
	request_close(&request, encapsulation);
	expect_success(&request, "add a route with segments");
	request.header.nlmsg_type = RTM_DELROUTE;
	expect_success(&request, "delete the route");
}

void add_tracking_action(void)
{
	struct tc_ct parameters = { .action = TC_ACT_PIPE };
	struct nlattr *list, *action, *options;
	struct request request;

	request_init(&request, RTM_NEWACTION, NLM_F_CREATE);
	request_reserve(&request, sizeof(struct tcamsg));
	list = request_open(&request, TCA_ACT_TAB);
	action = request_open(&request, 1);
	request_put(&request, TCA_ACT_KIND, "ct", 3);
	options = request_open(&request, TCA_ACT_OPTIONS);
	request_put(&request, TCA_CT_PARMS, &parameters, sizeof(parameters));
	request_close(&request, options);
	request_close(&request, action);
	request_close(&request, list);
	expect_success(&request, "add an action");
}
