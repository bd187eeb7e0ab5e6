/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/names.h"

#include <stdlib.h>

#include "base/memory.h"
#include "build/lexer.h"

/* One declaration at the top level of a header, or one directive (a single token). */
struct declaration {
	struct token *tokens;
	size_t n_tokens;
	bool has_body;		/* '{' was seen */
	bool is_function;	/* with a body */
};

typedef void declaration_visitor(void *context, const struct declaration *declaration);

struct splitter {
	struct declaration now;
	unsigned int braces, parentheses;
	bool assigned;		/* '=' was seen outside of all brackets */
	bool called;		/* '(' was seen outside of all brackets */
	unsigned int *outer;	/* braces at each #if that is open */
	size_t n_outer;
	declaration_visitor *visit;
	void *context;
};

static const char *const keywords[] = {
	"auto", "bool", "break", "case", "char", "const", "continue", "default", "do", "double",
	"else", "enum", "extern", "float", "for", "goto", "if", "inline", "int", "long", "register",
	"return", "short", "signed", "sizeof", "static", "struct", "switch", "typedef", "typeof",
	"union", "unsigned", "void", "volatile", "while", "asm", "__inline", "__inline__",
	"__asm__", "__typeof__", "__extension__",
	/* Not keywords, but nobody declares them in passing either. */
	"u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "__u8", "__u16", "__u32", "__u64",
	"size_t", "ssize_t", "gfp_t", "loff_t", "asmlinkage", "noinline", "notrace", "__init",
	"__exit", "__always_inline", "__attribute__", "__aligned", "__packed", "__printf",
	"__scanf", "__must_check", "__acquires", "__releases", "__must_hold", "__cond_acquires",
	"__read_mostly", "__ro_after_init", "__section", "__malloc", "__alloc_size",
	"__always_unused", "__maybe_unused", "__user", "__rcu", "__iomem", "__percpu", "__force",
	"__pure", "__cold", "__noreturn", "__visible", "__weak", "__counted_by", "__bitwise",
	"__attribute_const__", "__cacheline_aligned", "____cacheline_aligned",
	"__cacheline_aligned_in_smp", "____cacheline_aligned_in_smp", "__randomize_layout",
	"__no_randomize_layout", "__deprecated", "__nonstring", "noinstr",
};

void names_deinit(struct names *names)
{
	strings_deinit(&names->set);
}

static bool is_keyword(const struct token *token)
{
	for (size_t i = 0; i < ARRAY_SIZE(keywords); i++)
		if (token_is(token, keywords[i]))
			return true;
	return false;
}

static bool is_name(const struct token *token)
{
	return token->kind == TOKEN_IDENTIFIER && !is_keyword(token);
}

static void finish(struct splitter *splitter)
{
	struct declaration *now = &splitter->now;

	if (now->n_tokens > 0)
		splitter->visit(splitter->context, now);
	free(now->tokens);
	*now = (struct declaration){};
	splitter->parentheses = 0;
	splitter->assigned = splitter->called = false;
}

/* Every branch of a conditional starts with as many open braces as its #if. */
static void split_directive(struct splitter *splitter, const struct token *directive)
{
	struct token copy = *directive, name = directive_name(directive);
	struct declaration declaration = { .tokens = &copy, .n_tokens = 1 };

	if (token_is(&name, "if") || token_is(&name, "ifdef") || token_is(&name, "ifndef"))
		*array_append(splitter->outer, splitter->n_outer) = splitter->braces;
	else if ((token_is(&name, "else") || token_is(&name, "elif")) && splitter->n_outer > 0)
		splitter->braces = splitter->outer[splitter->n_outer - 1];
	else if (token_is(&name, "endif"))
		splitter->n_outer -= splitter->n_outer > 0;
	splitter->visit(splitter->context, &declaration);
}

/* 'extern "C" {' opens nothing that matters here. */
static bool opens_linkage(const struct splitter *splitter)
{
	const struct declaration *now = &splitter->now;

	return splitter->braces == 0 && now->n_tokens > 0 &&
	       now->tokens[now->n_tokens - 1].kind == TOKEN_LITERAL;
}

static void open_brace(struct splitter *splitter)
{
	struct declaration *now = &splitter->now;

	if (splitter->braces++ > 0 || splitter->parentheses > 0)
		return;
	now->has_body = true;
	now->is_function = splitter->called && !splitter->assigned;
}

static void note_punctuation(struct splitter *splitter, const struct token *token)
{
	if (token_is(token, "("))
		splitter->called |= splitter->parentheses++ == 0 && splitter->braces == 0;
	else if (token_is(token, ")"))
		splitter->parentheses -= splitter->parentheses > 0;
	else if (token_is(token, "="))
		splitter->assigned |= splitter->parentheses == 0 && splitter->braces == 0;
	else if (token_is(token, "{"))
		open_brace(splitter);
	else if (token_is(token, "}"))
		splitter->braces -= splitter->braces > 0;
}

static bool ends(const struct splitter *splitter, const struct token *token)
{
	if (splitter->braces > 0)
		return false;
	return token_is(token, ";") || (token_is(token, "}") && splitter->now.is_function);
}

static void split_token(struct splitter *splitter, const struct token *token)
{
	if (token->kind == TOKEN_COMMENT)
		return;
	if (token->kind == TOKEN_DIRECTIVE) {
		split_directive(splitter, token);
		return;
	}
	if (token_is(token, "{") && opens_linkage(splitter)) {
		finish(splitter);
		return;
	}
	*array_append(splitter->now.tokens, splitter->now.n_tokens) = *token;
	note_punctuation(splitter, token);
	if (ends(splitter, token))
		finish(splitter);
}

static void split(const struct bytes *text, declaration_visitor *visit, void *context)
{
	struct splitter splitter = { .visit = visit, .context = context };
	struct lexer lexer;
	struct token token;

	lexer_init(&lexer, (const char *)text->data, text->size);
	while (lexer_next(&lexer, &token))
		split_token(&splitter, &token);
	finish(&splitter);
	free(splitter.outer);
}

static void add(struct names *names, const struct token *token)
{
	strings_add(&names->set, token->text, token->length);
}

static bool has_word(const struct declaration *declaration, const char *word)
{
	for (size_t i = 0; i < declaration->n_tokens; i++)
		if (token_is(&declaration->tokens[i], word))
			return true;
	return false;
}

static void add_all(struct names *names, const struct declaration *declaration)
{
	for (size_t i = 0; i < declaration->n_tokens; i++)
		if (is_name(&declaration->tokens[i]))
			add(names, &declaration->tokens[i]);
}

/*
 * Does the name that stands outside of all brackets look declared? What is called, what
 * opens a body, what ends a declarator; "(*NAME" is one in brackets.
 */
static bool is_declared(const struct declaration *declaration, size_t i, bool outside)
{
	const struct token *token = &declaration->tokens[i], *next = token + 1;
	static const char *const followers[] = { "(", "{", ";", ",", "=", "[", ":" };

	if (i >= 2 && token_is(token - 1, "*") && token_is(token - 2, "("))
		return true;
	if (!outside || i + 1 == declaration->n_tokens)
		return outside;
	for (size_t f = 0; f < ARRAY_SIZE(followers); f++)
		if (token_is(next, followers[f]))
			return true;
	return false;
}

static size_t add_outside(struct names *names, const struct declaration *declaration)
{
	unsigned int depth = 0;
	bool in_body = false;
	size_t n_added = 0;

	for (size_t i = 0; i < declaration->n_tokens; i++) {
		const struct token *token = &declaration->tokens[i];

		if (token_is(token, "(") || token_is(token, "{"))
			depth++;
		else if ((token_is(token, ")") || token_is(token, "}")) && depth > 0)
			depth--;
		in_body |= token_is(token, "{") && declaration->is_function;
		if (in_body || !is_name(token) || !is_declared(declaration, i, depth == 0))
			continue;
		add(names, token);
		n_added++;
	}
	return n_added;
}

/* A macro's call at the top level makes whatever it wants; so does code that is no inline. */
static bool is_opaque(const struct declaration *declaration)
{
	const struct token *tokens = declaration->tokens;

	if (declaration->is_function)
		return !has_word(declaration, "inline") &&
		       !has_word(declaration, "__always_inline") &&
		       !has_word(declaration, "__inline__");
	return declaration->n_tokens > 1 && is_name(&tokens[0]) && token_is(&tokens[1], "(");
}

/* The name that a #define defines; any other directive may change anything. */
static void add_directive(struct names *names, const struct token *directive)
{
	struct token word = directive_name(directive);
	struct lexer lexer;

	if (!token_is(&word, "define")) {
		names->unclear = true;
		return;
	}
	lexer_init(&lexer, word.text + word.length,
		   directive->text + directive->length - word.text - word.length);
	lexer.line_is_empty = false;
	while (lexer_next(&lexer, &word) && word.kind == TOKEN_COMMENT)
		;
	if (word.kind == TOKEN_IDENTIFIER)
		add(names, &word);
}

static void add_declaration(struct names *names, const struct declaration *declaration)
{
	if (declaration->tokens[0].kind == TOKEN_DIRECTIVE) {
		add_directive(names, &declaration->tokens[0]);
		return;
	}
	names->unclear |= is_opaque(declaration);
	if (has_word(declaration, "enum") && declaration->has_body && !declaration->is_function)
		add_all(names, declaration);
	else if (add_outside(names, declaration) == 0)
		add_all(names, declaration);
}

struct side {
	struct names *names;
	const struct change *changes;
	size_t n_changes;
	bool is_new;
};

static bool is_changed_line(const struct side *side, const struct token *token)
{
	for (size_t i = 0; i < side->n_changes; i++) {
		const struct change *change = &side->changes[i];
		unsigned int first = side->is_new ? change->new_line : change->old_line;
		unsigned int lines = side->is_new ? change->new_lines : change->old_lines;

		if (token->line < first + lines && token->end_line >= first && lines > 0)
			return true;
	}
	return false;
}

static void visit_changed(void *context, const struct declaration *declaration)
{
	struct side *side = context;

	for (size_t i = 0; i < declaration->n_tokens; i++)
		if (is_changed_line(side, &declaration->tokens[i])) {
			add_declaration(side->names, declaration);
			return;
		}
}

void names_add_changed(struct names *names, const struct bytes *header,
		       const struct change *changes, size_t n_changes, bool is_new)
{
	struct side side = { names, changes, n_changes, is_new };

	split(header, visit_changed, &side);
}

static bool token_mentions(const struct names *names, const struct token *token);

static bool directive_mentions(const struct names *names, const struct token *directive)
{
	struct lexer lexer;
	struct token token;

	lexer_init(&lexer, directive->text + 1, directive->length - 1);
	lexer.line_is_empty = false;
	while (lexer_next(&lexer, &token))
		if (token_mentions(names, &token))
			return true;
	return false;
}

static bool token_mentions(const struct names *names, const struct token *token)
{
	if (token->kind == TOKEN_DIRECTIVE)
		return directive_mentions(names, token);
	return token->kind == TOKEN_IDENTIFIER &&
	       strings_find(&names->set, token->text, token->length) >= 0;
}

static void visit_mentioning(void *context, const struct declaration *declaration)
{
	struct names *names = context;

	for (size_t i = 0; i < declaration->n_tokens; i++)
		if (token_mentions(names, &declaration->tokens[i])) {
			add_declaration(names, declaration);
			return;
		}
}

void names_add_mentioning(struct names *names, const struct bytes *header)
{
	split(header, visit_mentioning, names);
}

bool names_mentioned(const struct names *names, const struct bytes *source)
{
	struct lexer lexer;
	struct token token;

	lexer_init(&lexer, (const char *)source->data, source->size);
	while (lexer_next(&lexer, &token))
		if (token_mentions(names, &token))
			return true;
	return false;
}
