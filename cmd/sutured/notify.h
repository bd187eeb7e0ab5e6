/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tell systemd how far we are (sd_notify(3)). It is one datagram to the socket that NOTIFY_SOCKET
 * names, which is not worth a library.
 */
#ifndef SUTURE_NOTIFY_H
#define SUTURE_NOTIFY_H

/* "READY=1"; nothing happens if nobody waits for it. */
void notify(const char *state) __attribute__((nonnull));
/* "RELOADING=1", with the moment that systemd wants to know as well. */
void notify_reloading(void);

#endif
