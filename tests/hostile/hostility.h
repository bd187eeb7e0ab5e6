/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a hostile service answers to a letter. It is authentic all the same: it comes from where the
 * machine has its service, and is of this machine and this moment unless just that is the lie.
 *
 *	lies.c		advice of the right form, but for some of it
 *	texts.c		other texts in its place, which are to be read as JSON
 *	tricks.c	an answer that is odd as HTTP, whatever it says
 *	delays.c	an answer that takes its time
 *	refusals.c	a no
 */
#ifndef SUTURE_TESTS_HOSTILITY_H
#define SUTURE_TESTS_HOSTILITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Whom a letter comes from, and who asks for what. */
struct victim {
	const char *uuid;	/* of which machine the answer must be */
	const char *elsewhere;	/* the URL of a repository of the service's own */
	const char *repository; /* the URL of the machine's repository */
};

/* Names end a table. */
struct lie {
	const char *name;
	const char *members; /* JSON, in place of the advice's own of these names */
};

struct text {
	const char *name;
	void (*write)(const struct victim *victim, FILE *to);
};

struct trick {
	const char *name;
	void (*answer)(const struct victim *victim, FILE *client);
};

struct no {
	const char *name;
	int status;
	const char *body;
};

extern const struct lie lies[];
extern const struct text texts[];
extern const struct trick tricks[], delays[];
extern const struct no noes[];

/* Honest advice but for these members; "" for none. The caller's. */
char *advice_with(const struct victim *victim, const char *members);
/* An answer of the form that it should have, as far as that is possible. */
void answer_with(FILE *client, int status, const char *body, size_t size);

#endif
