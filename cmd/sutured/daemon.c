/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "daemon.h"

#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>

#include "api/family.h"
#include "base/memory.h"
#include "billing/billing.h"
#include "console/console.h"
#include "http/log.h"
#include "notify.h"
#include "service/config.h"
#include "service/first.h"
#include "service/health.h"
#include "service/letters.h"
#include "service/serve.h"
#include "service/tick.h"
#include "signal/endpoints.h"
#include "signal/work.h"

#define DRAIN_SECONDS	    30
#define REPOSITORY_PATIENCE 30 /* seconds */

static const struct family *const families[] = {
	&health_family,	 &letters_family, &api_family,
	&billing_family, &signal_family,  &console_family
};

/* What runs. Whatever is asked ends first. */
struct running {
	const char *path;
	struct service *service;
	struct serving *serving;
	struct tick *tick;
	struct config config; /* as it was read last */
	struct work *work;
	struct http_server *server;
};

static void running_stop(struct running *running)
{
	if (running->server)
		http_stop(running->server, DRAIN_SECONDS);
	work_stop(running->work);
	tick_stop(running->tick);
	serving_free(running->serving);
	service_close(running->service);
	config_deinit(&running->config);
}

/* ---- the work ---- */

/* The strings stay the configuration's, the list is the caller's. */
static struct work_options work_options(const struct config *config)
{
	const struct config_repository *repository = &config->repository;
	const struct config_mail *mail = &config->mail;
	struct work_options options = {
		.content = { .root = repository->root,
			     .store = repository->store,
			     .patience = REPOSITORY_PATIENCE,
			     .proxy = repository->proxy,
			     .ca_file = repository->ca_file },
		.interval = repository->interval,
		.mail = { .sendmail = mail->sendmail,
			  .from = mail->from,
			  .console = mail->console },
		.hour = (int)mail->hour,
		.private_webhooks = config->private_webhooks,
	};

	if (repository->sources)
		string_list_add_words(&options.content.sources, repository->sources);
	return options;
}

static struct error *start_work(struct running *running)
{
	struct work_options options = work_options(&running->config);
	struct error *error = work_start(running->service, &options, &running->work);

	string_list_deinit(&options.content.sources);
	return error;
}

/* ---- signals ---- */

/* Threads inherit it, so that the main one alone hears of them, by sigwait(). */
static sigset_t block_signals(void)
{
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	signal(SIGPIPE, SIG_IGN);
	return signals;
}

/* A connection is an open file. What is not granted is told by whoever lacks it. */
static void raise_file_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

/* Its strings are the configuration's, which goes when nobody is at it any more. */
static struct error *restart_work(struct running *running, struct config *config)
{
	work_stop(take(running->work));
	config_deinit(&running->config);
	running->config = *config;
	*config = (struct config){};
	return start_work(running);
}

/* What can be read anew is, though the certificate cannot; it is told what could not. */
static struct error *reload(struct running *running)
{
	_cleanup_config_ struct config config = {};
	_cleanup_error_ struct error *error = NULL;

	try(config_read(running->path, &config));
	service_set_options(running->service, &config.service);
	error = http_reload(running->server);
	try(restart_work(running, &config));
	return take(error);
}

static void reload_and_tell(struct running *running)
{
	_cleanup_error_ struct error *error = NULL;

	notify_reloading();
	error = reload(running);
	if (error)
		log_note("not all is read anew: %s", error->message);
	else
		log_note("the configuration is read anew");
	notify("READY=1");
}

static void wait_for_end(struct running *running, const sigset_t *signals)
{
	int number;

	while (!sigwait(signals, &number) && number == SIGHUP)
		reload_and_tell(running);
}

/* ---- the start ---- */

/* The key may be lost with this line, but it must not be told before it is good. */
static struct error *tell_first_key(struct running *running)
{
	struct secret key;
	bool is_first;

	try(first_start(running->service, &is_first, &key));
	if (!is_first)
		return NULL;
	printf("The console: %s\nIts first key, which is shown this once: %s\n",
	       http_url(running->server), key.text);
	return fflush(stdout) ? error_errno("cannot tell the first key") : NULL;
}

static struct error *start(struct running *running)
{
	const struct config *config = &running->config;
	struct http_application application;

	try(config_read(running->path, &running->config));
	try(config_make_state(config));
	try(service_open(&config->service, &running->service));
	running->serving = serving_new(running->service, families, ARRAY_SIZE(families));
	serving_application(running->serving, &application);
	try(http_start(&config->http, &application, &running->server));
	try(tell_first_key(running));
	try(start_work(running));
	return tick_start(running->service, &running->tick);
}

struct error *daemon_run(const char *path)
{
	_cleanup_(running_stop)
	struct running running = { .path = path };
	const sigset_t signals = block_signals();

	raise_file_limit();
	try(start(&running));
	log_note("listening at %s", http_url(running.server));
	notify("READY=1");
	wait_for_end(&running, &signals);
	log_note("stopping");
	notify("STOPPING=1");
	return NULL;
}
