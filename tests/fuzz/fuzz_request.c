/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Requests to the server, without sockets: lines of method, target, host and entity tags, then the
 * body. They come to a city of one cell, so that tiles are drawn too.
 */
#include "base/buf.h"
#include "http/router.h"
#include "http/wish.h"
#include "service/atlas.h"
#include "service/readers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TEXT_MAX 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char folder[] = "/tmp/gridward-fuzz-XXXXXX";

static void remove_city(void)
{
	static const char *const names[] = {"/city.db", "/city.db-wal", "/city.db-shm", ""};
	char path[sizeof folder + 16];
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%s%s", folder, names[i]);
		remove(path);
	}
}

static void add_cell(struct gw_store *store)
{
	const struct gw_lonlat ring[] = {
		{1200000000, 400000000}, {1201000000, 400000000}, {1201000000, 401000000}};
	const struct gw_unit unit = {.code = "A", .grade = 4, .residents = GW_NO_DATA};
	struct gw_division_info division;
	struct gw_level level;
	struct gw_rings rings;
	int64_t id;

	gw_rings_init(&rings);
	if (gw_rings_add(&rings, 1, 0, false, ring, 3, NULL, NULL) || gw_store_begin(store, NULL) ||
		gw_store_put_level(store, "police", "beat", &level, NULL) ||
		gw_store_add_division(
			store, &level, GW_DATE_MIN, "fuzz", "wgs84", &division, NULL) ||
		gw_store_put_unit(store, &level, &unit, -1, &id, NULL) ||
		gw_store_add_cell(
			store, division.id, id, -1, &unit, &rings, rings.rings, 1, NULL) ||
		gw_store_commit(store, NULL))
		abort();
	gw_rings_finish(&rings);
}

static void open_city(struct gw_site *site)
{
	char path[sizeof folder + 16];
	struct gw_store *store;

	if (!mkdtemp(folder))
		abort();
	atexit(remove_city);
	snprintf(path, sizeof path, "%s/city.db", folder);
	if (gw_store_init(path, "Asia/Shanghai", NULL) ||
		gw_store_open(&store, path, GW_STORE_WRITE, NULL))
		abort();
	add_cell(store);
	gw_store_close(store);
	if (gw_readers_create(&site->readers, path, NULL) ||
		gw_atlas_open(&site->atlas, path, STYLES, NULL))
		abort();
}

/* Cuts the next line off, into text; what is longer is cut. */
static const char *take_line(char text[TEXT_MAX], const uint8_t **data, size_t *size)
{
	const uint8_t *end = memchr(*data, '\n', *size);
	size_t n = end ? (size_t)(end - *data) : *size, kept = n < TEXT_MAX ? n : TEXT_MAX - 1;

	memcpy(text, *data, kept);
	text[kept] = '\0';
	*data += end ? n + 1 : n;
	*size -= end ? n + 1 : n;
	return text;
}

/* As the server does it: without waiting at first, and then on a worker, where tiles are drawn. */
static void answer(const struct gw_site *site, struct gw_request *request, struct gw_reply *reply)
{
	struct gw_problem problem = {0};
	struct gw_routing routing;

	gw_router_find(site, request->method, request->path, &routing);
	if (request->body_len > gw_routing_body_max(&routing))
		abort();
	if (gw_routing_answer(&routing, site, request, reply, &problem)) {
		if (reply->tile.map || reply->stream || reply->pending)
			abort(); /* it was to have no effect */
		gw_reply_reset(reply);
		request->may_wait = true;
		if (gw_routing_answer(&routing, site, request, reply, &problem))
			abort();
	}
	if (reply->tile.map) {
		enum gw_status st = gw_wish_draw(&reply->tile, reply, &problem);

		gw_atlas_release(site->atlas, reply->tile.map);
		if (st)
			gw_reply_problem(reply, &problem);
	}
	if (reply->stream)
		reply->stream->close(reply->stream);
	if (reply->pending)
		reply->pending->destroy(reply->pending); /* nobody writes here */
	else
		gw_router_finish(request, reply, &problem);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct gw_site site;
	char method[TEXT_MAX], target[TEXT_MAX], host[TEXT_MAX], tags[TEXT_MAX], *query;
	struct gw_request request = {.content_type = "application/json",
		.role = GW_ROLE_ADMIN,
		.who = "anonymous",
		.id = "1",
		.address = "127.0.0.1"};
	struct gw_reply reply;

	if (!size)
		return 0;
	if (!site.atlas)
		open_city(&site);
	request.method = take_line(method, &data, &size);
	request.path = take_line(target, &data, &size);
	query = strchr(target, '?');
	request.query = query ? query + 1 : "";
	if (query)
		*query = '\0';
	request.base = take_line(host, &data, &size);
	request.if_none_match = take_line(tags, &data, &size);
	request.body = (const char *)data;
	request.body_len = size;
	gw_reply_init(&reply);
	answer(&site, &request, &reply);
	/* 503: there is no bus of events */
	if (reply.status >= 500 && reply.status != 503)
		abort();
	if (reply.status == 200 && !reply.type && !reply.pending)
		abort();
	gw_reply_finish(&reply);
	return 0;
}
