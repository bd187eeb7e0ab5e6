/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The process that talks to the network for us: suture-fetch.
 *
 * It gets a socket and nothing else: no file, no terminal, no capability, no way to any by a
 * program that it would run. It ends with the thread that has started it, at the latest.
 */
#ifndef SUTURE_FETCHER_H
#define SUTURE_FETCHER_H

#include "fetch/launch.h"

struct fetcher {
	pid_t process;
	int socket;	/* ours; see exchange.h. -1: there is none */
};

/* TOOL_MISSING: the program is not there. */
struct error *fetcher_start(const struct launch *launch, struct fetcher *fetcher)
	__attribute__((nonnull, warn_unused_result));
/* Whatever it is doing. */
void fetcher_end(struct fetcher *fetcher);

#endif
