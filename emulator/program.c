/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "emulator/program.h"

#include <gelf.h>
#include <glob.h>
#include <libgen.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"

/* What a program asks of its loader; the strings belong to the ELF file. */
struct needs {
	const char *interpreter;	/* NULL: static */
	const char *run_path;		/* directories, divided by ':'; may be NULL */
	const char **libraries;
	size_t n_libraries;
};

static void needs_deinit(struct needs *needs)
{
	free(needs->libraries);
}

static void elf_endp(Elf **elf)
{
	elf_end(*elf);
}

static bool is_runnable(const char *path)
{
	return !access(path, X_OK);
}

static char *search(const char *directories, const char *name, bool (*fits)(const char *path))
{
	_cleanup_free_ char *copy = xstrdup(directories);
	char *rest = copy, *directory;

	while ((directory = strsep(&rest, ":"))) {
		_cleanup_free_ char *path = xasprintf("%s/%s", directory, name);

		if (directory[0] && fits(path))
			return take(path);
	}
	return NULL;
}

/* The path may lack the directories of root's programs (mount, modprobe). */
struct error *host_program_find(const char *name, char **path)
{
	const char *variable = getenv("PATH");
	_cleanup_free_ char *directories =
		xasprintf("%s:/usr/bin:/bin:/usr/sbin:/sbin", variable ? variable : "");
	char *found = NULL;

	if (!strchr(name, '/'))
		found = search(directories, name, is_runnable);
	else if (is_runnable(name))
		found = xstrdup(name);
	if (!found)
		return error_refuse(SUTURE_REFUSAL_TOOL_MISSING, "there is no program %s", name);
	*path = found;
	return NULL;
}

/* Of the segments, the string at an address of memory; NULL if there is none. */
static const char *string_at(Elf *elf, const char *file, size_t file_size, uint64_t address)
{
	size_t n = 0;

	elf_getphdrnum(elf, &n);
	for (size_t i = 0; i < n; i++) {
		GElf_Phdr segment;
		uint64_t place;

		if (!gelf_getphdr(elf, (int)i, &segment) || segment.p_type != PT_LOAD)
			continue;
		if (address < segment.p_vaddr || address - segment.p_vaddr >= segment.p_filesz)
			continue;
		place = segment.p_offset + (address - segment.p_vaddr);
		if (place < file_size && memchr(file + place, '\0', file_size - place))
			return file + place;
	}
	return NULL;
}

static void read_dynamic(Elf *elf, const struct bytes *file, const GElf_Phdr *segment,
			 struct needs *needs)
{
	Elf_Data *data =
		elf_getdata_rawchunk(elf, (int64_t)segment->p_offset, segment->p_filesz, ELF_T_DYN);
	size_t n = data ? data->d_size / sizeof(Elf64_Dyn) : 0;
	uint64_t strings = 0;
	GElf_Dyn entry;

	for (size_t i = 0; i < n && gelf_getdyn(data, (int)i, &entry); i++)
		if (entry.d_tag == DT_STRTAB)
			strings = entry.d_un.d_ptr;
	for (size_t i = 0; i < n && gelf_getdyn(data, (int)i, &entry); i++) {
		const char *text = string_at(elf, (char *)file->data, file->size,
					     strings + entry.d_un.d_val);

		if (entry.d_tag == DT_NEEDED && text)
			*array_append(needs->libraries, needs->n_libraries) = text;
		else if (entry.d_tag == DT_RUNPATH || (entry.d_tag == DT_RPATH && !needs->run_path))
			needs->run_path = text;
	}
}

static void read_needs(Elf *elf, const struct bytes *file, struct needs *needs)
{
	size_t n = 0;

	elf_getphdrnum(elf, &n);
	for (size_t i = 0; i < n; i++) {
		GElf_Phdr segment;

		if (!gelf_getphdr(elf, (int)i, &segment))
			continue;
		if (segment.p_type == PT_INTERP)
			needs->interpreter =
				string_at(elf, (char *)file->data, file->size, segment.p_vaddr);
		if (segment.p_type == PT_DYNAMIC)
			read_dynamic(elf, file, &segment, needs);
	}
}

/* $ORIGIN is the only word in use; it stands for the directory of the file. */
static char *expand_origin(const char *run_path, const char *path)
{
	_cleanup_free_ char *copy = xstrdup(path);
	const char *origin = dirname(copy);
	char *result = xstrdup("");

	while (*run_path) {
		_cleanup_free_ char *before = result;
		size_t word = strncmp(run_path, "$ORIGIN", 7) ? 0 : 7;

		if (!word && !strncmp(run_path, "${ORIGIN}", 9))
			word = 9;
		result = word ? xasprintf("%s%s", before, origin)
			      : xasprintf("%s%c", before, *run_path);
		run_path += word ? word : 1;
	}
	return result;
}

static void append_configured(char **directories, const char *path)
{
	_cleanup_fclose_ FILE *file = fopen(path, "re");
	char line[PATH_MAX];

	while (file && fgets(line, sizeof(line), file)) {
		_cleanup_free_ char *before = *directories;

		line[strcspn(line, "\n")] = '\0';
		*directories = line[0] == '/' ? xasprintf("%s:%s", before, line) : take(before);
	}
}

/* Where the host's loader looks: run path, configured directories, its defaults. */
static char *library_directories(const char *run_path, const char *path)
{
	char *directories = expand_origin(run_path ? run_path : "", path);
	_cleanup_free_ char *before = NULL;
	glob_t files;

	if (!glob("/etc/ld.so.conf.d/*.conf", 0, NULL, &files)) {
		for (size_t i = 0; i < files.gl_pathc; i++)
			append_configured(&directories, files.gl_pathv[i]);
		globfree(&files);
	}
	before = directories;
	return xasprintf("%s:/lib/x86_64-linux-gnu:/usr/lib/x86_64-linux-gnu:/lib64:/usr/lib64:"
			 "/lib:/usr/lib", before);
}

/* A 32-bit library of the same name must not be taken. */
static bool is_library(const char *path)
{
	unsigned char ident[EI_CLASS + 1];
	_cleanup_fclose_ FILE *file = fopen(path, "re");

	return file && fread(ident, sizeof(ident), 1, file) && !memcmp(ident, ELFMAG, SELFMAG) &&
	       ident[EI_CLASS] == ELFCLASS64;
}

static struct error *add_file(struct initramfs *initramfs, const char *path, const char *guest);

static struct error *add_libraries(struct initramfs *initramfs, const char *path,
				   const struct needs *needs)
{
	_cleanup_free_ char *directories = library_directories(needs->run_path, path);

	for (size_t i = 0; i < needs->n_libraries; i++) {
		const char *name = needs->libraries[i];
		_cleanup_free_ char *found =
			strchr(name, '/') ? xstrdup(name) : search(directories, name, is_library);
		_cleanup_free_ char *copy = xstrdup(name);
		_cleanup_free_ char *guest = xasprintf("/lib/%s", basename(copy));

		if (!found)
			return error_refuse(SUTURE_REFUSAL_TOOL_MISSING,
					    "%s needs library %s, which is not there", path, name);
		try(add_file(initramfs, found, guest));
	}
	return NULL;
}

static struct error *add_elf(struct initramfs *initramfs, const char *path,
			     const struct bytes *file)
{
	_cleanup_(needs_deinit) struct needs needs = {};
	_cleanup_(elf_endp) Elf *elf = NULL;

	elf_version(EV_CURRENT);
	elf = elf_memory((char *)file->data, file->size);
	if (!elf || gelf_getclass(elf) != ELFCLASS64)
		return error_new(ERROR_USAGE, "%s is not a 64-bit ELF file", path);
	read_needs(elf, file, &needs);
	if (needs.interpreter)
		try(initramfs_add_host(initramfs, needs.interpreter, needs.interpreter, 0755));
	return add_libraries(initramfs, path, &needs);
}

/* "#!/bin/sh -e": the interpreter must be at that very path. */
static struct error *add_script(struct initramfs *initramfs, const struct bytes *file)
{
	const char *start = (char *)file->data + 2 + strspn((char *)file->data + 2, " \t");
	_cleanup_free_ char *interpreter = xstrndup(start, strcspn(start, " \t\r\n"));

	return host_program_add(initramfs, interpreter, interpreter);
}

static struct error *add_file(struct initramfs *initramfs, const char *path, const char *guest)
{
	_cleanup_bytes_ struct bytes file = {};

	if (initramfs_has(initramfs, guest))
		return NULL;
	try(file_read(path, &file));
	try(initramfs_add_bytes(initramfs, guest, file.data, file.size, 0755));
	if (file.size > 2 && !memcmp(file.data, "#!", 2))
		return add_script(initramfs, &file);
	return add_elf(initramfs, path, &file);
}

struct error *host_program_add(struct initramfs *initramfs, const char *name, const char *guest)
{
	_cleanup_free_ char *path = NULL;

	try(host_program_find(name, &path));
	return add_file(initramfs, path, guest);
}
