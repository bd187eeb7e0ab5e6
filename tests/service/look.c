/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * content-look DATABASE ROOT STORE SOURCE...: look at a repository as the service does, write down
 * what is new, and print that and all that is known then.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/memory.h"
#include "content/content.h"
#include "fleet/change.h"
#include "fleet/schema.h"
#include "fleet/view.h"
#include "service/service.h"

static const struct view kernels = {
	"SELECT build_id, kernel_release, version, covered_until FROM kernel ORDER BY build_id",
	(const struct view_column[]){ { "build_id", VIEW_TEXT },
				      { "release", VIEW_TEXT },
				      { "version", VIEW_TEXT },
				      { "covered_until", VIEW_DATE },
				      {} },
};

static const struct view updates = {
	"SELECT build_id, name, title, severity, cves, effective FROM known_update"
	" ORDER BY build_id, name",
	(const struct view_column[]){ { "build_id", VIEW_TEXT },
				      { "name", VIEW_TEXT },
				      { "title", VIEW_TEXT },
				      { "severity", VIEW_TEXT },
				      { "cves", VIEW_JSON },
				      { "effective", VIEW_TEXT },
				      {} },
};

static struct error *print(struct db *db, const struct view *view)
{
	_cleanup_json_ json_t *list = NULL;
	json_t *item;
	size_t i;

	try(view_list(db, view, DB_NO_VALUES, &list));
	json_array_foreach (list, i, item) {
		_cleanup_free_ char *line = json_dumps(item, JSON_COMPACT);

		puts(line);
	}
	return NULL;
}

struct writing {
	const struct content *content;
	int64_t now;
};

static struct error *write_news(struct db *db, void *data)
{
	const struct writing *writing = data;

	return content_write(db, writing->content, writing->now);
}

static struct error *look(int argc, char **argv)
{
	struct content_options options = { .root = argv[2], .store = argv[3], .patience = 2 };
	_cleanup_string_list_ struct string_list sources = {};
	_cleanup_content_ struct content content = {};
	_cleanup_db_ struct db *db = NULL;

	try(db_open(argv[1], &db));
	try(db_migrate(db, fleet_migrations, fleet_n_migrations));
	for (int i = 4; i < argc; i++)
		string_list_add(&sources, argv[i]);
	options.sources = sources;
	try(content_look(&options, service_now(), content_is_known, db, &content));
	printf("%zu news\n", content.n_items);
	for (size_t i = 0; i < content.passed_over.n_items; i++)
		printf("passed over %s\n", content.passed_over.items[i]);
	try(transaction_run(db, write_news, &(struct writing){ &content, service_now() }));
	try(print(db, &kernels));
	return print(db, &updates);
}

int main(int argc, char **argv)
{
	_cleanup_error_ struct error *error = argc < 5 ? error_new(ERROR_USAGE, "give more")
						       : look(argc, argv);

	if (error)
		error_print(error, stderr);
	return error ? 1 : 0;
}
