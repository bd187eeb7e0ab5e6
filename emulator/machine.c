/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "emulator/machine.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "emulator/builtin.h"
#include "emulator/initramfs.h"
#include "emulator/modules.h"
#include "emulator/program.h"
#include "emulator/protocol.h"
#include "emulator/qemu.h"

/* What a shell script may count on. A host without one of them does not stop the rest. */
static const char *const usual_programs[] = {
	"cat", "chmod", "cp", "cut", "date", "dd", "dmesg", "echo", "env", "grep", "head",
	"id", "kill", "ln", "ls", "mkdir", "mknod", "mount", "mv", "nproc", "printf", "ps",
	"rm", "rmdir", "rmmod", "sed", "seq", "sleep", "sort", "stat", "sync", "tail", "taskset",
	"timeout", "touch", "tr", "umount", "uname", "wc",
};

static struct error *add_usual_programs(struct initramfs *initramfs)
{
	for (size_t i = 0; i < ARRAY_SIZE(usual_programs); i++) {
		_cleanup_free_ char *guest = xasprintf("/bin/%s", usual_programs[i]);
		_cleanup_free_ char *path = NULL;
		_cleanup_error_ struct error *missing = host_program_find(usual_programs[i], &path);

		if (!missing)
			try(host_program_add(initramfs, path, guest));
	}
	return NULL;
}

static struct error *add_programs(struct initramfs *initramfs, const char *const *programs)
{
	try(host_program_add(initramfs, "/bin/sh", "/bin/sh"));
	for (; programs && *programs; programs++) {
		const char *slash = strrchr(*programs, '/');
		_cleanup_free_ char *guest =
			xasprintf("/bin/%s", slash ? slash + 1 : *programs);

		try(host_program_add(initramfs, *programs, guest));
	}
	return add_usual_programs(initramfs);
}

static struct error *add_own(struct initramfs *initramfs)
{
	try(initramfs_add_bytes(initramfs, "/init", builtin_init.data, builtin_size(&builtin_init),
				0755));
	try(initramfs_add_bytes(initramfs, "/bin/load", builtin_load.data,
				builtin_size(&builtin_load), 0755));
	/* Where the kernel looks for it. */
	try(initramfs_add_link(initramfs, "/sbin/modprobe", "/init"));
	return initramfs_add_link(initramfs, "/bin/modprobe", "/init");
}

/* Mount points. /dev/console, which init starts with, is in every kernel's own initramfs. */
static struct error *add_skeleton(struct initramfs *initramfs)
{
	static const char *const directories[] = { "/dev", "/proc", "/sys", "/tmp",
						   "/run", "/var", "/root" };

	for (size_t i = 0; i < ARRAY_SIZE(directories); i++)
		try(initramfs_add_directory(initramfs, directories[i]));
	try(initramfs_add_bytes(initramfs, "/etc/passwd", "root:x:0:0:root:/:/bin/sh\n", 26, 0644));
	return initramfs_add_bytes(initramfs, "/etc/group", "root:x:0:\n", 10, 0644);
}

static bool is_field(const char *text)
{
	return !strpbrk(text, "\t\n");
}

static struct error *print_step(FILE *job, const struct machine_step *step)
{
	if (!is_field(step->kind) || !is_field(step->name))
		return error_new(ERROR_USAGE, "a step's name holds a tab or a newline");
	fprintf(job, "%s\t%s\t%u", step->kind, step->name, step->limit_s);
	for (const char *const *word = step->argv; word && *word; word++) {
		if (!is_field(*word))
			return error_new(ERROR_USAGE, "step %s: an argument holds a tab or newline",
					 step->name);
		fprintf(job, "\t%s", *word);
	}
	fputc('\n', job);
	return NULL;
}

static struct error *print_steps(FILE *job, const struct machine_options *options)
{
	for (size_t i = 0; i < options->n_steps; i++)
		try(print_step(job, &options->steps[i]));
	return NULL;
}

static struct error *add_job(struct initramfs *initramfs, const struct machine_options *options)
{
	_cleanup_free_ char *text = NULL;
	size_t size = 0;
	_cleanup_fclose_ FILE *job = open_memstream(&text, &size);

	if (!job)
		return error_errno("cannot write the job");
	try(print_steps(job, options));
	if (fflush(job))
		return error_errno("cannot write the job");
	return initramfs_add_bytes(initramfs, GUEST_JOB, text, size, 0644);
}

/* The caller's files come first: of two entries with one path the first counts. */
static struct error *fill(struct initramfs *initramfs, const struct machine_options *options)
{
	try(add_own(initramfs));
	for (size_t i = 0; i < options->n_files; i++)
		try(initramfs_add_host(initramfs, options->files[i].guest, options->files[i].host,
				       options->files[i].mode));
	try(add_programs(initramfs, options->programs));
	try(add_skeleton(initramfs));
	if (options->modules && options->modules[0]) {
		if (!options->modules_directory)
			return error_new(ERROR_USAGE, "modules are named, but not their directory");
		try(modules_add(initramfs, options->modules_directory, options->modules));
	}
	return add_job(initramfs, options);
}

static struct error *build_initramfs(const char *path, const struct machine_options *options)
{
	_cleanup_initramfs_ struct initramfs *initramfs = NULL;

	try(initramfs_open(path, &initramfs));
	try(fill(initramfs, options));
	return initramfs_finish(initramfs);
}

/*
 * A log buffer that keeps everything, a console, and an end at the first oops
 * (a panic, and QEMU's -no-reboot). The kernel's watchdogs are left on.
 */
static char *command_line(const struct machine_options *options)
{
	return xasprintf("console=ttyS0,115200 log_buf_len=8M panic=-1 oops=panic %s",
			 options->append ? options->append : "");
}

static struct error *start_failure(const struct qemu_outcome *outcome, const char *directory,
				   const struct machine_options *options)
{
	const char *errors = (const char *)outcome->errors.data;

	return error_refuse(SUTURE_REFUSAL_EMULATOR_FAILED,
			    "%s did not reach its init%s; its log is %s/console%s%.*s",
			    options->image, outcome->timed_out ? " in time" : "", directory,
			    errors[0] ? ": " : "", (int)strcspn(errors, "\n"), errors);
}

static void fill_result(struct qemu_outcome *outcome, struct transcript *transcript,
			struct machine_result *result)
{
	memset(result, 0, sizeof(*result));
	result->console = xstrdup((char *)outcome->console.data);
	result->log = xstrdup(transcript->kernel_log ? transcript->kernel_log : result->console);
	result->powered_off = transcript->complete && !outcome->timed_out && !outcome->status;
	result->timed_out = outcome->timed_out;
	result->boot_seconds = outcome->boot_seconds;
	result->seconds = outcome->seconds;
	result->transcript = *transcript;
	memset(transcript, 0, sizeof(*transcript));
}

static struct error *run_in(const char *directory, const struct machine_options *options,
			    struct machine_result *result)
{
	_cleanup_free_ char *initramfs = xasprintf("%s/initramfs", directory);
	_cleanup_free_ char *append = command_line(options);
	_cleanup_qemu_outcome_ struct qemu_outcome outcome = {};
	_cleanup_transcript_ struct transcript transcript = {};
	const struct qemu_options qemu = {
		.program = options->emulator ? options->emulator : "qemu-system-x86_64",
		.image = options->image,
		.initramfs = initramfs,
		.append = append,
		.cpu = options->cpu ? options->cpu : "max",
		.cpus = options->cpus ? options->cpus : 2,
		.parallel = options->parallel,
		.memory_mib = options->memory_mib ? options->memory_mib : 1024,
		.timeout_s = options->timeout_s ? options->timeout_s : 300,
		.extra = options->extra,
		.directory = directory,
	};

	try(build_initramfs(initramfs, options));
	try(qemu_run(&qemu, &outcome));
	transcript_parse(&outcome.report, &transcript);
	if (!transcript.started)
		return start_failure(&outcome, directory, options);
	fill_result(&outcome, &transcript, result);
	return NULL;
}

static struct error *run_in_temporary(const struct machine_options *options,
				      struct machine_result *result)
{
	const char *parent = getenv("TMPDIR");
	_cleanup_free_ char *directory = NULL;
	struct error *error;
	struct error *removal;

	try(directory_make_temporary(parent ? parent : "/tmp", "suture-machine", &directory));
	error = run_in(directory, options, result);
	/* A machine that did not boot leaves its console behind: the error names it. */
	if (error && error->refusal == SUTURE_REFUSAL_EMULATOR_FAILED)
		return error;
	removal = tree_remove(directory);
	if (error)
		error_free(removal);
	return error ? error : removal;
}

struct error *machine_run(const struct machine_options *options, struct machine_result *result)
{
	if (!options->image || !file_exists(options->image))
		return error_refuse(SUTURE_REFUSAL_NO_SUCH_KERNEL, "there is no kernel image %s",
				    options->image ? options->image : "");
	if (!options->directory)
		return run_in_temporary(options, result);
	try(directory_make(options->directory));
	return run_in(options->directory, options, result);
}

void machine_result_deinit(struct machine_result *result)
{
	transcript_deinit(&result->transcript);
	free(result->log);
	free(result->console);
	memset(result, 0, sizeof(*result));
}

const struct step_outcome *machine_outcome(const struct machine_result *result, size_t step)
{
	static unsigned char nothing[1];
	static const struct step_outcome never = { .output = { .data = nothing } };

	return step < result->transcript.n_steps ? &result->transcript.steps[step] : &never;
}
