/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The description of the interface, data/openapi.json, which is in the program. */
#include "api/endpoints.h"
#include "api/openapi.h"

struct error *description_show(const struct call *call, struct http_response *response)
{
	(void)call;
	http_say(response, 200, "application/json", openapi, sizeof(openapi));
	return NULL;
}
