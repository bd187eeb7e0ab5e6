/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines of C or assembly, before and after a patch, compiled as a kernel's unit is:
 * once as the vendor would, and linked into a small image or a module; and both versions split. The
 * delta has this one unit.
 */
#ifndef SUTURE_SNIPPET_H
#define SUTURE_SNIPPET_H

#include "create/assembly.h"
#include "create/closure.h"

enum snippet_language {
	SNIPPET_C,
	SNIPPET_C_WITHOUT_FENTRY,	/* as in lib/, where -pg is left out */
	SNIPPET_ASSEMBLY,
};

struct snippet {
	char *directory;
	struct image *image;		/* one of the two is NULL */
	struct object *module;
	struct target *target;
	struct object *surroundings;	/* what every kernel has, with names */
	struct target *names;
	struct delta *delta;
	struct view *view;	/* the delta's only one */
};

/* Another unit of the image, for what the first one leaves undefined, may be NULL. */
void snippet_open(struct snippet *snippet, enum snippet_language language, const char *pre,
		  const char *post, const char *other);
/* The same as a module, which the kernel's loader links. */
void snippet_open_module(struct snippet *snippet, enum snippet_language language, const char *pre,
			 const char *post);
/* One more version, split, as a file of the snippet's directory. */
void snippet_compile(const struct snippet *snippet, enum snippet_language language,
		     const char *text, const char *object);
void snippet_close(struct snippet *snippet);
#define _cleanup_snippet_ _cleanup_(snippet_close)

/* The piece of post of that name, which must be there. */
struct piece *snippet_piece(const struct snippet *snippet, const char *name);
/* Names of the pieces of post that changed; of those without a twin; of those taken, in order. */
char *snippet_changed(const struct snippet *snippet);
char *snippet_new(const struct snippet *snippet);
char *snippet_taken(const struct snippet *snippet);
/* Close the delta, which must go well. */
void snippet_delta_close(struct snippet *snippet);
/* What the closed delta is laid out as, so far empty: for assembly_fill(). The caller's. */
struct assembly *snippet_assembly(const struct snippet *snippet);
/* Close the delta, which must be refused for this reason. */
void snippet_refused(struct snippet *snippet, enum suture_refusal refusal);

#endif
