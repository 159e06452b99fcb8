/* SPDX-License-Identifier: Apache-2.0 */
#include "http/api.h"
#include "http/features_collections.h"
#include "http/json.h"
#include "http/scope.h"
#include "http/uri.h"

#include <string.h>

#define MATRIX_SET "WebMercatorQuad"

/* Tiles of one collection are those of a map drawn by its level. */
static enum gw_status find_units(const struct gw_site *site, const struct gw_request *request,
	struct gw_collection *collection, struct gw_problem *problem)
{
	enum gw_status st;

	if (!request->may_wait)
		return GW_EAGAIN;
	if (!request->base)
		return gw_problem_set(problem, 400, "the Host header is missing, or names no host");
	st = gw_collection_find(site, request, request->parts[0], collection, problem);
	if (!st && collection->kind != GW_COLLECTION_UNITS)
		st = gw_problem_set(problem, 404, "%.80s has no tiles", collection->id);
	if (!st && request->parts[1] && strcmp(request->parts[1], MATRIX_SET) != 0)
		st = gw_problem_set(problem, 404,
			"there is no tile matrix set \"%.40s\"; there is " MATRIX_SET,
			request->parts[1]);
	return st;
}

static void write_url(struct gw_buf *out, const struct gw_request *request,
	const struct gw_collection *collection, bool is_map)
{
	gw_buf_printf(out, "%s/ogc/collections/", request->base);
	gw_uri_encode(out, collection->id);
	gw_buf_printf(out, "%s/tiles", is_map ? "/map" : "");
}

/* A tile set, as an entry of a list or as a document of its own. */
static void write_tileset(struct gw_buf *out, const struct gw_request *request,
	const struct gw_collection *collection, bool is_map)
{
	gw_buf_puts(out, "{");
	gw_json_member(out, "title", collection->title);
	gw_buf_printf(out,
		",\"dataType\":\"%s\",\"crs\":\"http://www.opengis.net/def/crs/EPSG/0/3857\","
		"\"tileMatrixSetURI\":\"http://www.opengis.net/def/tilematrixset/OGC/1.0/" MATRIX_SET
		"\",\"links\":[\n{\"rel\":\"self\",\"type\":\"application/json\",\"href\":\"",
		is_map ? "map" : "vector");
	write_url(out, request, collection, is_map);
	gw_buf_puts(out, "/" MATRIX_SET "\"},\n{\"rel\":\"item\",\"templated\":true,\"type\":\"");
	gw_buf_puts(out, is_map ? "image/png" : "application/vnd.mapbox-vector-tile");
	gw_buf_puts(out, "\",\"href\":\"");
	write_url(out, request, collection, is_map);
	gw_buf_printf(out,
		"/" MATRIX_SET
		"/{tileMatrix}/{tileRow}/{tileCol}\"},\n{\"rel\":\"http://www.opengis."
		"net/def/rel/ogc/1.0/tiling-scheme\",\"type\":\"application/json\",\"href\":\"%s/ogc/"
		"tileMatrixSets/" MATRIX_SET "\"}]}",
		request->base);
}

static enum gw_status answer(const struct gw_site *site, const struct gw_request *request,
	bool is_map, bool is_list, struct gw_reply *reply, struct gw_problem *problem)
{
	struct gw_collection collection;
	enum gw_status st;

	st = find_units(site, request, &collection, problem);
	if (st)
		return st;
	reply->type = "application/json";
	gw_buf_puts(&reply->body, is_list ? "{\"tilesets\":[" : "");
	write_tileset(&reply->body, request, &collection, is_map);
	gw_buf_puts(&reply->body, is_list ? "]}\n" : "\n");
	return GW_OK;
}

enum gw_status gw_api_ogc_tilesets(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	return answer(site, request, false, !request->parts[1], reply, problem);
}

enum gw_status gw_api_ogc_map_tilesets(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	return answer(site, request, true, !request->parts[1], reply, problem);
}

/* Row before column, as the standard has it. */
static enum gw_status answer_tile(const struct gw_site *site, const struct gw_request *request,
	enum gw_tile_format format, struct gw_reply *reply, struct gw_problem *problem)
{
	struct gw_tile_wish wish = {.scale = 1, .format = format};
	struct gw_collection collection;
	enum gw_status st;

	if (!gw_tilekey_parse(request->parts[2], request->parts[4], request->parts[3], &wish.key) ||
		wish.key.z > GW_API_ZOOM_MAX)
		return gw_problem_set(problem, 404, "there is no such tile");
	st = find_units(site, request, &collection, problem);
	if (!st)
		st = gw_scope_level(
			site, request, collection.scheme, collection.name, &wish.map, problem);
	if (!st)
		reply->tile = wish;
	return st;
}

enum gw_status gw_api_ogc_tile(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	return answer_tile(site, request, GW_TILE_MVT, reply, problem);
}

enum gw_status gw_api_ogc_map_tile(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	return answer_tile(site, request, GW_TILE_PNG, reply, problem);
}
