/* SPDX-License-Identifier: Apache-2.0 */
#include "http/api.h"
#include "http/features.h"
#include "http/features_collections.h"
#include "http/features_query.h"
#include "http/json.h"
#include "http/uri.h"

#include <stdlib.h>
#include <string.h>

static void write_link(struct gw_buf *out, const struct gw_request *request, const char *id,
	const char *rel, const char *type, const char *rest)
{
	gw_buf_printf(out, "\n{\"rel\":\"%s\",\"type\":\"%s\",\"href\":\"%s/ogc/collections", rel,
		type, request->base);
	if (id) {
		gw_buf_puts(out, "/");
		gw_uri_encode(out, id);
	}
	gw_buf_printf(out, "%s\"}", rest);
}

static void write_day(struct gw_buf *out, gw_date day, int32_t open)
{
	char text[GW_TIME_TEXT_MAX];

	if (day == open)
		gw_buf_puts(out, "null");
	else
		gw_buf_printf(out, "\"%sT00:00:00Z\"", gw_date_format(day, text));
}

static void write_extent(struct gw_buf *out, const struct gw_collection *c)
{
	gw_buf_puts(out, "\"extent\":{");
	if (!gw_bbox_is_empty(c->bbox))
		gw_buf_printf(out,
			"\"spatial\":{\"bbox\":[[%.7f,%.7f,%.7f,%.7f]],\"crs\":\"%s\"}%s",
			gw_degrees(c->bbox.min.lon), gw_degrees(c->bbox.min.lat),
			gw_degrees(c->bbox.max.lon), gw_degrees(c->bbox.max.lat),
			gw_features_crs_uris[GW_FEATURES_CRS84],
			c->kind == GW_COLLECTION_UNITS ? "," : "");
	if (c->kind == GW_COLLECTION_UNITS) {
		gw_buf_puts(out, "\"temporal\":{\"interval\":[[");
		write_day(out, c->valid_from, GW_DATE_MIN);
		gw_buf_puts(out, ",");
		write_day(out, c->valid_to, GW_DATE_MAX);
		gw_buf_puts(out, "]]}");
	}
	gw_buf_puts(out, "},");
}

static void write_collection(
	struct gw_buf *out, const struct gw_request *request, const struct gw_collection *c)
{
	int i;

	gw_buf_puts(out, "{");
	gw_json_member(out, "id", c->id);
	gw_buf_puts(out, ",");
	gw_json_member(out, "title", c->title);
	gw_buf_puts(out, ",\"itemType\":\"feature\",");
	write_extent(out, c);
	gw_buf_puts(out, "\"crs\":[");
	for (i = 0; i < GW_FEATURES_NUM_CRS; i++)
		gw_buf_printf(out, "%s\"%s\"", i ? "," : "", gw_features_crs_uris[i]);
	gw_buf_printf(out, "],\"storageCrs\":\"%s\",\"links\":[",
		gw_features_crs_uris[GW_FEATURES_CRS84]);
	write_link(out, request, c->id, "self", "application/json", "");
	gw_buf_puts(out, ",");
	write_link(out, request, c->id, "items", "application/geo+json", "/items");
	gw_buf_puts(out, ",");
	write_link(out, request, c->id, "items", "text/csv", "/items?f=csv");
	if (c->kind == GW_COLLECTION_UNITS) {
		gw_buf_puts(out, ",");
		write_link(out, request, c->id,
			"http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector",
			"application/json", "/tiles");
		gw_buf_puts(out, ",");
		write_link(out, request, c->id,
			"http://www.opengis.net/def/rel/ogc/1.0/tilesets-map", "application/json",
			"/map/tiles");
	}
	gw_buf_puts(out, "]}");
}

static enum gw_status check(const struct gw_request *request, struct gw_problem *problem)
{
	enum gw_status st = gw_features_expect_json(request, problem);

	return st || request->may_wait ? st : GW_EAGAIN;
}

enum gw_status gw_api_ogc_collections(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	struct gw_collection *list = NULL;
	struct gw_buf *out = &reply->body;
	enum gw_status st;
	size_t n = 0, i;

	st = check(request, problem);
	if (!st)
		st = gw_collections_list(site, request, &list, &n, problem);
	if (st)
		return st;
	reply->type = "application/json";
	gw_buf_puts(out, "{\"links\":[");
	write_link(out, request, NULL, "self", "application/json", "");
	gw_buf_puts(out, "],\"collections\":[");
	for (i = 0; i < n; i++) {
		gw_buf_puts(out, i ? ",\n" : "\n");
		write_collection(out, request, &list[i]);
	}
	gw_buf_puts(out, "]}\n");
	free(list);
	return GW_OK;
}

enum gw_status gw_api_ogc_collection(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	struct gw_collection collection;
	enum gw_status st;

	st = check(request, problem);
	if (!st)
		st = gw_collection_find(site, request, request->parts[0], &collection, problem);
	if (st)
		return st;
	reply->type = "application/json";
	write_collection(&reply->body, request, &collection);
	gw_buf_puts(&reply->body, "\n");
	return GW_OK;
}
