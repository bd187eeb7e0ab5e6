/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/lexer.h"

#include <string.h>

static bool is_word_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
	return is_word_start(c) || is_digit(c);
}

void lexer_init(struct lexer *lexer, const char *text, size_t size)
{
	lexer->at = text;
	lexer->end = text + size;
	lexer->line = 1;
	lexer->line_is_empty = true;
}

static char peek(const struct lexer *lexer, size_t ahead)
{
	return (size_t)(lexer->end - lexer->at) > ahead ? lexer->at[ahead] : '\0';
}

static void advance(struct lexer *lexer)
{
	if (lexer->at < lexer->end && *lexer->at++ == '\n')
		lexer->line++;
}

static bool at_continuation(const struct lexer *lexer)
{
	return peek(lexer, 0) == '\\' && peek(lexer, 1) == '\n';
}

static bool at_comment(const struct lexer *lexer)
{
	return peek(lexer, 0) == '/' && (peek(lexer, 1) == '*' || peek(lexer, 1) == '/');
}

static void skip_blanks(struct lexer *lexer)
{
	while (lexer->at < lexer->end) {
		if (at_continuation(lexer))
			advance(lexer);
		else if (*lexer->at == '\n')
			lexer->line_is_empty = true;
		else if (!strchr(" \t\r\f\v", *lexer->at) || *lexer->at == '\0')
			return;
		advance(lexer);
	}
}

static void skip_to_line_end(struct lexer *lexer)
{
	while (lexer->at < lexer->end && *lexer->at != '\n') {
		if (*lexer->at == '\\')
			advance(lexer);
		advance(lexer);
	}
}

static void skip_comment(struct lexer *lexer)
{
	if (peek(lexer, 1) == '/') {
		skip_to_line_end(lexer);
		return;
	}
	advance(lexer);
	advance(lexer);
	while (lexer->at < lexer->end && !(peek(lexer, 0) == '*' && peek(lexer, 1) == '/'))
		advance(lexer);
	advance(lexer);
	advance(lexer);
}

static void skip_literal(struct lexer *lexer)
{
	char quote = *lexer->at;

	advance(lexer);
	while (lexer->at < lexer->end && *lexer->at != quote && *lexer->at != '\n') {
		if (*lexer->at == '\\')
			advance(lexer);
		advance(lexer);
	}
	if (peek(lexer, 0) == quote)
		advance(lexer);
}

static void skip_directive(struct lexer *lexer)
{
	while (lexer->at < lexer->end && *lexer->at != '\n') {
		if (at_comment(lexer)) {
			skip_comment(lexer);
		} else if (*lexer->at == '"' || *lexer->at == '\'') {
			skip_literal(lexer);
		} else {
			if (*lexer->at == '\\')
				advance(lexer);
			advance(lexer);
		}
	}
}

/* Numbers as the preprocessor sees them: 1e+5 may come apart, which nobody minds here. */
static void skip_word(struct lexer *lexer)
{
	while (lexer->at < lexer->end && is_word(*lexer->at))
		advance(lexer);
}

static enum token_kind skip_token(struct lexer *lexer)
{
	char c = *lexer->at;

	if (at_comment(lexer)) {
		skip_comment(lexer);
		return TOKEN_COMMENT;
	}
	if (c == '#' && lexer->line_is_empty) {
		skip_directive(lexer);
		return TOKEN_DIRECTIVE;
	}
	lexer->line_is_empty = false;
	if (c == '"' || c == '\'') {
		skip_literal(lexer);
		return TOKEN_LITERAL;
	}
	if (is_word(c)) {
		skip_word(lexer);
		return is_digit(c) ? TOKEN_NUMBER : TOKEN_IDENTIFIER;
	}
	advance(lexer);
	return TOKEN_PUNCTUATION;
}

bool lexer_next(struct lexer *lexer, struct token *token)
{
	skip_blanks(lexer);
	token->text = lexer->at;
	token->line = lexer->line;
	token->kind = lexer->at < lexer->end ? skip_token(lexer) : TOKEN_END;
	token->length = lexer->at - token->text;
	/* A token that ends with a newline (an unfinished one) ends on the line before. */
	token->end_line = lexer->line;
	if (token->length > 0 && lexer->at[-1] == '\n')
		token->end_line--;
	return token->kind != TOKEN_END;
}

bool token_is(const struct token *token, const char *text)
{
	size_t length = strlen(text);

	return token->length == length && !memcmp(token->text, text, length);
}

struct token directive_name(const struct token *directive)
{
	struct lexer lexer;
	struct token name;

	lexer_init(&lexer, directive->text + 1, directive->length - 1);
	lexer.line_is_empty = false;
	while (lexer_next(&lexer, &name) && name.kind == TOKEN_COMMENT)
		;
	if (name.kind != TOKEN_IDENTIFIER)
		name.length = 0;
	return name;
}
