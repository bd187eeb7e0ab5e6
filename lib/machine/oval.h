/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The CVEs of a standing as OVAL 5.11 definitions, of class "vulnerability": a scanner on the
 * machine evaluates them by what the kernel says at that time, not by what was the case when the
 * document was made.
 *
 *	a CVE is a vulnerability of this machine if
 *		/proc/version is that of the vendor's package, and
 *		there is no update of it, or, for one of its updates,
 *			/sys/kernel/suture/updates/ID/state is not "applied", and
 *			the module that the update waits for, if it does, is live
 *
 * Ids are made from names: of a CVE from its numbers, of tests from what they look at. The same
 * thing has the same id in every document.
 */
#ifndef SUTURE_OVAL_H
#define SUTURE_OVAL_H

#include "machine/standing.h"

/* *text is the caller's. Nothing to define is ERROR_NO_CHANGE. */
struct error *oval_make(const struct standing *standing, char **text)
	__attribute__((nonnull, warn_unused_result));

#endif
