/* SPDX-License-Identifier: GPL-2.0 */
/* /sys/kernel/suture, as described in suture/abi.h. */
#ifndef SUTURE_SYSFS_H
#define SUTURE_SYSFS_H

struct update;

int sysfs_init(void);
void sysfs_exit(void);

/*
 * Show a new update. From now on sysfs owns its memory: on failure it is freed
 * here, later by sysfs_remove_update() or with the last open file.
 */
int sysfs_add_update(struct update *update);
void sysfs_remove_update(struct update *update);

#endif
