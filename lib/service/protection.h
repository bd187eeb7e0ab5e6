/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How long it took until an account's machines were protected from a CVE (table protection): when
 * the first update of it was offered to one of them, and when one, half, and 95% of those that it
 * concerns had it fixed. A CVE that they all had fixed when they were first heard of has no times.
 */
#ifndef SUTURE_SERVICE_PROTECTION_H
#define SUTURE_SERVICE_PROTECTION_H

#include "service/service.h"

struct error *protection_note(struct service *service, int64_t now)
	__attribute__((nonnull, warn_unused_result));

#endif
