/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The CVEs of a standing as an OpenVEX 0.2.0 document, for scanners that know the vendor's
 * package and cannot see that the kernel in memory is not the one on disk.
 */
#ifndef SUTURE_VEX_H
#define SUTURE_VEX_H

#include "base/json.h"
#include "machine/standing.h"

/*
 * A new value. Nothing to say is ERROR_NO_CHANGE: a document must state something. The same
 * standing at the same time has the same @id.
 */
struct error *vex_make(const struct standing *standing, json_t **document)
	__attribute__((nonnull, warn_unused_result));

#endif
