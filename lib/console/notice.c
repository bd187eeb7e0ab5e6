/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/notice.h"

#include "base/memory.h"

static const struct notice {
	const char *word, *text;
} notices[] = {
	{ "allowed", "The machine is allowed: it gets updates with its next report." },
	{ "denied", "The machine is denied: it gets no updates and is not counted." },
	{ "pending", "The machine waits for somebody to allow it." },
	{ "moved", "The machine is in the other group from its next report on." },
	{ "removed", "The machine is no longer of the fleet." },
	{ "halt", "The roll-out is halted: no machine gets the update any more." },
	{ "resume", "The roll-out goes on." },
	{ "block", "The update is held back from every machine." },
	{ "promote", "The next ring gets the update." },
	{ "group", "The group is as you have set it." },
	{ "ring", "The ring is there." },
	{ "revoked", "The key is revoked. What it has admitted stays." },
};

const char *notice_text(const char *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(notices); i++)
		if (!strcmp(notices[i].word, word))
			return notices[i].text;
	return NULL;
}
