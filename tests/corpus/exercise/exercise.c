// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * usage: exercise [CVE]
 *
 * Enter the functions that a fix of the corpus changes. Without a name, list the fixes there
 * is a way for, each with the modules that must be loaded.
 */
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "exercise.h"

#define PARALLEL "pcrypt algif_aead gcm ctr ghash-generic aes_generic"

static const struct way {
	const char *cve;
	void (*enter)(void);
	const char *modules;
} ways[] = {
	{ "CVE-2024-27012", change_sets, "nf_tables" },
	{ "CVE-2025-38584", encrypt_in_parallel, PARALLEL },
	{ "CVE-2026-31407", delete_expectation, "nf_conntrack_netlink" },
	{ "CVE-2026-31449", write_backwards, "loop" },
	{ "CVE-2026-31586", write_back_in_group, "loop" },
	{ "CVE-2026-31588", run_virtual_machine, "kvm_amd" },
	{ "CVE-2026-31673", dump_unix_sockets, "unix_diag" },
	{ "CVE-2026-31694", list_fuse_directory, "fuse" },
	{ "CVE-2026-43099", send_probe_v4, "" },
	{ "CVE-2026-43112", mount_share, "cifs" },
	{ "CVE-2026-43116", delete_expectation, "nf_conntrack_netlink" },
	{ "CVE-2026-43303", stream_over_loopback, "" },
	{ "CVE-2026-43493", encrypt_in_parallel, PARALLEL },
	{ "CVE-2026-43502", send_rds_message, "rds rds_tcp" },
	{ "CVE-2026-46024", mount_ceph, "ceph" },
	{ "CVE-2026-46027", connect_smc, "smc" },
	{ "CVE-2026-46053", map_rds_memory, "rds rds_tcp" },
	{ "CVE-2026-46099", add_segment_route, "" },
	{ "CVE-2026-46113", run_virtual_machine, "kvm_amd" },
	{ "CVE-2026-46116", delete_state, "xfrm_user esp4" },
	{ "CVE-2026-46119", mount_ceph, "ceph" },
	{ "CVE-2026-46120", change_erspan, "ip6_gre" },
	{ "CVE-2026-46137", announce_path, "" },
	{ "CVE-2026-46149", read_target_members, "target_core_mod target_core_file" },
	{ "CVE-2026-46164", mount_btrfs, "loop btrfs" },
	{ "CVE-2026-46300", stream_over_loopback, "" },
	{ "CVE-2026-46319", add_tracking_action, "act_ct" },
	{ "CVE-2026-52910", attach_reuseport_filter, "" },
	{ "CVE-2026-52912", queue_packet, "nf_tables nft_queue nfnetlink_queue dummy" },
	{ "CVE-2026-52924", associate_again, "sctp" },
	{ "CVE-2026-52933", poll_through_ring, "" },
	{ "CVE-2026-52943", stream_over_loopback, "" },
	{ "CVE-2026-52957", mount_ceph, "ceph" },
	{ "CVE-2026-52958", mount_ceph, "ceph" },
	{ "CVE-2026-52974", send_tls_record, "tls gcm ctr ghash-generic aes_generic" },
	{ "CVE-2026-52981", dump_neighbours, "" },
	{ "CVE-2026-52989", connect_nvme, "nvmet-tcp nvme-tcp" },
	{ "CVE-2026-52998", add_fingerprint, "nfnetlink_osf" },
	{ "CVE-2026-53006", send_echo_v6, "" },
	{ "CVE-2026-53011", send_on_schedule, "sch_taprio dummy" },
	{ "CVE-2026-53096", spread_packets, "" },
	{ "CVE-2026-53184", judge_datagrams, "" },
	{ "CVE-2026-53225", connect_sctp, "sctp" },
	{ "CVE-2026-53239", delete_policy, "xfrm_user" },
	{ "CVE-2026-53268", offer_file_in_chat, "nf_tables nft_ct nft_objref nf_conntrack_irc" },
	{ "CVE-2026-53275", query_listeners, "veth" },
};

#define WAYS (sizeof(ways) / sizeof(ways[0]))

static void bring_up_loopback(void)
{
	struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
	int sock = socket(AF_INET, SOCK_DGRAM, 0);

	if (sock < 0 || ioctl(sock, SIOCSIFFLAGS, &request))
		give_up("bring up lo");
	close(sock);
}

int main(int argc, char **argv)
{
	for (size_t i = 0; i < WAYS; i++) {
		if (argc < 2) {
			printf("%s\t%s\n", ways[i].cve, ways[i].modules);
		} else if (!strcmp(ways[i].cve, argv[1])) {
			bring_up_loopback();
			ways[i].enter();
			printf("%s: done\n", argv[1]);
			return 0;
		}
	}
	if (argc > 1)
		conclude(UNKNOWN, "%s: no way in is known", argv[1]);
	return 0;
}
