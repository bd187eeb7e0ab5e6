// SPDX-License-Identifier: GPL-2.0-or-later
/* A way in through the kernel's ciphers: the parallel wrapper serializes with padata. */
#include <linux/if_alg.h>
#include <sys/socket.h>
#include <unistd.h>

#include "exercise.h"

#ifndef AF_ALG
#define AF_ALG 38
#endif

/*
 * Asking for a combination for the first time makes the kernel test it, with hundreds of
 * requests through the wrapper. Whether it then hands the combination out does not matter.
 */
void encrypt_in_parallel(void)
{
	struct sockaddr_alg address = {
		.salg_family = AF_ALG,
		.salg_type = "aead",
		.salg_name = "pcrypt(gcm(aes))",
	};
	int sock = socket(AF_ALG, SOCK_SEQPACKET, 0);

	if (sock < 0)
		give_up("cipher socket");
	if (bind(sock, (void *)&address, sizeof(address)) && errno != ENOENT)
		give_up("ask for a cipher");
	close(sock);
}
