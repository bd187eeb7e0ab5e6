/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the service does with the world outside of it, each in a thread of its own: it follows the
 * repository, tells webhooks, and sends mails. Nobody who asks it waits for any of them, nor does
 * the writer.
 */
#ifndef SUTURE_SIGNAL_WORK_H
#define SUTURE_SIGNAL_WORK_H

#include "content/content.h"
#include "service/service.h"
#include "signal/digest.h"

/*
 * Of daemons that share a database one delivers and one mails, at a time (service/turn.h). What one
 * had begun to send when it died is sent once more when its turn has expired: a receiver knows a
 * message by its number. Each follows the repository, in a store of its own.
 */
/* The strings live until work_stop(). */
struct work_options {
	struct content_options content; /* without a source it is not followed */
	int64_t interval;		/* seconds between two looks at it, give or take a tenth */
	struct digest_options mail;	/* sendmail NULL: none is sent */
	int hour;			/* of the day (UTC), from which on it is */
	bool private_webhooks;		/* their addresses may be private (target.h) */
};

struct work;

/* The options are copied, the list of sources as well. */
struct error *work_start(struct service *service, const struct work_options *options,
			 struct work **work) __attribute__((nonnull, warn_unused_result));
/* Returns when what is being done is done: patience's seconds at most. */
void work_stop(struct work *work);

/* Each once, as if its time had come. */
struct error *work_look(struct service *service, const struct work_options *options, int64_t now)
	__attribute__((nonnull, warn_unused_result));
/* *sent: something was tried. */
struct error *work_deliver(struct service *service, const struct work_options *options, int64_t now,
			   bool *sent)
	__attribute__((nonnull, warn_unused_result));
struct error *work_mail(struct service *service, const struct work_options *options, int64_t now)
	__attribute__((nonnull, warn_unused_result));

#endif
