// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Hostile match data: whatever passes match_validate() must be safe to run on
 * any memory. The input is a blob, and also the memory that it is compared with.
 *
 * With libFuzzer: -fsanitize=fuzzer. Without (FUZZ_ALONE defined) it is a program
 * that runs the files that it is given.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "match/match.h"

#define N_BASES 8

struct memory {
	const uint8_t *data;
	size_t size;
};

/* The input over and over again, at all addresses but a few. */
static int read_memory(void *context, u64 address, void *to, u32 size)
{
	const struct memory *memory = context;
	uint8_t *bytes = to;
	u32 i;

	if (address % 1021 == 0)
		return -EFAULT;
	for (i = 0; i < size; i++)
		bytes[i] = memory->data[(address + i) % memory->size];
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct memory memory = { data, size };
	u64 values[N_BASES] = { 0 };
	u8 known[N_BASES] = { 1, 1 };
	struct match_environment environment = {
		.context = &memory,
		.read = read_memory,
		.base_values = values,
		.base_known = known,
		.n_bases = N_BASES,
		.kernel_text = { 0, 1 << 24 },
		.modules = { 1ull << 32, 1ull << 33 },
	};
	struct suture_refusal_record refusal = { 0 };
	void *blob;

	if (size < sizeof(struct suture_match))
		return 0;
	blob = malloc(size);
	if (!blob)
		return 0;
	memcpy(blob, data, size);
	/* The size is not worth guessing. */
	((struct suture_match *)blob)->magic = SUTURE_MAGIC;
	((struct suture_match *)blob)->size = size;
	if (!match_validate(blob, size, N_BASES))
		(void)match_run(blob, &environment, &refusal);
	free(blob);
	return 0;
}

#ifdef FUZZ_ALONE
#include "base/error.h"
#include "base/file.h"

int main(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++) {
		_cleanup_bytes_ struct bytes input = { 0 };
		_cleanup_error_ struct error *error = file_read(argv[i], &input);

		if (error) {
			error_print(error, stderr);
			return 1;
		}
		LLVMFuzzerTestOneInput(input.data, input.size);
	}
	return 0;
}
#endif
