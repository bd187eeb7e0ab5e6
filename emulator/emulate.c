/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * emulate: an emulated machine for shell scripts, which is how the kernel tests are written.
 *
 *	emulate --image VMLINUZ [OPTION...] STEP...
 *
 * Standard output is the transcript, the same for the same outcome: for each step a line "> NAME",
 * its output, and "< STATUS" ("< late", "< lost" if it did not end), then a line "log clean" or the
 * faults. Times go to standard error. Exit status 0: every step ended with 0, the machine
 * went down in order, the log is clean; 1: not so; 2: usage; 3: no machine.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "emulator/log.h"
#include "emulator/machine.h"

static const char usage_text[] =
	"usage: emulate --image VMLINUZ [OPTION...] STEP...\n"
	"options:\n"
	"  --modules DIR          lib/modules/RELEASE of the kernel\n"
	"  --available NAME       let modprobe find this module in the guest\n"
	"  --file HOST=GUEST      put a file or directory at an absolute path\n"
	"  --program NAME         put a program and its libraries into /bin\n"
	"  --parallel             a thread for each processor (machine.h tells of the danger)\n"
	"  --cpus N  --memory MIB  --cpu MODEL  --append WORDS  --timeout SECONDS\n"
	"  --directory DIR        keep the machine's files there\n"
	"  --log FILE             write the kernel's log there\n"
	"steps, in order:\n"
	"  --load MODULE          a name that is available, or a path in the guest\n"
	"  --run COMMAND          by the shell\n"
	"  --start COMMAND        by the shell, in the background\n"
	"  --stop COMMAND         what was started by these words\n"
	"  --script FILE          a shell script of the host\n";

enum option_key {
	OPTION_IMAGE, OPTION_MODULES, OPTION_AVAILABLE, OPTION_FILE, OPTION_PROGRAM, OPTION_CPUS,
	OPTION_MEMORY, OPTION_CPU, OPTION_APPEND, OPTION_TIMEOUT, OPTION_DIRECTORY, OPTION_LOG,
	OPTION_PARALLEL, OPTION_LOAD, OPTION_RUN, OPTION_START, OPTION_STOP, OPTION_SCRIPT,
};

static const struct option long_options[] = {
	{ "image", required_argument, NULL, OPTION_IMAGE },
	{ "modules", required_argument, NULL, OPTION_MODULES },
	{ "available", required_argument, NULL, OPTION_AVAILABLE },
	{ "file", required_argument, NULL, OPTION_FILE },
	{ "program", required_argument, NULL, OPTION_PROGRAM },
	{ "cpus", required_argument, NULL, OPTION_CPUS },
	{ "memory", required_argument, NULL, OPTION_MEMORY },
	{ "cpu", required_argument, NULL, OPTION_CPU },
	{ "append", required_argument, NULL, OPTION_APPEND },
	{ "timeout", required_argument, NULL, OPTION_TIMEOUT },
	{ "directory", required_argument, NULL, OPTION_DIRECTORY },
	{ "log", required_argument, NULL, OPTION_LOG },
	{ "parallel", no_argument, NULL, OPTION_PARALLEL },
	{ "load", required_argument, NULL, OPTION_LOAD },
	{ "run", required_argument, NULL, OPTION_RUN },
	{ "start", required_argument, NULL, OPTION_START },
	{ "stop", required_argument, NULL, OPTION_STOP },
	{ "script", required_argument, NULL, OPTION_SCRIPT },
	{ 0 },
};

/* What the command line asks for; strings are argv's but those in `owned`. */
struct request {
	struct machine_options machine;
	const char *log;
	struct machine_file *files;
	size_t n_files;
	struct machine_step *steps;
	size_t n_steps;
	const char **available, **programs;
	size_t n_available, n_programs;
	void **owned;
	size_t n_owned;
};

static void request_deinit(struct request *request)
{
	for (size_t i = 0; i < request->n_owned; i++)
		free(request->owned[i]);
	free(request->owned);
	free(request->files);
	free(request->steps);
	free(request->available);
	free(request->programs);
}

static void *own(struct request *request, void *memory)
{
	*array_append(request->owned, request->n_owned) = memory;
	return memory;
}

static void add_step(struct request *request, const char *kind, const char *name,
		     const char *first, const char *second, const char *third)
{
	const char *words[] = { first, second, third, NULL };
	struct machine_step *step = array_append(request->steps, request->n_steps);

	step->kind = kind;
	step->name = name;
	step->argv = own(request, xmemdup(words, sizeof(words)));
}

static void add_script(struct request *request, const char *path)
{
	struct machine_file *file = array_append(request->files, request->n_files);

	file->host = path;
	file->guest = own(request, xasprintf("/scripts/%zu", request->n_files));
	file->mode = 0755;
	add_step(request, "run", path, "/bin/sh", file->guest, NULL);
}

static bool add_file(struct request *request, char *pair)
{
	char *equals = strchr(pair, '=');
	struct machine_file *file;

	if (!equals)
		return false;
	*equals = '\0';
	file = array_append(request->files, request->n_files);
	file->host = pair;
	file->guest = equals + 1;
	return true;
}

static bool number(const char *text, unsigned int *value)
{
	char *end;
	unsigned long parsed = strtoul(text, &end, 10);

	*value = (unsigned int)parsed;
	return *text && !*end && parsed > 0 && parsed < 1000000;
}

static bool take_step(struct request *request, int key, char *value)
{
	switch (key) {
	case OPTION_LOAD:
		add_step(request, "module", value, value, NULL, NULL);
		return true;
	case OPTION_RUN:
		add_step(request, "run", value, "/bin/sh", "-c", value);
		return true;
	case OPTION_START:
		add_step(request, "start", value, "/bin/sh", "-c", value);
		return true;
	case OPTION_STOP:
		add_step(request, "stop", value, NULL, NULL, NULL);
		return true;
	case OPTION_SCRIPT:
		add_script(request, value);
		return true;
	}
	return false;
}

static bool take_option(struct request *request, int key, char *value)
{
	struct machine_options *machine = &request->machine;
	const char **texts[] = {
		[OPTION_IMAGE] = &machine->image,   [OPTION_MODULES] = &machine->modules_directory,
		[OPTION_CPU] = &machine->cpu,	    [OPTION_APPEND] = &machine->append,
		[OPTION_LOG] = &request->log,	    [OPTION_DIRECTORY] = &machine->directory,
		[OPTION_SCRIPT] = NULL,
	};
	unsigned int *numbers[] = {
		[OPTION_CPUS] = &machine->cpus,	      [OPTION_MEMORY] = &machine->memory_mib,
		[OPTION_TIMEOUT] = &machine->timeout_s, [OPTION_SCRIPT] = NULL,
	};

	if (key < 0 || key > OPTION_SCRIPT)
		return false;
	if (texts[key])
		*texts[key] = value;
	else if (numbers[key])
		return number(value, numbers[key]);
	else if (key == OPTION_FILE)
		return add_file(request, value);
	else if (key == OPTION_AVAILABLE)
		*array_append(request->available, request->n_available) = value;
	else if (key == OPTION_PARALLEL)
		machine->parallel = true;
	else if (key == OPTION_PROGRAM)
		*array_append(request->programs, request->n_programs) = value;
	else
		return take_step(request, key, value);
	return true;
}

static bool parse(int argc, char **argv, struct request *request)
{
	struct machine_options *machine = &request->machine;
	int key;

	while ((key = getopt_long(argc, argv, "", long_options, NULL)) != -1)
		if (!take_option(request, key, optarg))
			return false;
	*array_append(request->available, request->n_available) = NULL;
	*array_append(request->programs, request->n_programs) = NULL;
	machine->modules = request->available;
	machine->programs = request->programs;
	machine->files = request->files;
	machine->n_files = request->n_files;
	machine->steps = request->steps;
	machine->n_steps = request->n_steps;
	return machine->image && optind == argc;
}

static bool print_outcome(const struct machine_step *step, const struct step_outcome *outcome)
{
	size_t size = outcome->output.size;

	printf("> %s\n", step->name);
	fwrite(outcome->output.data, 1, size, stdout);
	if (size && outcome->output.data[size - 1] != '\n')
		putchar('\n');
	if (!outcome->ended)
		printf("< lost\n");
	else if (outcome->late)
		printf("< late\n");
	else
		printf("< %d\n", outcome->status);
	return outcome->ended && !outcome->late && !outcome->status;
}

static bool print_verdict(const struct machine_result *result)
{
	_cleanup_log_verdict_ struct log_verdict verdict = {};

	log_judge(result->log, &verdict);
	for (size_t i = 0; i < verdict.n_expected; i++)
		fprintf(stderr, "expected %s: %s\n", verdict.expected[i].name,
			verdict.expected[i].line);
	for (size_t i = 0; i < verdict.n_faults; i++)
		printf("fault %s: %s\n", verdict.faults[i].name, verdict.faults[i].line);
	if (!verdict.n_faults)
		printf("log clean\n");
	return !verdict.n_faults;
}

static bool print_result(const struct request *request, const struct machine_result *result)
{
	bool good = true;

	for (size_t i = 0; i < request->n_steps; i++) {
		const struct step_outcome *outcome = machine_outcome(result, i);

		good &= print_outcome(&request->steps[i], outcome);
		fprintf(stderr, "%8.3f s  %s\n", outcome->seconds, request->steps[i].name);
	}
	good &= print_verdict(result);
	if (!result->powered_off)
		printf("%s\n", result->timed_out ? "timed out" : "crashed");
	fprintf(stderr, "%8.3f s  boot\n%8.3f s  all\n", result->boot_seconds, result->seconds);
	return good && result->powered_off;
}

static struct error *emulate(const struct request *request, bool *good)
{
	_cleanup_machine_result_ struct machine_result result = {};

	try(machine_run(&request->machine, &result));
	if (request->log)
		try(file_write(request->log, result.log, strlen(result.log), 0644));
	*good = print_result(request, &result);
	return NULL;
}

int main(int argc, char **argv)
{
	_cleanup_(request_deinit) struct request request = {};
	_cleanup_error_ struct error *error = NULL;
	bool good = false;

	if (!parse(argc, argv, &request)) {
		fputs(usage_text, stderr);
		return 2;
	}
	error = emulate(&request, &good);
	if (error) {
		error_print(error, stderr);
		return 3;
	}
	return good ? 0 : 1;
}
