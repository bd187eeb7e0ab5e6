/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random code with random sites. The matcher's stupid twin: it knows, site by site, what a
 * kernel writes there, and has written it into the world's memory.
 */
#ifndef SUTURE_RANDOM_WORLD_H
#define SUTURE_RANDOM_WORLD_H

#include "world.h"

/* The same for the same number. Finished. */
struct world *random_world(uint32_t number) __attribute__((warn_unused_result));

#endif
