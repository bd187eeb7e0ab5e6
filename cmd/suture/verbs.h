/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The verbs of 'suture'. Each gets its own name as argv[0] and returns the
 * exit code of the program (exit.h).
 */
#ifndef SUTURE_VERBS_H
#define SUTURE_VERBS_H

int cmd_apply(int argc, char **argv);
int cmd_boot(int argc, char **argv);
int cmd_config(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_cves(int argc, char **argv);
int cmd_doctor(int argc, char **argv);
int cmd_enrol(int argc, char **argv);
int cmd_hold(int argc, char **argv);
int cmd_inspect(int argc, char **argv);
int cmd_leave(int argc, char **argv);
int cmd_list(int argc, char **argv);
int cmd_pin(int argc, char **argv);
int cmd_plan(int argc, char **argv);
int cmd_remove(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_show(int argc, char **argv);
int cmd_status(int argc, char **argv);
int cmd_trust(int argc, char **argv);
int cmd_try(int argc, char **argv);
int cmd_uname(int argc, char **argv);
int cmd_undo(int argc, char **argv);
int cmd_upgrade(int argc, char **argv);

#endif
