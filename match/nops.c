// SPDX-License-Identifier: GPL-2.0-or-later
#include "match/nops.h"
#include "match/opcodes.h"

static const u8 nop_operands[][6] = {	/* length, then the bytes after 0f 1f */
	{ 1, 0x00 },
	{ 2, 0x40, 0x00 },
	{ 3, 0x44, 0x00, 0x00 },
	{ 5, 0x80, 0x00, 0x00, 0x00, 0x00 },
	{ 5, 0x84, 0x00, 0x00, 0x00, 0x00 },	/* and a sixth, zero */
};

static u32 long_nop_length(const u8 *bytes, u32 size)
{
	u32 i;

	if (size < 3 || bytes[0] != 0x0f || bytes[1] != 0x1f)
		return 0;
	for (i = 0; i < sizeof(nop_operands) / sizeof(nop_operands[0]); i++) {
		u32 length = nop_operands[i][0];
		u32 extra = nop_operands[i][1] == 0x84;

		if (2 + length + extra <= size && !memcmp(bytes + 2, nop_operands[i] + 1, length) &&
		    (!extra || !bytes[2 + length]))
			return 2 + length + extra;
	}
	return 0;
}

u32 nop_length(const u8 *bytes, u32 size)
{
	u32 prefix = 0;
	u32 length;

	while (prefix < size && prefix < 8 && bytes[prefix] == 0x66)
		prefix++;
	if (prefix < size && bytes[prefix] == 0x2e)
		prefix++;
	if (prefix == size)
		return 0;
	length = bytes[prefix] == NOP ? 1 : long_nop_length(bytes + prefix, size - prefix);
	return length ? prefix + length : 0;
}

/* Later kernels jump over many NOPs and fill up with int3. */
static u32 skip_length(const u8 *bytes, u32 size)
{
	u32 end, i;

	if (size < 2 || bytes[0] != JMP8 || bytes[1] > 127 || 2u + bytes[1] > size)
		return 0;
	end = 2 + bytes[1];
	for (i = 2; i < end; i++)
		if (bytes[i] != INT3)
			return 0;
	return end;
}

static u32 nops_length(const u8 *bytes, u32 size)
{
	u32 total = 0;
	u32 length;

	while (total < size && (length = nop_length(bytes + total, size - total)))
		total += length;
	return total;
}

static int is_all_nops(const u8 *bytes, u32 size)
{
	u32 i = 0;

	while (i < size) {
		u32 length = nop_length(bytes + i, size - i);

		if (!length)
			length = skip_length(bytes + i, size - i);
		if (!length)
			return 0;
		i += length;
	}
	return 1;
}

u32 nops_difference(const u8 *found, const u8 *wanted, u32 size)
{
	u32 i = 0;

	while (i < size) {
		u32 nops = nops_length(wanted + i, size - i);

		if (nops && is_all_nops(found + i, nops))
			i += nops;
		else if (found[i] == wanted[i])
			i++;
		else
			break;
	}
	return i;
}
