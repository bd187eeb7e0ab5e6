/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What suture-repo does. Each verb's argv[0] is its name. */
#ifndef SUTURE_REPO_VERBS_H
#define SUTURE_REPO_VERBS_H

/* suture-repo init REPO --keys DIR */
int cmd_init(int argc, char **argv);
/* suture-repo add REPO UPDATE... --keys DIR */
int cmd_add(int argc, char **argv);
/* suture-repo core REPO FILE --kernel BUILDID --keys DIR */
int cmd_core(int argc, char **argv);
/* suture-repo edit REPO ID --kernel BUILDID --keys DIR */
int cmd_edit(int argc, char **argv);
/* suture-repo cover REPO --kernel BUILDID --until DATE --keys DIR */
int cmd_cover(int argc, char **argv);
/* suture-repo unpatchable REPO --kernel BUILDID --cve CVE... --keys DIR */
int cmd_unpatchable(int argc, char **argv);
/* suture-repo block REPO ID --keys DIR */
int cmd_block(int argc, char **argv);
/* suture-repo sign REPO --keys DIR */
int cmd_sign(int argc, char **argv);
/* suture-repo publish REPO --keys DIR */
int cmd_publish(int argc, char **argv);
/* suture-repo refresh REPO --keys DIR */
int cmd_refresh(int argc, char **argv);
/* suture-repo check REPO */
int cmd_check(int argc, char **argv);
/* suture-repo clean REPO */
int cmd_clean(int argc, char **argv);
/* suture-repo export REPO BUNDLE */
int cmd_export(int argc, char **argv);
/* suture-repo renew REPO ROLE... --keys DIR */
int cmd_renew(int argc, char **argv);
/* suture-repo rotate REPO ROLE --keys DIR */
int cmd_rotate(int argc, char **argv);

#endif
