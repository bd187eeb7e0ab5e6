/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Creating an update: from a kernel and a source patch to a directory with a
 * manifest and one kernel module for each target.
 */
#ifndef SUTURE_CREATE_H
#define SUTURE_CREATE_H

#include "base/error.h"
#include "client/manifest.h"

struct create_input {
	const char *kernel;	/* specification, see kernel/kernel.h */
	const char *patch;	/* path */
	const char *id;		/* of the update, is_update_id() */
	const char *title;	/* NULL: none */
	const char *output;	/* directory in which the update's directory ID is made */
	const char *const *requires;	/* ids of updates that this one stands on */
	size_t n_requires;
	const char *sign_key, *certificate;	/* PEM files; NULL both: modules are not signed */
	void (*step)(void *context, const char *text);	/* each step that takes time; may be NULL */
	void *context;
};

/*
 * Fails with ERROR_USAGE if what the output has under the id is no update, or the key does not
 * belong to the certificate, before any work; with ERROR_NO_CHANGE if the patch changes nothing
 * that runs, and with any refusal of the stages. The output is as it was then. *manifest is the
 * caller's, to deinit.
 */
struct error *create_update(const struct create_input *input, struct manifest *manifest)
	__attribute__((nonnull, warn_unused_result));

#endif
