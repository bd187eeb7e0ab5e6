/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whom a webhook may reach. Who may add one is responsible for an account, and need not be at home
 * on the service's machine: by a URL of that machine or its network he would have the service ask
 * what answers nobody else, such as a cloud's addresses of the link, which tell keys.
 */
#ifndef SUTURE_SIGNAL_TARGET_H
#define SUTURE_SIGNAL_TARGET_H

#include <stdbool.h>
#include <sys/socket.h>

/*
 * An address that is not of the public internet: the machine itself, its link, private networks,
 * those of carriers, and what is no one machine's. One in another's form, as ::ffff:127.0.0.1, is
 * what it stands for. What is neither IPv4 nor IPv6 is private.
 */
bool target_is_private(const struct sockaddr *address) __attribute__((nonnull));

#endif
