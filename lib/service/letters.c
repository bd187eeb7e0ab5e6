/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/letters.h"

#include "base/json.h"
#include "base/memory.h"
#include "service/answer.h"

/* ---- taking one ---- */

struct taking {
	struct service *service;
	struct intake *intake;
	int64_t now;
	struct advice advice;
};

static void taking_deinit(struct taking *taking)
{
	advice_deinit(&taking->advice);
}

/* It may have been done already, in a transaction that came to nothing. */
static struct error *take_letter(struct db *db, void *data)
{
	struct taking *taking = data;

	advice_deinit(&taking->advice);
	return intake_take(db, service_office(taking->service), taking->intake, taking->now,
			   &taking->advice);
}

static struct error *answer(const struct call *call, enum letter_word word,
			    struct http_response *response)
{
	_cleanup_intake_ struct intake intake = {};
	_cleanup_(taking_deinit)
	struct taking taking = { .service = call->service, .intake = &intake, .now = call->now };
	_cleanup_json_ json_t *advice = NULL;
	size_t size;
	const char *bytes = http_body(call->request, &size);

	try(intake_open(call->db, service_conditions(call->service), word, bytes, size,
			http_address(call->request), call->now, &intake));
	try(service_change(call->service, take_letter, &taking));
	advice = advice_to_json(&taking.advice);
	answer_json(response, 200, advice);
	return NULL;
}

static struct error *enrol(const struct call *call, struct http_response *response)
{
	return answer(call, LETTER_ENROL, response);
}

static struct error *report(const struct call *call, struct http_response *response)
{
	return answer(call, LETTER_REPORT, response);
}

static struct error *renew(const struct call *call, struct http_response *response)
{
	return answer(call, LETTER_RENEW, response);
}

/* ---- the family ---- */

static const struct endpoint endpoints[] = {
	{ HTTP_POST, "/api/1/enrol", ROLE_NOBODY, enrol, LETTER_MAX },
	{ HTTP_POST, "/api/1/report", ROLE_NOBODY, report, LETTER_MAX },
	{ HTTP_POST, "/api/1/renew", ROLE_NOBODY, renew, LETTER_MAX },
};

static void refuse(const struct http_request *request, unsigned int status,
		   const struct error *error, struct http_response *response)
{
	(void)request;
	answer_error(response, status, error);
}

const struct family letters_family = { endpoints, ARRAY_SIZE(endpoints), refuse, "/api/1/" };
