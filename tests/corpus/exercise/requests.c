// SPDX-License-Identifier: GPL-2.0-or-later
/* Ways in through netlink. */
#include <arpa/inet.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <linux/netfilter/nfnetlink_osf.h>
#include <linux/rtnetlink.h>
#include <linux/neighbour.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <linux/xfrm.h>
#include <netinet/in.h>
#include <sys/un.h>

#include "../reproducers/netlink.h"
#include "exercise.h"

/* At least one socket has a file behind it. */
void dump_unix_sockets(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = "/tmp/exercise.sock" };
	int sock = socket(AF_UNIX, SOCK_STREAM, 0);
	struct unix_diag_req *query;
	struct request request;

	unlink(address.sun_path);
	if (sock < 0 || bind(sock, (void *)&address, sizeof(address)))
		give_up("bind a socket to a file");
	request_init(&request, SOCK_DIAG_BY_FAMILY, NLM_F_DUMP);
	query = request_reserve(&request, sizeof(*query));
	query->sdiag_family = AF_UNIX;
	query->udiag_states = -1;
	query->udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_VFS | UDIAG_SHOW_PEER;
	request_list(&request, NETLINK_SOCK_DIAG);
	close(sock);
}

void dump_neighbours(void)
{
	struct request request;
	struct ndmsg *neighbour;
	struct ndtmsg *table;

	request_init(&request, RTM_GETNEIGHTBL, NLM_F_DUMP);
	table = request_reserve(&request, sizeof(*table));
	table->ndtm_family = AF_UNSPEC;
	request_list(&request, NETLINK_ROUTE);

	request_init(&request, RTM_GETNEIGH, NLM_F_DUMP);
	neighbour = request_reserve(&request, sizeof(*neighbour));
	neighbour->ndm_family = AF_UNSPEC;
	request_list(&request, NETLINK_ROUTE);
}

static void put_expected_tuple(struct request *request)
{
	struct nlattr *tuple = request_open(request, CTA_EXPECT_TUPLE);
	struct nlattr *part = request_open(request, CTA_TUPLE_IP);
	in_addr_t address = htonl(INADDR_LOOPBACK);
	uint8_t protocol = IPPROTO_UDP;
	uint16_t port = htons(7777);

	request_put(request, CTA_IP_V4_SRC, &address, sizeof(address));
	request_put(request, CTA_IP_V4_DST, &address, sizeof(address));
	request_close(request, part);
	part = request_open(request, CTA_TUPLE_PROTO);
	request_put(request, CTA_PROTO_NUM, &protocol, sizeof(protocol));
	request_put(request, CTA_PROTO_SRC_PORT, &port, sizeof(port));
	request_put(request, CTA_PROTO_DST_PORT, &port, sizeof(port));
	request_close(request, part);
	request_close(request, tuple);
}

/* There is none like this: looking for it is enough. */
static void expectation(int type)
{
	struct request request;
	struct nfgenmsg *message;
	int answer;

	request_init(&request, NFNL_SUBSYS_CTNETLINK_EXP << 8 | type, 0);
	message = request_reserve(&request, sizeof(*message));
	message->nfgen_family = AF_INET;
	put_expected_tuple(&request);
	answer = request_send(&request, NETLINK_NETFILTER);
	if (answer != -ENOENT)
		conclude(UNKNOWN, "no such expectation should exist: %s", strerror(-answer));
}

void delete_expectation(void)
{
	expectation(IPCTNL_MSG_EXP_GET);
	expectation(IPCTNL_MSG_EXP_DELETE);
}

static const struct xfrm_selector selector = {
	.family = AF_INET,
	.prefixlen_d = 24,
	.prefixlen_s = 24,
	.daddr.a4 = 0x000200c0,
	.saddr.a4 = 0x010200c0,
};

static void expect_success(struct request *request, int protocol, const char *step)
{
	int answer = request_send(request, protocol);

	if (answer)
		conclude(UNKNOWN, "%s: %s", step, strerror(-answer));
}

void delete_policy(void)
{
	struct xfrm_userpolicy_info *policy;
	struct xfrm_userpolicy_id *id;
	struct request request;

	request_init(&request, XFRM_MSG_NEWPOLICY, 0);
	policy = request_reserve(&request, sizeof(*policy));
	policy->sel = selector;
	policy->dir = XFRM_POLICY_OUT;
	policy->lft.soft_byte_limit = policy->lft.hard_byte_limit = XFRM_INF;
	policy->lft.soft_packet_limit = policy->lft.hard_packet_limit = XFRM_INF;
	expect_success(&request, NETLINK_XFRM, "add a policy");

	request_init(&request, XFRM_MSG_DELPOLICY, 0);
	id = request_reserve(&request, sizeof(*id));
	id->sel = selector;
	id->dir = XFRM_POLICY_OUT;
	expect_success(&request, NETLINK_XFRM, "delete the policy");
}

/* The state of a larval association is enough to be deleted. */
void delete_state(void)
{
	struct xfrm_userspi_info *larval;
	struct xfrm_usersa_flush *flush;
	struct request request;
	int sock = socket(AF_NETLINK, SOCK_RAW, NETLINK_XFRM);

	request_init(&request, XFRM_MSG_ALLOCSPI, 0);
	larval = request_reserve(&request, sizeof(*larval));
	larval->info.family = AF_INET;
	larval->info.id.proto = IPPROTO_ESP;
	larval->info.id.daddr.a4 = htonl(INADDR_LOOPBACK);
	larval->info.saddr.a4 = htonl(INADDR_LOOPBACK);
	larval->info.mode = XFRM_MODE_TRANSPORT;
	larval->min = 0x1000;
	larval->max = 0x2000;
	request.header.nlmsg_flags &= ~NLM_F_ACK;
	if (sock < 0 || send(sock, &request, request.header.nlmsg_len, 0) < 0)
		give_up("ask for an association");
	close(sock);

	request_init(&request, XFRM_MSG_FLUSHSA, 0);
	flush = request_reserve(&request, sizeof(*flush));
	flush->proto = IPPROTO_ESP;
	expect_success(&request, NETLINK_XFRM, "flush the associations");
}

void add_fingerprint(void)
{
	struct nf_osf_user_finger finger = { .ttl = 64, .ss = 60, .genre = "Exercise" };
	struct request request;

	request_init(&request, NFNL_SUBSYS_OSF << 8 | OSF_MSG_ADD, NLM_F_CREATE);
	request_reserve(&request, sizeof(struct nfgenmsg));
	request_put(&request, OSF_ATTR_FINGER, &finger, sizeof(finger));
	expect_success(&request, NETLINK_NETFILTER, "add a fingerprint");
	request.header.nlmsg_type = NFNL_SUBSYS_OSF << 8 | OSF_MSG_REMOVE;
	expect_success(&request, NETLINK_NETFILTER, "remove the fingerprint");
}
