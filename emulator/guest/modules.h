/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernel modules in the guest, by the table that the host has worked out
 * (GUEST_MODULES in protocol.h). The same program serves as /sbin/modprobe, so the kernel's own
 * requests (a protocol family, a file system) are answered too.
 */
#ifndef SUTURE_GUEST_MODULES_H
#define SUTURE_GUEST_MODULES_H

/*
 * Load by path (anything with a '/'), name or alias, with what it needs. A module that is
 * there already is fine. Returns 0 or an errno; *failed then names the file.
 */
int module_load(const char *name, const char *options, const char **failed);

/* modprobe [-OPTION...] NAME [PARAMETER...] */
int modprobe_main(int argc, char **argv);

#endif
