/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the unexplained rest takes back. A listed commit is believed without progress, since a later
 * one may overwrite it. But if it is the rest that overwrites it, then that commit was most
 * likely not the vendor's: another version of it, or one that never went in.
 */
#ifndef SUTURE_UNDONE_H
#define SUTURE_UNDONE_H

#include "split/job.h"

/* Count for every step of the front how many of its lines the rest takes back. */
void undone_count(struct state *state) __attribute__((nonnull));
/* Doubt the candidates of steps that are mostly undone. True if there is a new doubt. */
bool undone_doubt(const struct state *state, struct jobs *jobs) __attribute__((nonnull));

#endif
