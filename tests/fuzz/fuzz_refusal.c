/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a service's no: it is one of those that a service may say, and one printable line of
 * a bounded length; nothing else of it is shown.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/form.h"
#include "base/memory.h"
#include "member/post.h"

#define URL "https://fleet.example.org/api/1/report"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool right)
{
	if (!right)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_bytes_ struct bytes answer = { xcalloc(size + 1, 1), size };
	_cleanup_error_ struct error *error = NULL;

	if (size)
		memcpy(answer.data, data, size);
	error = post_declined(URL, &answer);
	must(error && error->kind == ERROR_REFUSED);
	must(post_is_no(error) || error->refusal == SUTURE_REFUSAL_SERVER_FAILED);
	must(is_printable(error->message) && strlen(error->message) < sizeof(URL) + 510);
	must(!strncmp(error->message, URL, strlen(URL)));
	return 0;
}
