/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables of a fleet, for db_migrate(). What is here was released: append, never change. */
#ifndef SUTURE_FLEET_SCHEMA_H
#define SUTURE_FLEET_SCHEMA_H

#include <stddef.h>

extern const char *const fleet_migrations[];
extern const size_t fleet_n_migrations;

/* Those that they make, each behind those to which it refers. */
extern const char *const fleet_tables[];
extern const size_t fleet_n_tables;

#endif
