/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Verbs that are other programs: 'suture VERB' runs suture-VERB, so that a
 * machine installs only the ones that it needs.
 */
#ifndef SUTURE_EXTERNAL_H
#define SUTURE_EXTERNAL_H

#include "base/error.h"

/*
 * Become the program suture-VERB from the directory of this program, else
 * from PATH. argv[0] is the verb. Returns only on failure.
 */
struct error *external_become(char **argv) __attribute__((nonnull, warn_unused_result));

#endif
