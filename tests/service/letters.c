/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * letters KEY WORD...: print letters of one machine that there is not, a NUL byte behind each:
 *
 *	enrol		its first
 *	report		how it stands: the update fix-1 is available
 *	about		it is about to install that
 *	applied, failed	what became of it
 *	twin		another letter of the last one's serial, as of a copy
 *	NAME=VALUE	no letter: a tag, from here on
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/memory.h"
#include "made_up.h"

#define UPDATE "fix-1"

static const char *access_key;

static char *write_enrolment(struct made_up *machine)
{
	return made_up_enrolment(machine, access_key);
}

static char *write_report(struct made_up *machine)
{
	made_up_about_to(machine, false);
	return made_up_letter(machine);
}

static char *write_about(struct made_up *machine)
{
	made_up_about_to(machine, true);
	return made_up_letter(machine);
}

/* At the end of time, since it must be after the release. */
static void try_it(struct made_up *machine, const char *state, const char *refusal)
{
	made_up_tried(machine, (int64_t)time(NULL) + 3600, UPDATE, refusal);
	made_up_update(machine, UPDATE, state, NULL);
}

static char *write_applied(struct made_up *machine)
{
	try_it(machine, "applied", NULL);
	return write_report(machine);
}

static char *write_failed(struct made_up *machine)
{
	try_it(machine, "available", "code-mismatch");
	return write_report(machine);
}

static char *write_twin(struct made_up *machine)
{
	made_up_tag(machine, "disk", "copy");
	machine->serial--;
	return write_report(machine);
}

static const struct word {
	const char *name;
	char *(*write)(struct made_up *machine);
} words[] = {
	{ "enrol", write_enrolment }, { "report", write_report }, { "about", write_about },
	{ "applied", write_applied }, { "failed", write_failed }, { "twin", write_twin },
};

static bool print_letter(struct made_up *machine, const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		_cleanup_free_ char *letter = NULL;

		if (strcmp(words[i].name, name))
			continue;
		letter = words[i].write(machine);
		return fwrite(letter, strlen(letter) + 1, 1, stdout) == 1;
	}
	return false;
}

static bool take_word(struct made_up *machine, char *word)
{
	char *equals = strchr(word, '=');

	if (!equals)
		return print_letter(machine, word);
	*equals = 0;
	made_up_tag(machine, word, equals + 1);
	return true;
}

int main(int argc, char **argv)
{
	struct made_up machine;
	bool is_good = argc > 1;

	access_key = argv[1];
	made_up_init(&machine, "made-up");
	made_up_update(&machine, UPDATE, "available", NULL);
	for (int i = 2; i < argc && is_good; i++)
		is_good = take_word(&machine, argv[i]);
	made_up_deinit(&machine);
	return !is_good || fflush(stdout);
}
