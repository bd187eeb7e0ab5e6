/* SPDX-License-Identifier: GPL-2.0 */
/* /dev/suture: the ioctls of suture/abi.h. */
#ifndef SUTURE_DEVICE_H
#define SUTURE_DEVICE_H

int device_init(void);
void device_exit(void);

#endif
