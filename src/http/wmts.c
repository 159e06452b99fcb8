/* SPDX-License-Identifier: Apache-2.0 */
#include "http/wmts.h"

#include "base/parse.h"
#include "http/api.h"

#include <math.h>
#include <string.h>

const char *const gw_wmts_parameters[] = {"service", "version", "request", "layer", "style",
	"format", "tilematrixset", "tilematrix", "tilerow", "tilecol", "time", "lang", "infoformat",
	"i", "j", NULL};

const struct gw_wmts_set gw_wmts_sets[] = {
	{"GoogleMapsCompatible", true},
	{"WebMercatorQuad", true},
	{"EPSG:3857", false},
	{"EPSG:900913", false},
	{NULL},
};

double gw_wmts_denominator(unsigned zoom)
{
	return ldexp(2 * GW_MERCATOR_HALF / 256 / 0.00028, -(int)zoom);
}

struct gw_extent gw_wmts_extent(struct gw_tilekey key)
{
	double side = ldexp(2 * GW_MERCATOR_HALF, -(int)key.z);

	return (struct gw_extent){
		.west = key.x * side - GW_MERCATOR_HALF,
		.east = (key.x + 1) * side - GW_MERCATOR_HALF,
		.north = GW_MERCATOR_HALF - key.y * side,
		.south = GW_MERCATOR_HALF - (key.y + 1) * side,
		.width = 256,
		.height = 256,
	};
}

static const char *find_set(const char *name)
{
	const struct gw_wmts_set *set;

	for (set = gw_wmts_sets; set->name; set++)
		if (!strcasecmp(set->name, name))
			return set->name;
	return NULL;
}

static enum gw_status read_matrix(
	const struct gw_wmts_address *address, unsigned *zoom, struct gw_fault *fault)
{
	const char *matrix = address->matrix, *set = find_set(address->set);
	int64_t v;

	if (!set)
		return gw_fault_at(fault, NULL, "tilematrixset",
			"no tile matrix set \"%.60s\"; there are GoogleMapsCompatible and WebMercatorQuad",
			address->set);
	if (!strncasecmp(matrix, set, strlen(set)) && matrix[strlen(set)] == ':')
		matrix += strlen(set) + 1;
	if (!gw_parse_int(matrix, 0, GW_API_ZOOM_MAX, &v))
		return gw_fault_at(fault, NULL, "tilematrix",
			"no tile matrix \"%.60s\"; they are 0 to %d", address->matrix,
			GW_API_ZOOM_MAX);
	*zoom = (unsigned)v;
	return GW_OK;
}

static enum gw_status read_index(
	const char *name, const char *text, unsigned zoom, uint32_t *out, struct gw_fault *fault)
{
	int64_t most = ((int64_t)1 << zoom) - 1, v;

	if (!gw_parse_int(text, INT32_MIN, INT32_MAX, &v))
		return gw_fault_at(
			fault, NULL, name, "%s \"%.20s\" is not a whole number", name, text);
	if (v < 0 || v > most)
		return gw_fault_at(fault, "TileOutOfRange", name,
			"%s %.20s is outside 0 to %lld of tile matrix %u", name, text,
			(long long)most, zoom);
	*out = (uint32_t)v;
	return GW_OK;
}

static enum gw_status check_there(const struct gw_wmts_address *a, struct gw_fault *fault)
{
	const struct {
		const char *name, *text;
	} needed[] = {{"layer", a->layer}, {"tilematrixset", a->set}, {"tilematrix", a->matrix},
		{"tilerow", a->row}, {"tilecol", a->column}};
	size_t i;

	for (i = 0; i < sizeof needed / sizeof *needed; i++)
		if (!needed[i].text || !*needed[i].text)
			return gw_fault_missing(fault, needed[i].name);
	return GW_OK;
}

enum gw_status gw_wmts_tile_parse(
	const struct gw_wmts_address *address, struct gw_tilekey *out, struct gw_fault *fault)
{
	enum gw_status st = check_there(address, fault);

	if (!st && address->style && *address->style && strcmp(address->style, "default") != 0)
		st = gw_fault_at(fault, NULL, "style", "no style \"%.60s\"; there is default",
			address->style);
	if (!st)
		st = read_matrix(address, &out->z, fault);
	if (!st)
		st = read_index("tilerow", address->row, out->z, &out->y, fault);
	if (!st)
		st = read_index("tilecol", address->column, out->z, &out->x, fault);
	return st;
}
