/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What programs ask of plans, subscriptions, usage and statements; data/openapi.json describes
 * it, docs/subscriptions.md explains it.
 *
 * Plans are the vendor's, and so is who has which: only a key of all accounts adds them. An
 * approver may end a subscription of their account.
 */
#ifndef SUTURE_BILLING_H
#define SUTURE_BILLING_H

#include "service/service.h"

extern const struct family billing_family;

#endif
