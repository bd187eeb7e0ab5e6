/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What it takes to start a fetcher: the program, its environment, whom it becomes.
 *
 * The program is the one beside ours, as in a build tree and where tests put their programs, or the
 * one that was installed; never one of $PATH. Of the environment it gets nothing but what says
 * where proxies and certificates are.
 */
#ifndef SUTURE_LAUNCH_H
#define SUTURE_LAUNCH_H

#include <sys/types.h>

#include "base/string_list.h"
#include "fetch/fetch.h"

struct launch {
	char *program;
	struct string_list environment;
	unsigned int patience;
	bool changes_user;
	uid_t user;
	gid_t group;
};

/* FETCHER_USER if that user is not there; ERROR_USAGE if the file of certificates is not. */
struct error *launch_init(struct launch *launch, const struct fetch_options *options)
	__attribute__((nonnull, warn_unused_result));
void launch_deinit(struct launch *launch);

#endif
