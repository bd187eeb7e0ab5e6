/* SPDX-License-Identifier: GPL-2.0-or-later */
/* INIT and LOAD are the paths of the programs. */
	.macro	program name:req, file:req
	.section .rodata
	.balign	16
1:	.incbin	"\file"
2:
	.section .data.rel.ro, "aw"
	.balign	8
	.globl	\name
	.type	\name, @object
	.size	\name, 16
\name:	.quad	1b, 2b
	.endm

	program	builtin_init, INIT
	program	builtin_load, LOAD

	.section .note.GNU-stack, "", @progbits
