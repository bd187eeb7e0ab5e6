/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ways into the functions that fixes of the corpus change. Each runs as root in a guest with
 * lo up and the modules of the table loaded; it ends the program by give_up() when a step
 * fails, and otherwise returns. None needs the network or a disk, and none shows that a fix
 * works: that the new code was entered is for the caller to count.
 */
#ifndef EXERCISE_H
#define EXERCISE_H

#include <stddef.h>
#include <stdint.h>

#include "../reproducers/verdict.h"

/* sockets.c */
void connect_pair(int family, int protocol, int *client, int *server);
void pass_bytes(int from, int to);
uint16_t checksum(const void *data, size_t size);
void send_probe_v4(void);
void send_echo_v6(void);
void attach_reuseport_filter(void);
void stream_over_loopback(void);
void send_tls_record(void);
void connect_sctp(void);
void connect_smc(void);
void map_rds_memory(void);
void send_rds_message(void);

/* requests.c */
void dump_unix_sockets(void);
void dump_neighbours(void);
void delete_expectation(void);
void delete_policy(void);
void delete_state(void);
void add_fingerprint(void);

/* links.c */
void change_erspan(void);
void add_segment_route(void);
void add_tracking_action(void);

/* paths.c */
void query_listeners(void);
void send_on_schedule(void);
void announce_path(void);
void associate_again(void);

/* monitor.c */
void mount_ceph(void);

/* tables.c */
void change_sets(void);
void offer_file_in_chat(void);
void queue_packet(void);

/* crypto.c */
void encrypt_in_parallel(void);

/* programs.c */
void spread_packets(void);
void judge_datagrams(void);
void run_virtual_machine(void);

/* storage.c */
void mount_configfs(void);
void connect_nvme(void);
void list_fuse_directory(void);

/* disks.c: need mkfs.ext4 and mkfs.btrfs */
void write_backwards(void);
void write_back_in_group(void);
void mount_btrfs(void);

/* files.c */
void read_target_members(void);
void mount_share(void);
void poll_through_ring(void);

#endif
