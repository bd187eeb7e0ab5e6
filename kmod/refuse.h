/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Saying no: every refusal fills a record and is remembered, so that a program
 * whose finit_module(2) failed can ask for the reason afterwards.
 */
#ifndef SUTURE_REFUSE_H
#define SUTURE_REFUSE_H

#include <suture/abi.h>
#include <suture/refusal.h>

/* Empty the record and say what it is about; object may be NULL. */
void refusal_begin(struct suture_refusal_record *record, const char *update, const char *object);

/*
 * Fill in the code and, unless it is NULL, the function. Returns error, which is a
 * negative errno, so that a caller can write "return refuse(...)".
 */
int refuse(struct suture_refusal_record *record, enum suture_refusal code, int error,
	   const char *function);

/* Name the update because of which it is refused. */
void refusal_set_other(struct suture_refusal_record *record, const char *id);

/* What should be there and what is: the first SUTURE_BYTES_MAX bytes are kept. */
void refusal_set_bytes(struct suture_refusal_record *record, const void *expected,
		       const void *found, unsigned int length);

/* Keep a copy for SUTURE_IOC_REFUSAL, and put one line into the log. Sleeps. */
void refusal_remember(const struct suture_refusal_record *record);
void refusal_recall(struct suture_refusal_record *record);

#endif
