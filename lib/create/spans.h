/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The match data of a change: all code of every unit that the update touches, the
 * data that it replaces, and for each base that is not known beforehand a field
 * of the running code that names it.
 */
#ifndef SUTURE_SPANS_H
#define SUTURE_SPANS_H

#include "create/bases.h"
#include "create/delta.h"

/* The blob (suture/format.h) is the caller's. Bases that the fields need are added. */
struct error *spans_build(struct delta *delta, struct bases *bases, struct bytes *blob)
	__attribute__((nonnull, warn_unused_result));

#endif
