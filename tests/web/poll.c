/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ask mirrors whether there are news: poll ETAG URL..., with "" for no ETAG. Prints what they say,
 * and the new etag.
 */
#include "base/memory.h"
#include "fetch/mirrors.h"

int main(int argc, char **argv)
{
	const struct fetch_options options = { .patience = 1 };
	_cleanup_mirrors_ struct mirrors mirrors = {};
	_cleanup_free_ char *etag = NULL;
	_cleanup_error_ struct error *error = mirrors_init(&mirrors, &options);
	bool news;

	if (error)
		error_print(error, stderr);
	if (error || argc < 3)
		return 2;
	for (int i = 2; i < argc; i++)
		mirrors_add(&mirrors, argv[i], "");
	mirrors_poll(&mirrors, *argv[1] ? argv[1] : NULL, &news, &etag);
	printf("%s %s\n", news ? "news" : "nothing", etag ? etag : "-");
	return 0;
}
