/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A trial: the steps by which an update is tried in an emulated machine, and what
 * came of them.
 *
 *	load the targets and the core → script → apply → script → undo → script
 *
 * Without a script a general workload runs in the background all the time.
 */
#ifndef SUTURE_TRIAL_H
#define SUTURE_TRIAL_H

#include <stdbool.h>

#include "base/json.h"
#include "client/manifest.h"
#include "emulator/log.h"
#include "emulator/machine.h"

/* The trial's own places in the guest. */
#define TRIAL_UPDATE "/update"
#define TRIAL_CORE "/lib/modules/suture.ko"
#define TRIAL_SCRIPT "/script"

struct trial {
	const struct manifest *manifest;
	const char *directory;	/* the update */
	const char *core, *client;	/* files of the host: suture.ko, suture */
	const char *script;	/* NULL: the general workload */
	struct machine_options machine;	/* image, modules_directory, sizes; the rest is filled in */
	/* Filled by trial_run(). The steps' names and words are the manifest's and static. */
	struct machine_step *steps;
	size_t n_steps;
	bool *must_succeed;	/* for each step; else it is enough that it ends */
	const char **targets;	/* modules, NULL-terminated */
	size_t n_targets;
	const char **words;	/* argv of the targets' steps */
	struct machine_result result;
	struct log_verdict verdict;
};

/* Build the machine, run it, judge its log. What the update did there is no error of this call. */
struct error *trial_run(struct trial *trial) __attribute__((nonnull, warn_unused_result));
void trial_deinit(struct trial *trial);
#define _cleanup_trial_ _cleanup_(trial_deinit)

/* Refuses with TRIAL_FAILED or EMULATOR_FAILED unless the trial, which ran, was passed. */
struct error *trial_judge(const struct trial *trial) __attribute__((nonnull, warn_unused_result));

void trial_print(const struct trial *trial) __attribute__((nonnull));
/*
 * {"update", "release", "boot_seconds", "powered_off",
 *  "steps": [{"name", "status", "ended", "late", "seconds", "output"}],
 *  "log": {"clean", "faults": [{"name", "line", "number"}], "expected"}}
 */
json_t *trial_to_json(const struct trial *trial) __attribute__((nonnull, warn_unused_result));

#endif
