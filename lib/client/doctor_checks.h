/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The checks of 'suture doctor', in the order in which they are made: later
 * ones may use what earlier ones learned.
 */
#ifndef SUTURE_DOCTOR_CHECKS_H
#define SUTURE_DOCTOR_CHECKS_H

#include "client/doctor.h"
#include "kernel/config.h"

struct machine {
	char *release; /* NULL if it cannot be read */
	struct config config;
	bool has_config;
	bool wants_signatures; /* loads no module without a signature */
	struct findings *findings;
};

void finding_ok(struct machine *machine, const char *check, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void finding_warn(struct machine *machine, const char *check, const char *remedy,
		  const char *format, ...) __attribute__((format(printf, 4, 5)));
void finding_problem(struct machine *machine, const char *check, const char *remedy,
		     const char *format, ...) __attribute__((format(printf, 4, 5)));

/* doctor_kernel.c: is this a kernel that Suture supports? */
void check_release(struct machine *machine);
void check_build_id(struct machine *machine);
void check_config(struct machine *machine);
void check_taint(struct machine *machine);

/* doctor_security.c: what does it ask of modules? */
void check_secure_boot(struct machine *machine);
void check_lockdown(struct machine *machine);
void check_enforcement(struct machine *machine);

/* doctor_core.c: is the core module there, and does it run? */
void check_core_file(struct machine *machine);
void check_core_loaded(struct machine *machine);
void check_device(struct machine *machine);
void check_updates(struct machine *machine);

/* doctor_tools.c: can updates be created here? */
void check_tools(struct machine *machine);

#endif
