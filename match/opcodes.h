/* SPDX-License-Identifier: GPL-2.0-or-later */
/* First bytes of the instructions that the kernel writes into its text. */
#ifndef SUTURE_MATCH_OPCODES_H
#define SUTURE_MATCH_OPCODES_H

#define NOP 0x90
#define INT3 0xcc
#define CALL 0xe8
#define JMP 0xe9
#define JMP8 0xeb
#define RET 0xc3
#define LOCK 0xf0
#define DS 0x3e

#endif
