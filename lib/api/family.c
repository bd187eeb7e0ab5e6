/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "api/family.h"

#include "api/endpoints.h"
#include "api/body.h"
#include "base/memory.h"
#include "service/answer.h"

static const struct endpoint endpoints[] = {
	{ HTTP_GET, "/api/1/fleet/machines", ROLE_READ, machines_list, BODY_MAX },
	{ HTTP_GET, "/api/1/fleet/machines/{uuid}", ROLE_READ, machines_show, BODY_MAX },
	{ HTTP_DELETE, "/api/1/fleet/machines/{uuid}", ROLE_OPERATOR, machines_remove, BODY_MAX },
	{ HTTP_POST, "/api/1/fleet/machines/{uuid}/authorize", ROLE_OPERATOR, machines_authorize,
	  BODY_MAX },
	{ HTTP_POST, "/api/1/fleet/machines/{uuid}/group", ROLE_OPERATOR, machines_move, BODY_MAX },
	{ HTTP_GET, "/api/1/machines", ROLE_READ, uptrack_list, BODY_MAX },
	{ HTTP_GET, "/api/1/machine/{uuid}/describe", ROLE_READ, uptrack_describe, BODY_MAX },
	{ HTTP_POST, "/api/1/machine/{uuid}/authorize", ROLE_OPERATOR, uptrack_authorize,
	  BODY_MAX },
	{ HTTP_POST, "/api/1/machine/{uuid}/group", ROLE_OPERATOR, uptrack_move, BODY_MAX },
	{ HTTP_GET, "/api/1/plugin", ROLE_READ, uptrack_plugin, BODY_MAX },
	{ HTTP_GET, "/api/1/updates", ROLE_READ, updates_list, BODY_MAX },
	{ HTTP_GET, "/api/1/updates/{build_id}/{id}", ROLE_READ, updates_show, BODY_MAX },
	{ HTTP_GET, "/api/1/cves", ROLE_READ, cves_list, BODY_MAX },
	{ HTTP_GET, "/api/1/cves/{name}", ROLE_READ, cves_show, BODY_MAX },
	{ HTTP_POST, "/api/1/rollouts/{id}/halt", ROLE_OPERATOR, rollouts_halt, BODY_MAX },
	{ HTTP_POST, "/api/1/rollouts/{id}/block", ROLE_OPERATOR, rollouts_block, BODY_MAX },
	{ HTTP_POST, "/api/1/rollouts/{id}/resume", ROLE_OPERATOR, rollouts_resume, BODY_MAX },
	{ HTTP_POST, "/api/1/rollouts/{id}/promote", ROLE_APPROVER, rollouts_promote, BODY_MAX },
	{ HTTP_GET, "/api/1/groups", ROLE_READ, groups_list, BODY_MAX },
	{ HTTP_PUT, "/api/1/groups/{name}", ROLE_OPERATOR, groups_put, BODY_MAX },
	{ HTTP_GET, "/api/1/rings", ROLE_READ, rings_list, BODY_MAX },
	{ HTTP_POST, "/api/1/rings", ROLE_APPROVER, rings_post, BODY_MAX },
	{ HTTP_GET, "/api/1/keys", ROLE_APPROVER, keys_list, BODY_MAX },
	{ HTTP_POST, "/api/1/keys/access", ROLE_APPROVER, keys_post_access, BODY_MAX },
	{ HTTP_POST, "/api/1/keys/api", ROLE_APPROVER, keys_post_api, BODY_MAX },
	{ HTTP_DELETE, "/api/1/keys/access/{id}", ROLE_APPROVER, keys_delete_access, BODY_MAX },
	{ HTTP_DELETE, "/api/1/keys/api/{id}", ROLE_APPROVER, keys_delete_api, BODY_MAX },
	{ HTTP_GET, "/api/1/accounts", ROLE_READ, accounts_list, BODY_MAX },
	{ HTTP_POST, "/api/1/accounts", ROLE_APPROVER, accounts_post, BODY_MAX },
	{ HTTP_GET, "/api/1/audit", ROLE_READ, audit_list, BODY_MAX },
	{ HTTP_GET, "/api/1/overview", ROLE_READ, overview_show, BODY_MAX },
	{ HTTP_GET, "/api/1/openapi.json", ROLE_NOBODY, description_show, BODY_MAX },
};

static void refuse(const struct http_request *request, unsigned int status,
		   const struct error *error, struct http_response *response)
{
	(void)request;
	answer_error(response, status, error);
}

const struct family api_family = { endpoints, ARRAY_SIZE(endpoints), refuse, "/api/" };
