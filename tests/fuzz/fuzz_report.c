/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a machine's report: they are refused, or what was read is within its bounds, and
 * reading the lists once more changes nothing.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/form.h"
#include "fleet/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool right)
{
	if (!right)
		abort();
}

static void check_head(const struct report *report)
{
	must(is_printable(report->hostname) && *report->hostname);
	must(is_build_id(report->build_id));
	must(strlen(report->condition) == DIGEST_TEXT_SIZE - 1);
	must(!report->lists_root && !report->n_updates && !report->n_cves);
}

static void check_lists(const struct report *report)
{
	must(report->n_updates <= REPORT_UPDATES_MAX && report->n_cves <= REPORT_CVES_MAX);
	must(report->n_applied + report->n_open <= report->n_updates);
	must(report->n_unfixed <= report->n_cves);
	for (size_t i = 0; i < report->n_updates; i++)
		must(is_update_id(report->updates[i].name));
	for (size_t i = 0; i < report->n_cves; i++)
		must(is_printable(report->cves[i].name));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_report_ struct report report = {};
	_cleanup_error_ struct error *error = report_parse(data, size, &report);

	if (error)
		return 0;
	check_head(&report);
	error = report_read_lists(&report);
	must(!error == (report.lists_root != NULL));
	if (!error) {
		const size_t n_updates = report.n_updates;

		check_lists(&report);
		error = report_read_lists(&report);
		must(!error && report.n_updates == n_updates);
	}
	return 0;
}
