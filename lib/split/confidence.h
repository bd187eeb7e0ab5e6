/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How sure it is that a commit's change is that of its item: measured shares, and no feelings.
 */
#ifndef SUTURE_CONFIDENCE_H
#define SUTURE_CONFIDENCE_H

#include "split/split.h"

double confidence_of(const struct split_commit *commit) __attribute__((nonnull));

#endif
