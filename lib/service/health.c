/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/health.h"

#include "base/json.h"
#include "base/memory.h"
#include "fleet/view.h"
#include "service/answer.h"

static struct error *read_something(struct db *db)
{
	int64_t n;
	bool found;

	return view_integer(db, "SELECT count(*) FROM account", DB_NO_VALUES, &found, &n);
}

/* A change that changes nothing: it takes the lock and needs no space. */
static struct error *touch(struct db *db, void *data)
{
	(void)data;
	return db_run(db, "UPDATE account SET name = name WHERE id = 0", DB_NO_VALUES, NULL);
}

static struct error *show_health(const struct call *call, struct http_response *response)
{
	_cleanup_json_ json_t *health = json_pack("{s:b}", "healthy", 1);

	try(read_something(call->db));
	try(service_change(call->service, touch, NULL));
	http_set(response, "Cache-Control", "no-store");
	answer_json(response, 200, health);
	return NULL;
}

static const struct endpoint endpoints[] = {
	{ HTTP_GET, "/healthz", ROLE_NOBODY, show_health, 0 },
};

static void refuse(const struct http_request *request, unsigned int status,
		   const struct error *error, struct http_response *response)
{
	(void)request;
	answer_error(response, status, error);
}

const struct family health_family = { endpoints, ARRAY_SIZE(endpoints), refuse, "/healthz" };
