/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Nothing of an update is believed before it is checked: the file may be damaged, or
 * have been made by a faulty program.
 */
#ifndef SUTURE_VALIDATE_H
#define SUTURE_VALIDATE_H

#include <linux/module.h>
#include <suture/format.h>

/*
 * The descriptor that the module's parameter SUTURE_PARAM leads to; NULL: the module
 * is no update. -EPROTONOSUPPORT: it is made for another format. -EBADMSG: the
 * parameter leads nowhere.
 */
const struct suture_update *descriptor_find(const struct module *module);

/*
 * Does everything that the descriptor points to lie in the module, does every index
 * exist, does every text end? 0 or -EBADMSG. Call while the module is COMING: the
 * match data is looked at, too.
 */
int descriptor_check(const struct module *module, const struct suture_update *descriptor);

#endif
