/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A thread that does one thing again and again, with a pause between, until it is told to end. */
#ifndef SUTURE_SERVICE_ROUNDS_H
#define SUTURE_SERVICE_ROUNDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

struct rounds;

/* The first round begins at once. round() yields how many seconds the pause is, 0 for none. */
struct error *rounds_start(int64_t (*round)(struct rounds *rounds, void *context), void *context,
			   struct rounds **rounds)
	__attribute__((nonnull(1, 3), warn_unused_result));
/* To be asked by a round that takes its time: is somebody waiting for it? */
bool rounds_end(struct rounds *rounds) __attribute__((nonnull));
/* Returns when the round that is going on is over. */
void rounds_stop(struct rounds *rounds);

#endif
