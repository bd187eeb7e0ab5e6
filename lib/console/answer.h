/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The console's answers, by what they are about; console.c says which is whose. */
#ifndef SUTURE_CONSOLE_ANSWER_H
#define SUTURE_CONSOLE_ANSWER_H

#include "service/service.h"

typedef struct error *console_answer(const struct call *call, struct http_response *response);

/* answer_look.c: pages */
console_answer look_fleet, look_machines, look_machine, look_updates, look_update, look_cves,
	look_cve, look_groups, look_keys, look_audit;

/* answer_subscription.c, answer_inspector.c: these as well */
console_answer look_subscription, look_inspector;

/* answer_change.c: forms, after which another page is looked at */
console_answer change_authorization, change_group_of_machine, change_machine_removed,
	change_rollout, change_group, change_ring, change_key_revoked;

/* answer_key.c: the only forms with a page of their own */
console_answer make_access_key, make_api_key;

/* answer_session.c */
console_answer look_login, begin_session, end_session;

#endif
