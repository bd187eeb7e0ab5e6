/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The system calls that a fetcher is left with: names are looked up, sockets talk, files are read,
 * threads are started for that. Nothing is written but to what is open, nothing is run, nobody else
 * is signalled or looked into, and the machine stays as it is.
 *
 * A list of what is allowed; all else fails with EPERM. It holds for the whole process until it
 * ends. What a library does once, when it is loaded or set up, has to be done before.
 */
#ifndef SUTURE_SANDBOX_H
#define SUTURE_SANDBOX_H

#include "base/error.h"

struct error *sandbox_enter(void) __attribute__((warn_unused_result));

#endif
