/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "actions.h"

#include <string.h>

#include "base/memory.h"

#define A "/api/1/"

const struct action actions[] = {
	{ "overview", "", "", "", "GET", A "overview", "", NULL, "how the fleet stands" },
	{ "machines", "", "",
	  "group status authorization hostname tag update cve active limit offset after", "GET",
	  A "fleet/machines", "",
	  "uuid hostname account group authorization status active last_seen kernel.release "
	  "n_applied n_unfixed",
	  "machines, by their names" },
	{ "machines", "show", "UUID", "", "GET", A "fleet/machines/{1}", "", NULL, "a machine" },
	{ "machines", "authorize", "UUID allowed|pending|denied", "", "POST",
	  A "fleet/machines/{1}/authorize", "- authorization", NULL,
	  "allow a machine, or deny it" },
	{ "machines", "move", "UUID GROUP", "", "POST", A "fleet/machines/{1}/group", "- group",
	  NULL, "move a machine to a group" },
	{ "machines", "remove", "UUID", "", "DELETE", A "fleet/machines/{1}", "-", NULL,
	  "forget a machine" },
	{ "groups", "", "", "", "GET", A "groups", "", "name account ring opens at_once n_machines",
	  "groups" },
	{ "groups", "set", "NAME", "ring opens at_once", "PUT", A "groups/{1}", "-", NULL,
	  "add a group, or change it: what is not said is none" },
	{ "rings", "", "", "", "GET", A "rings", "",
	  "name account position promote_after failures_max n_machines groups",
	  "rings, in their order" },
	{ "rings", "add", "NAME POSITION", "promote_after failures_max", "POST", A "rings",
	  "name position", NULL, "add a ring" },
	{ "updates", "", "", "text limit offset", "GET", A "updates", "",
	  "build_id id title severity kernel n_applied n_missing rollout.id rollout.state",
	  "updates, the newest first" },
	{ "updates", "show", "BUILDID ID", "", "GET", A "updates/{1}/{2}", "", NULL, "an update" },
	{ "cves", "", "", "text limit offset", "GET", A "cves", "",
	  "name n_open n_unpatchable n_fixed protection.offered protection.most",
	  "CVEs, those that most machines have open first" },
	{ "cves", "show", "NAME", "", "GET", A "cves/{1}", "", NULL, "a CVE" },
	{ "rollouts", "halt", "NUMBER", "reason", "POST", A "rollouts/{1}/halt", "-", NULL,
	  "let nobody else have an update" },
	{ "rollouts", "block", "NUMBER", "reason", "POST", A "rollouts/{1}/block", "-", NULL,
	  "hold it back altogether" },
	{ "rollouts", "resume", "NUMBER", "reason", "POST", A "rollouts/{1}/resume", "-", NULL,
	  "go on with one that is halted or blocked" },
	{ "rollouts", "promote", "NUMBER", "reason", "POST", A "rollouts/{1}/promote", "-", NULL,
	  "go on to the next ring" },
	{ "keys", "", "", "", "GET", A "keys", "",
	  "kind id label hint account group admits role quota n_machines expires revoked",
	  "keys, but not what they are" },
	{ "keys", "add-access", "LABEL GROUP allowed|pending|denied", "quota expires", "POST",
	  A "keys/access", "label group admits", NULL, "make a key with which machines enrol" },
	{ "keys", "add-api", "LABEL read|operator|approver", "expires", "POST", A "keys/api",
	  "label role", NULL, "make a key for people and programs" },
	{ "keys", "revoke", "access|api NUMBER", "", "DELETE", A "keys/{1}/{2}", "- -", NULL,
	  "revoke a key" },
	{ "accounts", "", "", "", "GET", A "accounts", "", "id name email created n_machines",
	  "accounts" },
	{ "accounts", "add", "NAME", "email", "POST", A "accounts", "name", NULL,
	  "add an account" },
	{ "plans", "", "", "", "GET", A "plans", "",
	  "id name kind currency distribution releases days grace_days", "plans" },
	{ "plans", "add", "NAME metered|free|trial|unlimited",
	  "currency distribution releases days grace_days", "POST", A "plans", "name kind", NULL,
	  "add a plan; a metered one has the usual steps" },
	{ "subscriptions", "", "", "", "GET", A "subscriptions", "",
	  "id account plan kind starts ends quota over_since state until", "subscriptions" },
	{ "subscriptions", "add", "PLAN", "starts ends quota", "POST", A "subscriptions", "plan",
	  NULL, "subscribe an account to a plan" },
	{ "subscriptions", "end", "NUMBER", "ends", "POST", A "subscriptions/{1}/end", "-", NULL,
	  "end a subscription, now or then" },
	{ "usage", "", "", "month limit offset", "GET", A "usage", "",
	  "account machine hostname distribution version kernel_release plan",
	  "machines that were counted in a month, as 2026-11" },
	{ "statements", "show", "MONTH", "", "GET", A "statements/{1}.json", "", NULL,
	  "what a month comes to" },
	{ "webhooks", "", "", "", "GET", A "webhooks", "",
	  "id account url created waiting delivered problem", "webhooks" },
	{ "webhooks", "add", "URL", "", "POST", A "webhooks", "url", NULL,
	  "tell a program what happens; its secret is shown this once" },
	{ "webhooks", "test", "NUMBER", "", "POST", A "webhooks/{1}/test", "-", NULL,
	  "tell it that this is a test" },
	{ "webhooks", "remove", "NUMBER", "", "DELETE", A "webhooks/{1}", "-", NULL,
	  "tell it nothing any more" },
	{ "audit", "", "", "limit offset", "GET", A "audit", "",
	  "at account actor action object detail", "what was done, the last first" },
};
const size_t n_actions = ARRAY_SIZE(actions);

static const struct action *find(const char *noun, const char *name)
{
	for (size_t i = 0; i < n_actions; i++)
		if (!strcmp(actions[i].noun, noun) && !strcmp(actions[i].name, name))
			return &actions[i];
	return NULL;
}

struct error *action_find(int argc, char **argv, const struct action **action, int *n_taken)
{
	if (!argc)
		return error_new(ERROR_USAGE, "a verb is needed; see 'suture-admin --help'");
	*n_taken = argc > 1 && find(argv[0], argv[1]) ? 2 : 1;
	*action = find(argv[0], *n_taken == 2 ? argv[1] : "");
	if (*action)
		return NULL;
	return error_new(ERROR_USAGE, "'%s%s%s' is no verb; see 'suture-admin --help'", argv[0],
			 argc > 1 ? " " : "", argc > 1 ? argv[1] : "");
}
