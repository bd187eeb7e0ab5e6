/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What answers the interface's requests; family.c has the table of which. */
#ifndef SUTURE_API_ENDPOINTS_H
#define SUTURE_API_ENDPOINTS_H

#include "service/service.h"

typedef struct error *api_answer(const struct call *call, struct http_response *response)
	__attribute__((nonnull, warn_unused_result));

/* machines.c */
api_answer machines_list, machines_show, machines_remove, machines_authorize, machines_move;
/* uptrack.c */
api_answer uptrack_list, uptrack_describe, uptrack_authorize, uptrack_move, uptrack_plugin;
/* updates.c */
api_answer updates_list, updates_show, cves_list, cves_show, rollouts_halt, rollouts_block,
	rollouts_resume, rollouts_promote;
/* groups.c */
api_answer groups_list, groups_put, rings_list, rings_post;
/* keys.c */
api_answer keys_list, keys_post_access, keys_post_api, keys_delete_access, keys_delete_api;
/* accounts.c */
api_answer accounts_list, accounts_post, audit_list, overview_show;
/* description.c */
api_answer description_show;

#endif
