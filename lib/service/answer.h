/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Answers of the interface for programs: JSON, and errors as commands print them. */
#ifndef SUTURE_SERVICE_ANSWER_H
#define SUTURE_SERVICE_ANSWER_H

#include "service/service.h"

/* The status of an error: a refusal's by its row, 500 for what is ours. */
unsigned int answer_status(const struct error *error) __attribute__((nonnull));
/* The value stays the caller's. */
void answer_json(struct http_response *response, unsigned int status, const json_t *value)
	__attribute__((nonnull));
/* {"refusal": {...}}; what is ours is told without its message, which is for the log. */
void answer_error(struct http_response *response, unsigned int status, const struct error *error)
	__attribute__((nonnull));

#endif
