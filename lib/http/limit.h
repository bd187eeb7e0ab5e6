/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much one address may have: so many things at once, and so many requests a second.
 *
 * The table has a size for good. Where an address is in it depends on a secret number, and a place
 * is given to another as soon as nothing would be forgotten by that: the old one has nothing there,
 * and could ask as often as a new one. Addresses that find no place, in a flood of them, share one,
 * so that strangers can take neither memory nor more than everybody's share.
 */
#ifndef SUTURE_HTTP_LIMIT_H
#define SUTURE_HTTP_LIMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"

struct limit;
struct limit_place;

/* Any number of threads may use it. 0: any number. */
struct limit *limit_new(unsigned int at_once, unsigned int each_second)
	__attribute__((warn_unused_result));
void limit_free(struct limit *limit);
DEFINE_CLEANUP(struct limit *, limit_free);

/*
 * Something of this address (address_network()) begins; *within says whether it may. Its place
 * stays until limit_leave(), whether it may or not. Moments are nanoseconds of the monotonic clock.
 */
struct limit_place *limit_enter(struct limit *limit, uint64_t address, uint64_t now, bool *within)
	__attribute__((nonnull, warn_unused_result));
void limit_leave(struct limit *limit, struct limit_place *place) __attribute__((nonnull));
/* Whether there may be one more request of this second; it counts if so. */
bool limit_request(struct limit *limit, struct limit_place *place, uint64_t now)
	__attribute__((nonnull, warn_unused_result));

#endif
