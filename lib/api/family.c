/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "api/family.h"

#include "api/endpoints.h"
#include "base/memory.h"
#include "service/answer.h"

#define SMALL 4096

static const struct endpoint endpoints[] = {
	{ HTTP_GET, "/api/1/fleet/machines", ROLE_READ, machines_list, SMALL },
	{ HTTP_GET, "/api/1/fleet/machines/{uuid}", ROLE_READ, machines_show, SMALL },
	{ HTTP_DELETE, "/api/1/fleet/machines/{uuid}", ROLE_OPERATOR, machines_remove, SMALL },
	{ HTTP_POST, "/api/1/fleet/machines/{uuid}/authorize", ROLE_OPERATOR, machines_authorize,
	  SMALL },
	{ HTTP_POST, "/api/1/fleet/machines/{uuid}/group", ROLE_OPERATOR, machines_move, SMALL },
	{ HTTP_GET, "/api/1/machines", ROLE_READ, uptrack_list, SMALL },
	{ HTTP_GET, "/api/1/machine/{uuid}/describe", ROLE_READ, uptrack_describe, SMALL },
	{ HTTP_POST, "/api/1/machine/{uuid}/authorize", ROLE_OPERATOR, uptrack_authorize, SMALL },
	{ HTTP_POST, "/api/1/machine/{uuid}/group", ROLE_OPERATOR, uptrack_move, SMALL },
	{ HTTP_GET, "/api/1/plugin", ROLE_READ, uptrack_plugin, SMALL },
	{ HTTP_GET, "/api/1/updates", ROLE_READ, updates_list, SMALL },
	{ HTTP_GET, "/api/1/updates/{build_id}/{id}", ROLE_READ, updates_show, SMALL },
	{ HTTP_GET, "/api/1/cves", ROLE_READ, cves_list, SMALL },
	{ HTTP_GET, "/api/1/cves/{name}", ROLE_READ, cves_show, SMALL },
	{ HTTP_POST, "/api/1/rollouts/{id}/halt", ROLE_OPERATOR, rollouts_halt, SMALL },
	{ HTTP_POST, "/api/1/rollouts/{id}/block", ROLE_OPERATOR, rollouts_block, SMALL },
	{ HTTP_POST, "/api/1/rollouts/{id}/resume", ROLE_OPERATOR, rollouts_resume, SMALL },
	{ HTTP_POST, "/api/1/rollouts/{id}/promote", ROLE_APPROVER, rollouts_promote, SMALL },
	{ HTTP_GET, "/api/1/groups", ROLE_READ, groups_list, SMALL },
	{ HTTP_PUT, "/api/1/groups/{name}", ROLE_OPERATOR, groups_put, SMALL },
	{ HTTP_GET, "/api/1/rings", ROLE_READ, rings_list, SMALL },
	{ HTTP_POST, "/api/1/rings", ROLE_APPROVER, rings_post, SMALL },
	{ HTTP_GET, "/api/1/keys", ROLE_APPROVER, keys_list, SMALL },
	{ HTTP_POST, "/api/1/keys/access", ROLE_APPROVER, keys_post_access, SMALL },
	{ HTTP_POST, "/api/1/keys/api", ROLE_APPROVER, keys_post_api, SMALL },
	{ HTTP_DELETE, "/api/1/keys/access/{id}", ROLE_APPROVER, keys_delete_access, SMALL },
	{ HTTP_DELETE, "/api/1/keys/api/{id}", ROLE_APPROVER, keys_delete_api, SMALL },
	{ HTTP_GET, "/api/1/accounts", ROLE_READ, accounts_list, SMALL },
	{ HTTP_POST, "/api/1/accounts", ROLE_APPROVER, accounts_post, SMALL },
	{ HTTP_GET, "/api/1/audit", ROLE_READ, audit_list, SMALL },
	{ HTTP_GET, "/api/1/overview", ROLE_READ, overview_show, SMALL },
	{ HTTP_GET, "/api/1/openapi.json", ROLE_NOBODY, description_show, SMALL },
};

static void refuse(const struct http_request *request, unsigned int status,
		   const struct error *error, struct http_response *response)
{
	(void)request;
	answer_error(response, status, error);
}

const struct family api_family = { endpoints, ARRAY_SIZE(endpoints), refuse, "/api/" };
