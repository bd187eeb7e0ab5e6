/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names that users of Ksplice Uptrack know: uptrack-upgrade and so on. */
#ifndef SUTURE_ALIAS_H
#define SUTURE_ALIAS_H

/*
 * If argv[0] is such a name, the words of ours that it stands for, NULL-terminated and never freed;
 * else argv as it is.
 */
char **alias_expand(int *argc, char **argv) __attribute__((nonnull));

#endif
