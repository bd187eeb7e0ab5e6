/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "planning.h"

#include "base/memory.h"
#include "machine/clock.h"
#include "machine/standing.h"

/* ---- making it ---- */

struct error *planning_check(const struct planning *planning, const struct command *command)
{
	int n = !!planning->to + !!planning->only.n_items + !!planning->cves.n_items;

	return n > 1 ? command_misused(command, "--to, --only and --cve go alone") : NULL;
}

bool planning_is_named(const struct planning *planning)
{
	return planning->to || planning->only.n_items || planning->cves.n_items;
}

static struct plan_request request(const struct planning *planning)
{
	if (planning->to)
		return (struct plan_request){ PLAN_TO, { (char **)&planning->to, 1 } };
	if (planning->only.n_items)
		return (struct plan_request){ PLAN_ONLY, planning->only };
	if (planning->cves.n_items)
		return (struct plan_request){ PLAN_CVE, planning->cves };
	return (struct plan_request){ .scope = PLAN_ALL };
}

struct error *planning_make(const struct planning *planning, const struct machine *machine,
			    struct plan *plan)
{
	const struct plan_request wanted = request(planning);

	if (!machine_has_series(machine))
		return error_refuse(SUTURE_REFUSAL_NOT_SERVED,
				    "nothing is known of %s yet; 'suture upgrade' asks for it",
				    machine->release);
	return machine_plan(machine, &wanted, machine_now(), plan);
}

void planning_deinit(struct planning *planning)
{
	string_list_deinit(&planning->only);
	string_list_deinit(&planning->cves);
}

bool planning_is_empty(const struct plan *plan)
{
	return !plan->installs.n_items && !plan->removes.n_items;
}

/* ---- telling it ---- */

static void print_update(const char *sign, const struct series *series, const char *id)
{
	const struct series_update *update = series_find(series, id);
	_cleanup_free_ char *cves = string_list_join(&update->cves);
	bool is_named = update->cves.n_items != 1 || strcmp(cves, id);

	printf("  %s %s  %s%s%s%s\n", sign, id, update->title, is_named && *cves ? " (" : "",
	       is_named ? cves : "", is_named && *cves ? ")" : "");
}

static void print_skip(const struct plan_skip *skip)
{
	_cleanup_free_ char *why = plan_reason_text(skip->reason, skip->other);

	printf("  . %s  %s\n", skip->id, why);
}

void planning_print(const struct plan *plan, const struct machine *machine)
{
	for (size_t i = 0; i < plan->removes.n_items; i++)
		print_update("-", &machine->series, plan->removes.items[i]);
	for (size_t i = 0; i < plan->installs.n_items; i++)
		print_update("+", &machine->series, plan->installs.items[i]);
	for (size_t i = 0; i < plan->n_skips; i++)
		print_skip(&plan->skips[i]);
	for (size_t i = 0; i < plan->foreign.n_items; i++)
		printf("  ? %s  applied, and not of the repository\n", plan->foreign.items[i]);
	if (planning_is_empty(plan))
		printf("nothing is to be done: %s is as %s\n", machine->release, plan->before);
	else
		printf("%s is as %s, and will be as %s\n", machine->release, plan->before,
		       plan->after);
}

static json_t *installs_to_json(const struct plan *plan, const struct series *series)
{
	json_t *array = json_array();

	for (size_t i = 0; i < plan->installs.n_items; i++) {
		const struct series_update *update = series_find(series, plan->installs.items[i]);

		json_array_append_new(
			array,
			json_pack("{s:s, s:s, s:o, s:s}", "id", update->id, "title", update->title,
				  "cves", strings_to_json(update->cves.items, update->cves.n_items),
				  "severity", severity_name(update->severity)));
	}
	return array;
}

static json_t *skips_to_json(const struct plan *plan)
{
	json_t *array = json_array();

	for (size_t i = 0; i < plan->n_skips; i++)
		json_array_append_new(array,
				      json_pack("{s:s, s:s, s:s?}", "id", plan->skips[i].id,
						"reason", plan_reason_name(plan->skips[i].reason),
						"other", plan->skips[i].other));
	return array;
}

json_t *planning_to_json(const struct plan *plan, const struct machine *machine)
{
	return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o}", "before", plan->before, "after",
			 plan->after, "install", installs_to_json(plan, &machine->series), "remove",
			 strings_to_json(plan->removes.items, plan->removes.n_items), "skip",
			 skips_to_json(plan), "foreign",
			 strings_to_json(plan->foreign.items, plan->foreign.n_items));
}
