/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/package.h"

#include <ctype.h>
#include <string.h>

#include "base/memory.h"

/* One stanza while it is read; pointers into the text. */
struct field {
	const char *value;
	size_t length;
};

struct stanza {
	struct field package, version, built_using, filename;
};

static void take_field(const char *line, size_t length, const char *name, struct field *field)
{
	size_t n = strlen(name);

	if (length <= n || strncmp(line, name, n) != 0 || line[n] != ':')
		return;
	line += n + 1;
	length -= n + 1;
	while (length && *line == ' ')
		line++, length--;
	*field = (struct field){ line, length };
}

/* "Built-Using: gcc-12 (= 12.2.0-14), linux (= 6.1.170-3)" */
static char *built_from(const struct field *built_using)
{
	static const char linux_is[] = "linux (= ";
	_cleanup_free_ char *text = NULL;
	const char *at, *version;

	if (!built_using->value)
		return NULL;
	text = xstrndup(built_using->value, built_using->length);
	at = strstr(text, linux_is);
	if (!at || (at > text && at[-1] != ' ' && at[-1] != ','))
		return NULL;
	version = at + strlen(linux_is);
	return xstrndup(version, strcspn(version, ") "));
}

static void add_stanza(const struct stanza *stanza, struct package_list *list)
{
	struct package *package;

	if (!stanza->package.value || !stanza->version.value || !stanza->filename.value)
		return;
	package = array_append(list->packages, list->n_packages);
	package->name = xstrndup(stanza->package.value, stanza->package.length);
	package->version = xstrndup(stanza->version.value, stanza->version.length);
	package->source_version = built_from(&stanza->built_using);
	if (!package->source_version)
		package->source_version = xstrdup(package->version);
}

void package_list_parse(const char *text, struct package_list *list)
{
	struct package_list parsed = { 0 };
	struct stanza stanza = { 0 };

	while (*text) {
		size_t length = strcspn(text, "\n");

		if (length == 0) {
			add_stanza(&stanza, &parsed);
			stanza = (struct stanza){ 0 };
		}
		take_field(text, length, "Package", &stanza.package);
		take_field(text, length, "Version", &stanza.version);
		take_field(text, length, "Built-Using", &stanza.built_using);
		take_field(text, length, "Filename", &stanza.filename);
		text += length + (text[length] == '\n');
	}
	add_stanza(&stanza, &parsed);
	*list = parsed;
}

void package_list_deinit(struct package_list *list)
{
	for (size_t i = 0; i < list->n_packages; i++) {
		free(list->packages[i].name);
		free(list->packages[i].version);
		free(list->packages[i].source_version);
	}
	free(list->packages);
	*list = (struct package_list){ 0 };
}

/* '~' sorts before the end, the end before letters, letters before all else. */
static int weight(char c)
{
	if (c == '~')
		return -1;
	if (c == 0 || isdigit((unsigned char)c))
		return 0;
	return isalpha((unsigned char)c) ? c : c + 256;
}

static int compare_text(const char **left, const char **right)
{
	while ((**left && !isdigit((unsigned char)**left)) ||
	       (**right && !isdigit((unsigned char)**right))) {
		int a = weight(**left), b = weight(**right);

		if (a != b)
			return a - b;
		++*left;
		++*right;
	}
	return 0;
}

static int compare_number(const char **left, const char **right)
{
	size_t a, b;
	int order;

	*left += strspn(*left, "0");
	*right += strspn(*right, "0");
	a = strspn(*left, "0123456789");
	b = strspn(*right, "0123456789");
	order = a != b ? (a < b ? -1 : 1) : strncmp(*left, *right, a);
	*left += a;
	*right += b;
	return order;
}

static int compare_part(const char *left, const char *right)
{
	while (*left || *right) {
		int order = compare_text(&left, &right);

		if (order == 0)
			order = compare_number(&left, &right);
		if (order != 0)
			return order;
	}
	return 0;
}

/* [epoch:]upstream[-revision], split at the first colon and the last hyphen. */
static void split(char *version, const char **epoch, const char **upstream, const char **revision)
{
	char *colon = strchr(version, ':'), *hyphen = strrchr(version, '-');

	*epoch = colon ? version : "0";
	*upstream = colon ? colon + 1 : version;
	*revision = hyphen ? hyphen + 1 : "0";
	if (colon)
		*colon = 0;
	if (hyphen)
		*hyphen = 0;
}

int version_compare(const char *left, const char *right)
{
	_cleanup_free_ char *a = xstrdup(left), *b = xstrdup(right);
	const char *epochs[2], *upstreams[2], *revisions[2];
	int order;

	split(a, &epochs[0], &upstreams[0], &revisions[0]);
	split(b, &epochs[1], &upstreams[1], &revisions[1]);
	order = compare_part(epochs[0], epochs[1]);
	if (order == 0)
		order = compare_part(upstreams[0], upstreams[1]);
	if (order == 0)
		order = compare_part(revisions[0], revisions[1]);
	return order;
}

char *version_series(const char *version)
{
	size_t major = strspn(version, "0123456789"), minor;

	if (major == 0 || version[major] != '.')
		return NULL;
	minor = strspn(version + major + 1, "0123456789");
	return minor ? xstrndup(version, major + 1 + minor) : NULL;
}

const struct package *package_find(const struct package_list *list, const char *name,
				   const char *version)
{
	const struct package *found = NULL;

	for (size_t i = 0; i < list->n_packages; i++) {
		const struct package *package = &list->packages[i];

		if (strcmp(package->name, name) != 0)
			continue;
		if (version && strcmp(package->version, version) != 0)
			continue;
		if (!found || version_compare(package->version, found->version) > 0)
			found = package;
	}
	return found;
}

const struct package *package_find_image(const struct package_list *list, const char *release,
					 const char *version)
{
	_cleanup_free_ char *name = xasprintf("linux-image-%s", release);
	_cleanup_free_ char *unsigned_name = xasprintf("%s-unsigned", name);
	const struct package *image = package_find(list, name, version);
	const struct package *plain = package_find(list, unsigned_name, version);

	if (image && plain)
		return version_compare(plain->version, image->version) > 0 ? plain : image;
	return image ? image : plain;
}

static int newest_first(const void *left, const void *right)
{
	return version_compare(*(const char *const *)right, *(const char *const *)left);
}

static char *join(const char **versions, size_t n_versions)
{
	char *text = xstrdup("");

	for (size_t i = 0; i < n_versions; i++) {
		char *longer;

		if (i > 0 && strcmp(versions[i], versions[i - 1]) == 0)
			continue;
		longer = xasprintf("%s%s%s", text, i ? ", " : "", versions[i]);
		free(text);
		text = longer;
	}
	return text;
}

char *package_versions(const struct package_list *list, const char *name)
{
	_cleanup_free_ const char **versions = NULL;
	size_t n_versions = 0;

	for (size_t i = 0; i < list->n_packages; i++)
		if (strcmp(list->packages[i].name, name) == 0)
			*array_append(versions, n_versions) = list->packages[i].version;
	if (n_versions == 0)
		return xstrdup("none");
	qsort(versions, n_versions, sizeof(*versions), newest_first);
	return join(versions, n_versions);
}
