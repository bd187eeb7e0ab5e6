/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "emulator/guest/modules.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "emulator/protocol.h"

/* One line of the table. Lines are few (hundreds), so searches are linear. */
struct row {
	char *kind, *name, *value;
	bool visited;	/* of "module" rows: breaks circles of softdeps */
};

static struct row *rows;
static size_t n_rows;

static void add_row(char *line)
{
	struct row *grown = realloc(rows, (n_rows + 1) * sizeof(*rows));
	char *rest = line;

	if (!grown)
		return;
	rows = grown;
	line[strcspn(line, "\n")] = '\0';
	rows[n_rows].kind = strsep(&rest, "\t");
	rows[n_rows].name = strsep(&rest, "\t");
	rows[n_rows].value = rest ? rest : "";
	rows[n_rows].visited = false;
	if (rows[n_rows].name)
		n_rows++;
}

static void read_rows(void)
{
	FILE *table = fopen(GUEST_MODULES, "re");
	char *line = NULL;
	size_t room = 0;

	while (table && getline(&line, &room, table) > 0) {
		add_row(line);
		line = NULL;
		room = 0;
	}
	free(line);
	if (table)
		fclose(table);
}

/* The kernel takes '-' and '_' in names for the same; the table has '_'. */
static void canonical(char *to, size_t size, const char *name)
{
	snprintf(to, size, "%s", name);
	for (; *to; to++)
		if (*to == '-')
			*to = '_';
}

static struct row *find(const char *kind, const char *name)
{
	for (size_t i = 0; i < n_rows; i++)
		if (!strcmp(rows[i].kind, kind) && !strcmp(rows[i].name, name))
			return &rows[i];
	return NULL;
}

static int insert(const char *path, const char *options, const char **failed)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int error = 0;

	if (fd < 0 || syscall(SYS_finit_module, fd, options, 0))
		error = errno;
	if (fd >= 0)
		close(fd);
	if (error == EEXIST)
		return 0;
	if (error)
		*failed = path;
	return error;
}

static int load_row(struct row *module, const char *options, const char **failed);

/* Load all that the module's rows of one kind name. */
static int load_kin(const char *kind, const char *name, const char **failed)
{
	for (size_t i = 0; i < n_rows; i++) {
		struct row *other;
		int error;

		if (strcmp(rows[i].kind, kind) || strcmp(rows[i].name, name))
			continue;
		other = find("module", rows[i].value);
		error = other ? load_row(other, "", failed) : ENOENT;
		if (error)
			return error;
	}
	return 0;
}

static int load_row(struct row *module, const char *options, const char **failed)
{
	const char *ignored;
	int error;

	if (module->visited)
		return 0;
	module->visited = true;
	load_kin("wish", module->name, &ignored);
	error = load_kin("before", module->name, failed);
	if (!error)
		error = insert(module->value, options, failed);
	if (!error)
		load_kin("after", module->name, &ignored);
	return error;
}

/* One name may be the alias of several modules: all are loaded, one is enough. */
static int load_alias(const char *name, const char *options, const char **failed)
{
	int result = ENOENT;

	for (size_t i = 0; i < n_rows; i++) {
		struct row *module;
		int error;

		if (strcmp(rows[i].kind, "alias") || fnmatch(rows[i].name, name, 0))
			continue;
		module = find("module", rows[i].value);
		error = module ? load_row(module, options, failed) : ENOENT;
		if (result)
			result = error;
	}
	return result;
}

int module_load(const char *name, const char *options, const char **failed)
{
	char plain[256];
	struct row *module;

	*failed = name;
	if (strchr(name, '/'))
		return insert(name, options, failed);
	if (!rows)
		read_rows();
	canonical(plain, sizeof(plain), name);
	if (find("builtin", plain))
		return 0;
	module = find("module", plain);
	if (module)
		return load_row(module, options, failed);
	return load_alias(name, options, failed);
}

static void join(char *to, size_t size, char **words)
{
	size_t length = 0;

	to[0] = '\0';
	for (; *words && length < size; words++)
		length += (size_t)snprintf(to + length, size - length, "%s ", *words);
}

int modprobe_main(int argc, char **argv)
{
	char options[1024];
	const char *failed;
	bool quiet = false;
	int i = 1;
	int error;

	for (; i < argc && argv[i][0] == '-'; i++)
		quiet = quiet || !strcmp(argv[i], "-q");
	if (i == argc)
		return 2;
	join(options, sizeof(options), argv + i + 1);
	error = module_load(argv[i], options, &failed);
	if (error && !quiet)
		fprintf(stderr, "modprobe: %s: %s\n", failed, strerror(error));
	return error ? 1 : 0;
}
