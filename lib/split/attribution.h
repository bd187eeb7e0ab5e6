/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which records are which commit's. A subject joins too many: two fixes may share one, and a
 * record speaks of one of them; or a backport has another title. The ids that records and
 * candidates name tell them apart, once it is known which candidates are in the update.
 */
#ifndef SUTURE_ATTRIBUTION_H
#define SUTURE_ATTRIBUTION_H

#include "split/split.h"

/*
 * To the commits' records, which are those of their subjects, add those that name the candidate,
 * whatever their title. Take those that name another commit, but only where a better place
 * for it or a better record is seen: by a wrong or foreign id alone no CVE is lost. One record may
 * stay with several commits. Items get what their commits have.
 */
void attribute_records(const struct split_input *input, struct split *split)
	__attribute__((nonnull));

#endif
