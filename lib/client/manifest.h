/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * manifest.json, the description of an update (docs/manifest.md). It lies in
 * the update's directory beside the kernel modules that it names.
 *
 * A zeroed manifest is empty. Strings and arrays are its own: allocate them
 * with base/memory.h. Manifests that manifest_parse() yields keep every rule of
 * docs/manifest.md; the writer writes only what the reader accepts.
 */
#ifndef SUTURE_MANIFEST_H
#define SUTURE_MANIFEST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/string_list.h"
#include <suture/format.h>

#define MANIFEST_FORMAT 1
#define MANIFEST_FILE	"manifest.json"

struct manifest_function {
	char *name;
	char *unit;	   /* "net/rds/message.o" */
	uint64_t old_size; /* bytes */
	uint64_t new_size;
	enum suture_method method;
};

struct manifest_data {
	char *name;
	uint64_t size; /* bytes */
};

struct manifest_module {
	char *target;	       /* "vmlinux" or the changed module's name */
	char *file;	       /* the .ko file, in the manifest's directory */
	char *sha256;	       /* of the file (digest.h) */
	uint64_t size;	       /* of the file, bytes */
	char *name;	       /* as what the kernel loads it */
	char *target_build_id; /* of the changed module, hexadecimal; NULL: unknown */
	struct manifest_function *functions;
	size_t n_functions;
	struct manifest_data *data;
	size_t n_data;
	uint64_t hooks;	       /* how many the update has for this target */
	struct string_list units;
};

struct manifest {
	char *id;
	char *title;
	struct string_list cves;
	char *release;	/* created_for: uname -r */
	char *version;	/* created_for: the vendor's package version */
	char *build_id; /* created_for: of vmlinux, hexadecimal */
	struct string_list requires;
	struct manifest_module *modules;
	size_t n_modules;
	struct string_list notices;
	bool pinned;
	char *suture; /* the version of Suture that created it */
};

/* Refuses with UPDATE_FORMAT for another format number, else with UPDATE_DAMAGED. */
struct error *manifest_parse(const void *text, size_t size, struct manifest *manifest)
	__attribute__((nonnull, warn_unused_result));
struct error *manifest_read(const char *path, struct manifest *manifest)
	__attribute__((nonnull, warn_unused_result));

/*
 * The canonical text, the same for the same content; the caller's. Fails with
 * an internal error if the manifest breaks a rule.
 */
struct error *manifest_text(const struct manifest *manifest, char **text)
	__attribute__((nonnull, warn_unused_result));
struct error *manifest_write(const struct manifest *manifest, const char *path)
	__attribute__((nonnull, warn_unused_result));

void manifest_deinit(struct manifest *manifest);
#define _cleanup_manifest_ _cleanup_(manifest_deinit)

/* The rule that a manifest breaks first, else NULL. Refuses with UPDATE_DAMAGED. */
struct error *manifest_check(const struct manifest *manifest)
	__attribute__((nonnull, warn_unused_result));

#endif
