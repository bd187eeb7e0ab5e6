/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/standing_json.h"

#include "base/memory.h"

#define FORMAT 1

/* An empty value of the policy is none. */
static json_t *value_to_json(const struct policy *policy, enum policy_key key)
{
	const char *value = policy->values[key];

	return value && *value ? string_to_json(value) : json_null();
}

static json_t *kernel_to_json(const struct machine *machine)
{
	return json_pack("{s:o, s:o, s:o, s:o}", "release", string_to_json(machine->release),
			 "build_id", string_to_json(machine->build_id), "distribution",
			 string_to_json(machine->series.distribution), "version",
			 string_to_json(machine->series.version));
}

static json_t *policy_to_json(const struct policy *policy)
{
	return json_pack(
		"{s:o, s:o, s:o, s:I, s:o, s:b}", "mode", value_to_json(policy, POLICY_MODE), "pin",
		value_to_json(policy, POLICY_PIN), "held", string_list_to_json(&policy->held),
		"delay", (json_int_t)policy->delay, "window", value_to_json(policy, POLICY_WINDOW),
		"apply_at_boot", (int)policy->applies_at_boot);
}

static json_t *check_to_json(const struct standing *standing)
{
	const struct last_check *check = &standing->check;

	return json_pack("{s:o, s:o, s:o, s:b, s:o, s:o}", "at", date_to_json(check->at),
			 "succeeded", date_to_json(check->succeeded), "good_until",
			 date_to_json(check->good_until), "stale", (int)standing->is_stale,
			 "refusal", string_to_json(check->refusal), "message",
			 string_to_json(check->message));
}

/* What a foreign update is, nobody says. */
static void add_series_members(const struct series_update *update, json_t *object)
{
	static const struct series_update foreign = {};

	if (!update)
		update = &foreign;
	json_object_set_new(object, "title", string_to_json(update->title));
	json_object_set_new(object, "cves", string_list_to_json(&update->cves));
	json_object_set_new(object, "severity", json_string(severity_name(update->severity)));
	json_object_set_new(object, "effective", string_to_json(update->effective));
	json_object_set_new(object, "added", date_to_json(update->added));
	json_object_set_new(object, "pinned", json_boolean(update->pinned));
	json_object_set_new(object, "size", json_integer((json_int_t)update->size));
}

json_t *standing_update_to_json(const struct standing_update *one)
{
	bool is_skipped = one->state == UPDATE_SKIPPED;
	_cleanup_free_ char *text = is_skipped ? plan_reason_text(one->reason, one->other) : NULL;
	json_t *object = json_pack("{s:s, s:s, s:s?, s:o, s:o}", "id", one->id, "state",
				   update_state_name(one->state), "reason",
				   is_skipped ? plan_reason_name(one->reason) : NULL, "text",
				   string_to_json(text), "other", string_to_json(one->other));

	add_series_members(one->update, object);
	return object;
}

static json_t *updates_to_json(const struct standing *standing)
{
	json_t *array = json_array();

	for (size_t i = 0; i < standing->n_updates; i++)
		json_array_append_new(array, standing_update_to_json(&standing->updates[i]));
	return array;
}

static json_t *cves_to_json(const struct standing *standing)
{
	json_t *array = json_array();

	for (size_t i = 0; i < standing->n_cves; i++) {
		const struct standing_cve *cve = &standing->cves[i];

		json_array_append_new(array, json_pack("{s:o, s:s, s:o, s:o}", "name",
						       string_to_json(cve->cve), "state",
						       cve_state_name(cve->state), "update",
						       string_to_json(cve->update), "text",
						       string_to_json(cve->text)));
	}
	return array;
}

static json_t *plan_to_json(const struct standing *standing)
{
	const struct plan *plan = &standing->plan;

	return json_pack("{s:o, s:o, s:o, s:o}", "install", string_list_to_json(&plan->installs),
			 "remove", string_list_to_json(&plan->removes), "effective",
			 string_to_json(plan->after), "impossible",
			 string_to_json(standing->unplannable));
}

static json_t *fleet_to_json(const struct advice *advice)
{
	if (!advice->machine)
		return json_null();
	return json_pack("{s:s, s:o, s:s, s:o}", "machine", advice->machine, "group",
			 string_to_json(advice->group), "authorization",
			 authorization_name(advice->authorization), "good_until",
			 date_to_json(advice->good_until));
}

json_t *standing_to_json(const struct standing *standing)
{
	const struct machine *machine = standing->machine;
	json_t *object = json_pack("{s:i, s:o, s:o, s:o, s:s, s:b}", "format", FORMAT, "at",
				   date_to_json(standing->now), "kernel", kernel_to_json(machine),
				   "effective", string_to_json(standing->effective), "verdict",
				   standing_verdict_name(standing->verdict), "core_loaded",
				   (int)machine->state.has_core);

	json_object_set_new(object, "switched_off", string_to_json(standing->switched_off));
	json_object_set_new(object, "covered_until", date_to_json(machine->series.covered_until));
	json_object_set_new(object, "policy", policy_to_json(&machine->policy));
	json_object_set_new(object, "fleet", fleet_to_json(&machine->advice));
	json_object_set_new(object, "last_check", check_to_json(standing));
	json_object_set_new(object, "plan", plan_to_json(standing));
	json_object_set_new(object, "suspects", string_list_to_json(&machine->journal.suspects));
	json_object_set_new(object, "updates", updates_to_json(standing));
	json_object_set_new(object, "cves", cves_to_json(standing));
	return object;
}
