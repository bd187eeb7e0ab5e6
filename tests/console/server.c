/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Serves the console's pages of a made-up fleet, with the headers that they have in earnest, until
 * its standard input ends: server FLEET.JSON. It prints its address.
 */
#include <stdio.h>

#include "base/memory.h"
#include "console/say.h"
#include "tests/console/pages.h"

static json_t *fleet;

static void say_made_page(void *context, const struct http_request *request,
			  struct http_response *response)
{
	_cleanup_html_ struct html html = {};

	(void)context;
	made_page_put(&html, &made_pages[http_route(request)->tag], ROLE_APPROVER, fleet);
	say_page(response, 200, &html);
}

static void style(void *context, const struct http_request *request, struct http_response *response)
{
	(void)context;
	(void)request;
	say_style(response);
}

static void mark(void *context, const struct http_request *request, struct http_response *response)
{
	(void)context;
	(void)request;
	say_mark(response);
}

int main(int argc, char **argv)
{
	struct http_route *routes = xcalloc(n_made_pages + 2, sizeof(*routes));
	struct http_application application = { .routes = routes, .n_routes = n_made_pages + 2 };
	struct http_server *server = NULL;
	struct error *error;

	fleet = argc == 2 ? json_load_file(argv[1], 0, NULL) : NULL;
	if (!fleet) {
		fprintf(stderr, "usage: server FLEET.JSON\n");
		return 2;
	}
	for (size_t i = 0; i < n_made_pages; i++)
		routes[i] = (struct http_route){ HTTP_GET, made_pages[i].path, 0, say_made_page,
						 (unsigned int)i };
	routes[n_made_pages] = (struct http_route){ HTTP_GET, "/console.css", 0, style, 0 };
	routes[n_made_pages + 1] = (struct http_route){ HTTP_GET, "/console.svg", 0, mark, 0 };
	error = http_start(&(struct http_options){ .listen = "127.0.0.1:0" }, &application,
			   &server);
	if (error) {
		error_print(error, stderr);
		error_free(error);
		return 1;
	}
	puts(http_url(server));
	fflush(stdout);
	while (getchar() != EOF)
		;
	http_stop(server, 1);
	json_decref(fleet);
	free(routes);
	return 0;
}
