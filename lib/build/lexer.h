/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * C source as a row of tokens, before preprocessing: comments and whole
 * directives are tokens too. Any bytes are valid input; literals end at the end of
 * the line at the latest.
 */
#ifndef SUTURE_LEXER_H
#define SUTURE_LEXER_H

#include <stdbool.h>
#include <stddef.h>

enum token_kind {
	TOKEN_END,
	TOKEN_IDENTIFIER,	/* keywords too */
	TOKEN_NUMBER,
	TOKEN_LITERAL,		/* string or character */
	TOKEN_PUNCTUATION,	/* one character */
	TOKEN_DIRECTIVE,	/* from '#' to the end of the last continued line */
	TOKEN_COMMENT,
};

struct token {
	enum token_kind kind;
	const char *text;	/* in the source, not terminated */
	size_t length;
	unsigned int line;	/* where it starts, from 1 */
	unsigned int end_line;	/* where its last character is */
};

struct lexer {
	const char *at, *end;
	unsigned int line;
	bool line_is_empty;	/* nothing but blanks and comments so far: '#' starts a directive */
};

void lexer_init(struct lexer *lexer, const char *text, size_t size);
/* False, and TOKEN_END, at the end. */
bool lexer_next(struct lexer *lexer, struct token *token);

bool token_is(const struct token *token, const char *text) __attribute__((nonnull));
/* The word after '#': "if", "define", ...; empty length for a lone '#'. */
struct token directive_name(const struct token *directive) __attribute__((nonnull));

#endif
