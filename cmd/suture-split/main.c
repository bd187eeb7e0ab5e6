/* SPDX-License-Identifier: GPL-2.0-or-later */
/* suture-split: a vendor's update of a kernel's source, broken up into one commit for each fix. */
#include <string.h>

#include "base/answer.h"
#include "base/json.h"
#include "base/memory.h"
#include "verbs.h"

static int code_of(const struct error *error)
{
	static const int codes[] = {
		[ERROR_INTERNAL] = EXIT_INTERNAL,
		[ERROR_USAGE] = EXIT_USAGE,
		[ERROR_REFUSED] = EXIT_REFUSED,
		[ERROR_NO_CHANGE] = EXIT_SAME,
	};

	if (error->kind == ERROR_REFUSED && error->refusal == SUTURE_REFUSAL_TREES_SAME)
		return EXIT_SAME;
	return codes[error->kind];
}

int finish_with(struct error *error, bool json)
{
	int code = code_of(error);

	if (json) {
		_cleanup_json_ json_t *value = error_to_json(error);
		_cleanup_free_ char *text = json_text(value);

		fputs(text, stdout);
	}
	fputs("suture-split: ", stderr);
	error_print(error, stderr);
	error_free(error);
	return code;
}

static const struct verb {
	const char *name;
	int (*main)(int argc, char **argv);
} verbs[] = {
	{ "export", export_main },
	{ "show", show_main },
};

int main(int argc, char **argv)
{
	answer_check_at_exit("suture-split");
	for (size_t i = 0; argc > 1 && i < ARRAY_SIZE(verbs); i++)
		if (!strcmp(argv[1], verbs[i].name))
			return verbs[i].main(argc - 1, argv + 1);
	return split_main(argc, argv);
}
