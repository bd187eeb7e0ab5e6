/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "client/session.h"

#include "base/file.h"
#include "client/kernel_calls.h"
#include "client/signals.h"
#include "client/sysroot.h"

static struct error *take_lock(int *lock)
{
	_cleanup_free_ char *path = sysroot_path(SESSION_LOCK);

	return file_lock(path, false, lock);
}

struct error *session_open(struct session *session)
{
	_cleanup_close_ int device = -1, lock = -1;
	struct state state = { 0 };

	try(core_open(&device));
	try(take_lock(&lock));
	try(state_read(&state));
	session->device = take_fd(&device);
	session->lock = take_fd(&lock);
	session->state = state;
	signals_hold(&session->signals);
	return NULL;
}

void session_close(struct session *session)
{
	bool was_open = session->lock >= 0;

	state_deinit(&session->state);
	cleanup_close(&session->device);
	cleanup_close(&session->lock);
	session->device = session->lock = -1;
	if (was_open)
		signals_release(&session->signals);
}

void modules_unload(const struct string_list *names, struct string_list *kept)
{
	for (size_t i = names->n_items; i-- > 0;)
		if (module_unload(names->items[i]) < 0)
			string_list_add(kept, names->items[i]);
}
