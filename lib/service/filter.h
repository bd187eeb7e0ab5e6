/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which machines a query asks for, of the interface for programs and the console alike. */
#ifndef SUTURE_SERVICE_FILTER_H
#define SUTURE_SERVICE_FILTER_H

#include "fleet/lists.h"
#include "http/http.h"

/* All but the account. What is empty is not asked for. It is good as long as the request. */
void filter_read(const struct http_request *request, struct machine_filter *filter)
	__attribute__((nonnull));

#endif
