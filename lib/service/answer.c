/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/answer.h"

#include "base/json.h"
#include "base/memory.h"

#define OURS 500

static const struct {
	enum suture_refusal refusal;
	unsigned int status;
} statuses[] = {
	{ SUTURE_REFUSAL_REQUEST_MALFORMED, 400 }, { SUTURE_REFUSAL_REPORT_MALFORMED, 400 },
	{ SUTURE_REFUSAL_KEY_WRONG, 401 },	   { SUTURE_REFUSAL_REPORT_UNTRUSTED, 403 },
	{ SUTURE_REFUSAL_ACCESS_KEY_WRONG, 403 },  { SUTURE_REFUSAL_QUOTA_EXCEEDED, 403 },
	{ SUTURE_REFUSAL_ROLE_LACKING, 403 },	   { SUTURE_REFUSAL_MACHINE_UNKNOWN, 404 },
	{ SUTURE_REFUSAL_NOT_THERE, 404 },	   { SUTURE_REFUSAL_SERVICE_FAILED, OURS },
	{ SUTURE_REFUSAL_DATABASE, 503 },	   { SUTURE_REFUSAL_DATABASE_BUSY, 503 },
	{ SUTURE_REFUSAL_NO_SPACE, 503 },	   { SUTURE_REFUSAL_SERVICE_BUSY, 503 },
};

/* What is not in the table is something else that was refused for a reason, such as a file. */
unsigned int answer_status(const struct error *error)
{
	if (error->kind != ERROR_REFUSED)
		return error->kind == ERROR_USAGE ? 400 : OURS;
	for (size_t i = 0; i < ARRAY_SIZE(statuses); i++)
		if (statuses[i].refusal == error->refusal)
			return statuses[i].status;
	return 409;
}

void answer_json(struct http_response *response, unsigned int status, const json_t *value)
{
	_cleanup_free_ char *text = json_text(value);

	http_say(response, status, "application/json", text, strlen(text));
}

/* A usage error of the library is a request's mistake here. */
static enum suture_refusal refusal_of(const struct error *error)
{
	if (error->kind == ERROR_REFUSED)
		return error->refusal;
	return answer_status(error) < OURS ? SUTURE_REFUSAL_REQUEST_MALFORMED
					   : SUTURE_REFUSAL_SERVICE_FAILED;
}

void answer_error(struct http_response *response, unsigned int status, const struct error *error)
{
	const enum suture_refusal refusal = refusal_of(error);
	const struct refusal_row *row = refusal_row(refusal);
	const char *message = status >= OURS ? row->text : error->message;
	_cleanup_json_ json_t *value = json_pack("{s:{s:i, s:s, s:o, s:s, s:s}}", "refusal", "code",
						 (int)refusal, "token", row->token, "message",
						 string_to_json(message), "reason", row->text,
						 "remedy", row->remedy);

	answer_json(response, status, value);
}
