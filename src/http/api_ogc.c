/* SPDX-License-Identifier: Apache-2.0 */
#include "http/api.h"
#include "http/features_query.h"
#include "http/json.h"

#include <string.h>

#define FEATURES "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
#define TILES	 "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/"

static const char *const conformance[] = {
	FEATURES "core",
	FEATURES "geojson",
	FEATURES "oas30",
	"http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
	"http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
	"http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
	TILES "core",
	TILES "tileset",
	TILES "tilesets-list",
	TILES "geodata-tilesets",
	TILES "mvt",
	TILES "png",
	NULL,
};

/* Begins a document that is the same for everybody. */
static enum gw_status begin(const struct gw_request *request, const char *type,
	struct gw_reply *reply, struct gw_problem *problem)
{
	enum gw_status st = gw_features_expect_json(request, problem);

	if (st)
		return st;
	reply->type = type;
	reply->is_public = true;
	return GW_OK;
}

static void write_link(struct gw_buf *out, const struct gw_request *request, const char *rel,
	const char *type, const char *path, const char *title)
{
	gw_buf_printf(out, "\n{\"rel\":\"%s\",\"type\":\"%s\",\"title\":\"%s\",\"href\":\"%s%s\"}",
		rel, type, title, request->base, path);
}

enum gw_status gw_api_ogc(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	struct gw_buf *out = &reply->body;
	enum gw_status st = begin(request, "application/json", reply, problem);

	if (st)
		return st;
	gw_buf_puts(out,
		"{\"title\":\"Gridward\",\"description\":\"Grid cells, units, what lies "
		"around, and maps of a city\",\"links\":[");
	write_link(out, request, "self", "application/json", "/ogc", "this document");
	gw_buf_puts(out, ",");
	write_link(out, request, "service-desc", "application/vnd.oai.openapi+json;version=3.0",
		"/ogc/api", "the API");
	gw_buf_puts(out, ",");
	write_link(out, request, "conformance", "application/json", "/ogc/conformance",
		"what it conforms to");
	gw_buf_puts(out, ",");
	write_link(out, request, "data", "application/json", "/ogc/collections", "collections");
	gw_buf_puts(out, ",");
	write_link(out, request, "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes",
		"application/json", "/ogc/tileMatrixSets", "tile matrix sets");
	gw_buf_puts(out, "]}\n");
	return GW_OK;
}

enum gw_status gw_api_ogc_conformance(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	struct gw_buf *out = &reply->body;
	enum gw_status st = begin(request, "application/json", reply, problem);
	size_t i;

	if (st)
		return st;
	gw_buf_puts(out, "{\"conformsTo\":[");
	for (i = 0; conformance[i]; i++)
		gw_buf_printf(out, "%s\n\"%s\"", i ? "," : "", conformance[i]);
	gw_buf_puts(out, "]}\n");
	return GW_OK;
}

/* A path of the API, its parameters ("{…}" in the path, then those of the query) and its answer. */
struct path {
	const char *path, *id, *summary, *type;
	const char *parameters[10];
};

#define IN_COLLECTION "/ogc/collections/{collectionId}"
#define IN_TILE	      "/WebMercatorQuad/{tileMatrix}/{tileRow}/{tileCol}"

static const struct path paths[] = {
	{"/ogc", "getLandingPage", "Where all begins", "application/json", {"f"}},
	{"/ogc/conformance", "getConformance", "What it conforms to", "application/json", {"f"}},
	{"/ogc/collections", "getCollections", "The collections", "application/json", {"f"}},
	{IN_COLLECTION, "describeCollection", "A collection", "application/json",
		{"collectionId", "f"}},
	{IN_COLLECTION "/items", "getFeatures", "A page of features", "application/geo+json",
		{"collectionId", "f", "limit", "offset", "cursor", "bbox", "bbox-crs", "datetime",
			"crs"}},
	{IN_COLLECTION "/items/{featureId}", "getFeature", "A feature", "application/geo+json",
		{"collectionId", "featureId", "f", "datetime", "crs"}},
	{"/ogc/tileMatrixSets", "getTileMatrixSets", "Tile matrix sets", "application/json", {"f"}},
	{IN_COLLECTION "/map/tiles" IN_TILE, "getMapTile", "A picture", "image/png",
		{"collectionId", "tileMatrix", "tileRow", "tileCol", "map", "month", "lang"}},
	{IN_COLLECTION "/tiles" IN_TILE, "getVectorTile", "A vector tile",
		"application/vnd.mapbox-vector-tile",
		{"collectionId", "tileMatrix", "tileRow", "tileCol", "map", "month", "lang"}},
};

static const struct {
	const char *name, *schema;
} parameters[] = {
	{"collectionId", "\"type\":\"string\""},
	{"featureId", "\"type\":\"string\""},
	{"tileMatrix", "\"type\":\"integer\",\"minimum\":0,\"maximum\":20"},
	{"tileRow", "\"type\":\"integer\",\"minimum\":0"},
	{"tileCol", "\"type\":\"integer\",\"minimum\":0"},
	{"f", "\"type\":\"string\",\"enum\":[\"json\",\"csv\"]"},
	{"limit", "\"type\":\"integer\",\"minimum\":1,\"maximum\":10000,\"default\":100"},
	{"offset", "\"type\":\"integer\",\"minimum\":0,\"default\":0"},
	{"cursor", "\"type\":\"integer\",\"minimum\":1"},
	{"bbox",
		"\"type\":\"array\",\"minItems\":4,\"maxItems\":6,\"items\":{\"type\":\"number\"}"},
	{"bbox-crs", "\"type\":\"string\",\"format\":\"uri\""},
	{"datetime", "\"type\":\"string\""},
	{"crs", "\"type\":\"string\",\"format\":\"uri\""},
	{"map", "\"type\":\"string\",\"default\":\"grid\""},
	{"month", "\"type\":\"string\",\"pattern\":\"^[0-9]{4}-[0-9]{2}$\""},
	{"lang", "\"type\":\"string\",\"enum\":[\"zh\",\"en\"]"},
};

static void write_path(struct gw_buf *out, const struct path *p)
{
	size_t i;

	gw_buf_printf(out,
		"\"%s\":{\"get\":{\"operationId\":\"%s\",\"summary\":\"%s\",\"parameters\":[",
		p->path, p->id, p->summary);
	for (i = 0; i < 10 && p->parameters[i]; i++)
		gw_buf_printf(out, "%s{\"$ref\":\"#/components/parameters/%s\"}", i ? "," : "",
			p->parameters[i]);
	gw_buf_printf(out,
		"],\"responses\":{\"200\":{\"description\":\"%s\",\"content\":{\"%s\":{}}},"
		"\"default\":{\"description\":\"a problem\",\"content\":"
		"{\"application/problem+json\":{}}}}}}",
		p->summary, p->type);
}

/* OpenAPI 3.0 of what lies under /ogc. */
enum gw_status gw_api_ogc_api(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	struct gw_buf *out = &reply->body;
	enum gw_status st =
		begin(request, "application/vnd.oai.openapi+json;version=3.0", reply, problem);
	size_t i;

	if (st)
		return st;
	gw_buf_puts(out,
		"{\"openapi\":\"3.0.3\",\"info\":{\"title\":\"Gridward\",\"version\":\"" GW_VERSION
		"\"},\"servers\":[{\"url\":");
	gw_json_string(out, request->base);
	gw_buf_puts(out, "}],\"paths\":{");
	for (i = 0; i < sizeof paths / sizeof *paths; i++) {
		gw_buf_puts(out, i ? ",\n" : "\n");
		write_path(out, &paths[i]);
	}
	gw_buf_puts(out, "},\"components\":{\"parameters\":{");
	for (i = 0; i < sizeof parameters / sizeof *parameters; i++) {
		bool in_path = i < 5;

		gw_buf_printf(out,
			"%s\n\"%s\":{\"name\":\"%s\",\"in\":\"%s\",\"required\":%s,"
			"\"schema\":{%s}%s}",
			i ? "," : "", parameters[i].name, parameters[i].name,
			in_path ? "path" : "query", in_path ? "true" : "false",
			parameters[i].schema,
			!strcmp(parameters[i].name, "bbox")
				? ",\"style\":\"form\",\"explode\":false"
				: "");
	}
	gw_buf_puts(out, "}}}\n");
	return GW_OK;
}

/*
 * Well-scaled tile matrices: 559082264.028717... : 1 at zoom 0 for tiles of 256 pixels of 0.28 mm.
 */
static void write_matrices(struct gw_buf *out)
{
	const double half = 20037508.342789244, denominator = 559082264.02871774;
	int z;

	gw_buf_puts(out, "\"tileMatrices\":[");
	for (z = 0; z <= GW_API_ZOOM_MAX; z++) {
		double tiles = (double)((int64_t)1 << z);

		gw_buf_printf(out,
			"%s\n{\"id\":\"%d\",\"scaleDenominator\":%.17g,\"cellSize\":%.17g,"
			"\"cornerOfOrigin\":\"topLeft\",\"pointOfOrigin\":[%.17g,%.17g],"
			"\"tileWidth\":256,\"tileHeight\":256,\"matrixWidth\":%.0f,"
			"\"matrixHeight\":%.0f}",
			z ? "," : "", z, denominator / tiles, half / 128 / tiles, -half, half,
			tiles, tiles);
	}
	gw_buf_puts(out, "]");
}

#define MATRIX_SET_URI "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"

enum gw_status gw_api_ogc_matrix_sets(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	struct gw_buf *out = &reply->body;
	enum gw_status st = begin(request, "application/json", reply, problem);

	if (st)
		return st;
	gw_buf_puts(out,
		"{\"tileMatrixSets\":[{\"id\":\"WebMercatorQuad\",\"title\":\"Web Mercator "
		"Quad\",\"uri\":\"" MATRIX_SET_URI "\",\"links\":[");
	write_link(out, request, "self", "application/json", "/ogc/tileMatrixSets/WebMercatorQuad",
		"the tile matrix set");
	gw_buf_puts(out, "]}]}\n");
	return GW_OK;
}

enum gw_status gw_api_ogc_matrix_set(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	struct gw_buf *out = &reply->body;
	enum gw_status st = begin(request, "application/json", reply, problem);

	if (st)
		return st;
	gw_buf_puts(out,
		"{\"id\":\"WebMercatorQuad\",\"title\":\"Web Mercator Quad\",\"uri\":\"" MATRIX_SET_URI
		"\",\"crs\":\"http://www.opengis.net/def/crs/EPSG/0/3857\",\"orderedAxes\":"
		"[\"X\",\"Y\"],\"wellKnownScaleSet\":\"http://www.opengis.net/def/wkss/OGC/1.0/"
		"GoogleMapsCompatible\",");
	write_matrices(out);
	gw_buf_puts(out, "}\n");
	return GW_OK;
}
