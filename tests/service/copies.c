/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "copies.h"

#include <stdio.h>
#include <stdlib.h>

void copy_uuid(unsigned int number, char uuid[static UUID_TEXT_SIZE])
{
	snprintf(uuid, UUID_TEXT_SIZE, "%08u" COPIES_UUID_END, number % (COPIES_MAX + 1));
}

void copies_first(struct made_up *machine)
{
	static const unsigned char seed[32] = "a key that everybody knows";

	made_up_init(machine, "made-up");
	EVP_PKEY_free(machine->key);
	machine->key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, sizeof(seed));
	if (!machine->key)
		abort();
	copy_uuid(COPIES_MAX, machine->uuid);
	made_up_dress(machine);
}
