/* SPDX-License-Identifier: Apache-2.0 */
#include "base/parse.h"
#include "http/api.h"
#include "http/wms.h"
#include "http/wmts.h"

#include <stdio.h>
#include <string.h>

/* One request. */
struct job {
	const struct gw_site *site;
	const struct gw_request *request;
	struct gw_reply *reply;
	struct gw_fault *fault;
	struct gw_query query;
};

static enum gw_status begin(struct job *job, const struct gw_site *site,
	const struct gw_request *request, struct gw_reply *reply, struct gw_fault *fault)
{
	*fault = (struct gw_fault){0};
	*job = (struct job){site, request, reply, fault, {0}};
	return gw_query_init_ogc(&job->query, request->query, gw_wmts_parameters, &fault->problem);
}

static enum gw_status end(struct job *job, enum gw_status st, struct gw_problem *problem)
{
	gw_query_finish(&job->query);
	st = gw_ows_end(st, job->reply, job->fault, GW_WMTS);
	return st && st != GW_EAGAIN ? gw_problem_from(problem, st) : st;
}

static enum gw_status find_map(
	struct job *job, const struct gw_wmts_address *address, const struct gw_map **map)
{
	struct gw_ows_wish wish = {
		.layer = address->layer, .time = address->time, .layer_field = "layer"};
	enum gw_status st = gw_ows_lang(&job->query, &wish.lang, job->fault);

	return st ? st : gw_ows_map(job->site, job->request, &wish, map, job->fault);
}

static enum gw_status get_tile(
	struct job *job, const struct gw_wmts_address *address, unsigned scale)
{
	const struct gw_map *map = NULL;
	struct gw_tilekey key;
	enum gw_status st = gw_wmts_tile_parse(address, &key, job->fault);

	if (!st)
		st = find_map(job, address, &map);
	if (st)
		return st;
	job->reply->tile = (struct gw_tile_wish){map, key, scale, GW_TILE_PNG};
	job->reply->caching = GW_CACHE_SHORT;
	job->reply->is_public = gw_ows_is_open(map);
	return GW_OK;
}

static struct gw_wmts_address address_of(const struct gw_query *query)
{
	return (struct gw_wmts_address){
		.layer = gw_query_get(query, "layer"),
		.style = gw_query_get(query, "style"),
		.time = gw_query_get(query, "time"),
		.set = gw_query_get(query, "tilematrixset"),
		.matrix = gw_query_get(query, "tilematrix"),
		.row = gw_query_get(query, "tilerow"),
		.column = gw_query_get(query, "tilecol"),
	};
}

static enum gw_status answer_tile(struct job *job)
{
	struct gw_wmts_address address = address_of(&job->query);
	const char *format = gw_query_get(&job->query, "format");

	if (format && *format && !gw_wms_is_png(format))
		return gw_fault_at(job->fault, NULL, "format",
			"no tiles in format \"%.40s\"; there is image/png", format);
	return get_tile(job, &address, 1);
}

static enum gw_status read_pixel(struct job *job, const char *name, double *out)
{
	const char *text = gw_query_get(&job->query, name);
	int64_t v;

	if (!text || !*text)
		return gw_fault_missing(job->fault, name);
	if (!gw_parse_int(text, 0, 255, &v))
		return gw_fault_at(job->fault, "PointIJOutOfRange", name,
			"%s \"%.20s\" is no pixel of a tile, 0 to 255", name, text);
	*out = (double)v + 0.5;
	return GW_OK;
}

static enum gw_status answer_info(struct job *job)
{
	struct gw_wmts_address address = address_of(&job->query);
	const char *format = gw_query_get(&job->query, "infoformat");
	enum gw_ows_info info = GW_INFO_JSON;
	const struct gw_map *map = NULL;
	struct gw_ows_spot spot = {.maps = &map,
		.names = &address.layer,
		.n = 1,
		.sees_internal = gw_role_may(job->request->role, GW_MAY_SEE_INTERNAL)};
	struct gw_extent extent;
	struct gw_tilekey key;
	double x = 0, y = 0;
	enum gw_status st;

	st = gw_wmts_tile_parse(&address, &key, job->fault);
	if (!st)
		st = read_pixel(job, "i", &x);
	if (!st)
		st = read_pixel(job, "j", &y);
	if (!st && format && *format && !gw_ows_info_parse(format, &info))
		st = gw_fault_at(job->fault, NULL, "infoformat",
			"no answers in \"%.40s\"; there are application/json and text/plain",
			format);
	if (!st)
		st = find_map(job, &address, &map);
	if (st)
		return st;
	extent = gw_wmts_extent(key);
	spot.is_anywhere = gw_extent_place(&extent, x, y, &spot.place);
	gw_ows_info_write(job->reply, info, &spot);
	gw_atlas_release(job->site->atlas, map);
	return GW_OK;
}

static enum gw_status answer_capabilities(struct job *job)
{
	if (!job->request->may_wait)
		return GW_EAGAIN;
	return gw_wmts_capabilities(job->site, job->request, job->reply, job->fault);
}

static enum gw_status answer(struct job *job)
{
	const char *service = gw_query_get(&job->query, "service");
	const char *name = gw_query_get(&job->query, "request");
	const char *version = gw_query_get(&job->query, "version");

	if (!service || !*service)
		return gw_fault_missing(job->fault, "service");
	if (strcasecmp(service, "WMTS") != 0)
		return gw_fault_at(job->fault, NULL, "service",
			"service \"%.40s\" is not at this address; it is WMTS", service);
	if (!name || !*name)
		return gw_fault_missing(job->fault, "request");
	if (!strcasecmp(name, "GetCapabilities"))
		return answer_capabilities(job);
	if (version && *version && strcmp(version, "1.0.0") != 0)
		return gw_fault_at(job->fault, NULL, "version",
			"version \"%.20s\" is not spoken here; it is 1.0.0", version);
	if (!strcasecmp(name, "GetTile"))
		return answer_tile(job);
	if (!strcasecmp(name, "GetFeatureInfo"))
		return answer_info(job);
	return gw_fault_at(job->fault, "OperationNotSupported", "request",
		"no request \"%.40s\"; there are GetCapabilities, GetTile and GetFeatureInfo",
		name);
}

enum gw_status gw_api_wmts(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	struct gw_fault fault;
	struct job job;
	enum gw_status st = begin(&job, site, request, reply, &fault);

	if (!st)
		st = answer(&job);
	return end(&job, st, problem);
}

enum gw_status gw_api_wmts_capabilities(const struct gw_site *site,
	const struct gw_request *request, struct gw_reply *reply, struct gw_problem *problem)
{
	struct gw_fault fault;
	struct job job;
	enum gw_status st = begin(&job, site, request, reply, &fault);

	if (!st)
		st = answer_capabilities(&job);
	return end(&job, st, problem);
}

#define COLUMN_MAX 16

/* "6846.png" and "6846@2x.png": the column, its text into column, and the scale. */
static bool cut_column(const char *file, char column[COLUMN_MAX], unsigned *scale)
{
	size_t len = strcspn(file, "@.");

	if (len >= COLUMN_MAX)
		return false;
	memcpy(column, file, len);
	column[len] = '\0';
	*scale = file[len] == '@' ? 2 : 1;
	return !strcmp(file + len, *scale == 2 ? "@2x.png" : ".png");
}

/* The parts are {layer}/{style}/{time}/{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}.png. */
enum gw_status gw_api_wmts_tile(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	const char *const *p = request->parts;
	char column[COLUMN_MAX];
	struct gw_wmts_address address = {p[0], p[1], p[2], p[3], p[4], p[5], column};
	struct gw_fault fault;
	struct job job;
	unsigned scale = 1;
	enum gw_status st = begin(&job, site, request, reply, &fault);

	if (!st && !cut_column(p[6], column, &scale))
		st = gw_fault_at(&fault, NULL, "tilecol",
			"\"%.40s\" is no column with .png or @2x.png behind it", p[6]);
	if (!st)
		st = get_tile(&job, &address, scale);
	return end(&job, st, problem);
}
