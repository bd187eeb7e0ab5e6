/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report for people: a block of figures, as wide as a terminal. */
#include "split/report.h"

#include <string.h>

#include "base/memory.h"

static json_int_t number(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

/* Of nothing there are no shares. */
static void print_cell(FILE *stream, json_int_t part, json_int_t all)
{
	if (all)
		fprintf(stream, "%10lld  %6.2f %%", (long long)part,
			100.0 * (double)part / (double)all);
	else
		fprintf(stream, "%10lld  %8s", (long long)part, "-");
}

static void print_share(FILE *stream, const char *name, json_int_t part, json_int_t all)
{
	fprintf(stream, "  %-20s", name);
	print_cell(stream, part, all);
	fputc('\n', stream);
}

static void print_methods(FILE *stream, const json_t *object)
{
	json_int_t all = number(object, "all");
	const char *method;
	json_t *value;

	json_object_foreach(json_object_get(object, "by_method"), method, value)
		if (json_integer_value(value))
			print_share(stream, method, json_integer_value(value), all);
}

static void print_lines(FILE *stream, const json_t *report)
{
	const json_t *lines = json_object_get(report, "lines");
	const json_t *files = json_object_get(report, "files");

	fprintf(stream, "\n%-22s%10lld\n", "changed lines", (long long)number(lines, "all"));
	print_methods(stream, lines);
	print_share(stream, "explained", number(lines, "explained"), number(lines, "all"));
	fprintf(stream, "%-22s%10lld\n", "changed files", (long long)number(files, "all"));
	print_share(stream, "explained", number(files, "explained"), number(files, "all"));
}

static void print_commits(FILE *stream, const json_t *report)
{
	const json_t *commits = json_object_get(report, "commits");
	const json_t *candidates = json_object_get(report, "candidates");
	json_int_t all = number(commits, "all");

	fprintf(stream, "\n%-22s%10lld\n", "commits", (long long)all);
	print_methods(stream, commits);
	print_share(stream, "apply alone to old", number(commits, "applies_alone"), all);
	print_share(stream, "not in changelog", number(commits, "unlisted"), all);
	fprintf(stream, "%-22s%10lld\n", "candidates", (long long)number(candidates, "all"));
	fprintf(stream, "  %-20s%10lld\n", "used", (long long)number(candidates, "used"));
}

static const char *const groups[] = { "items", "items_with_candidate", "items_with_cve" };

static void print_cells(FILE *stream, const json_t *report, const char *name, const char *key)
{
	fprintf(stream, "  %-20s", name);
	for (size_t i = 0; i < ARRAY_SIZE(groups); i++) {
		const json_t *group = json_object_get(report, groups[i]);

		print_cell(stream, number(group, key), number(group, "all"));
	}
	fputc('\n', stream);
}

static void print_items(FILE *stream, const json_t *report)
{
	static const char *const fates[] = { "exact", "claimed", "sole-file", "unexplained",
					     "dropped" };

	fprintf(stream, "\n%-22s%20s%20s%20s\n", "items of the changelog", "all",
		"with candidate", "with CVE");
	print_cells(stream, report, "", "all");
	for (size_t i = 0; i < ARRAY_SIZE(fates); i++)
		print_cells(stream, report, fates[i], fates[i]);
}

static void print_residual(FILE *stream, const json_t *report)
{
	const json_t *residual = json_object_get(report, "residual"), *area;
	size_t i;

	if (json_array_size(residual) == 0)
		return;
	fputs("\nunexplained, by area\n", stream);
	json_array_foreach(residual, i, area)
		fprintf(stream, "  %-40s %6lld files %8lld lines\n",
			json_string_value(json_object_get(area, "area")),
			(long long)number(area, "files"), (long long)number(area, "lines"));
}

static void print_not_understood(FILE *stream, const json_t *report)
{
	const json_t *lost = json_object_get(report, "not_understood");
	size_t candidates = json_array_size(json_object_get(lost, "candidates"));
	size_t lines = json_array_size(json_object_get(lost, "changelog_lines"));
	json_int_t records = number(lost, "records");

	if (candidates + lines + (size_t)records == 0)
		return;
	fprintf(stream,
		"\nnot understood: %zu candidates, %zu lines of the changelog, %lld records\n",
		candidates, lines, (long long)records);
}

static const char *source_name(const json_t *report, const char *key)
{
	return json_string_value(json_object_get(json_object_get(report, key), "name"));
}

void report_print(const json_t *report, FILE *stream)
{
	fprintf(stream, "%s to %s\n", source_name(report, "old"), source_name(report, "new"));
	print_lines(stream, report);
	print_commits(stream, report);
	print_items(stream, report);
	print_residual(stream, report);
	print_not_understood(stream, report);
}
