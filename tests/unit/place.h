// SPDX-License-Identifier: GPL-2.0-or-later
/* A scratch directory with a store, and the small tree that all kinds of sources have in tests. */
#ifndef SUTURE_TEST_PLACE_H
#define SUTURE_TEST_PLACE_H

#include <archive.h>

#include "tree/source.h"

#define CHANGELOG "linux (9.9.1-1) stable; urgency=medium\n"

/* The store, and "src" for what is read. */
struct place {
	char *root, *target, *src;
	struct store *store;
};

/* cmocka's, around each test; *state is the place. */
int place_set_up(void **state);
int place_tear_down(void **state);

/* The caller's. */
char *path_in(const struct place *place, const char *name);
/* Directories above it are made. */
void put_bytes(const struct place *place, const char *name, const void *data, size_t size,
	       unsigned int mode);
void put(const struct place *place, const char *name, const char *text);

struct sample {
	const char *path;
	uint32_t mode;
	const char *content;	/* of a link: where it leads */
};

#define N_SAMPLES 6
extern const struct sample samples[N_SAMPLES];

void put_samples(const struct place *place, const char *directory);
void assert_samples(const struct place *place, const struct source *source);
/* The caller's. */
struct source *read_source(const struct place *place, const char *specification);
void assert_reads_samples(const struct place *place, const char *specification);
/* A file of a listing. */
void assert_content(const struct place *place, const struct source *source, const char *path,
		    const char *text);
/* The samples below top, in this form, by libarchive. */
typedef int setting(struct archive *);
void write_archive(const char *path, setting *format, setting *filter, const char *top);
/* The refusal's message has the text. */
void assert_refused(const struct place *place, const char *specification, const char *text);

#endif
