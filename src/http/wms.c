/* SPDX-License-Identifier: Apache-2.0 */
#include "http/wms.h"

#include "base/parse.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

const char *const gw_wms_parameters[] = {"service", "version", "wmtver", "request", "layers",
	"styles", "crs", "srs", "bbox", "width", "height", "format", "transparent", "bgcolor",
	"time", "lang", "query_layers", "info_format", "feature_count", "i", "j", "x", "y", "layer",
	"style", NULL};

const struct gw_wms_crs gw_wms_crs[] = {
	{"EPSG:3857", false, false, true},
	{"EPSG:900913", false, false, true},
	{"EPSG:102100", false, false, false},
	{"EPSG:4326", true, true, true},
	{"EPSG:4490", true, true, true},
	{"CRS:84", true, false, true},
	{"OGC:CRS84", true, false, false},
	{NULL},
};

enum gw_ows gw_wms_version(const struct gw_query *query)
{
	const char *version = gw_query_get(query, "version");

	if (!version || !*version)
		version = gw_query_get(query, "wmtver");
	if (!version || !*version)
		return gw_query_get(query, "srs") && !gw_query_get(query, "crs") ? GW_WMS_111
										 : GW_WMS_130;
	return strcmp(version, "1.3") < 0 ? GW_WMS_111 : GW_WMS_130;
}

/* Cuts text at its commas; false when there are too many parts. */
static bool cut(char *text, const char **items, size_t *n)
{
	char *rest = text, *item;

	for (*n = 0; (item = strsep(&rest, ",")); (*n)++) {
		if (*n == GW_WMS_LAYERS_MAX)
			return false;
		items[*n] = item;
	}
	return true;
}

enum gw_status gw_wms_names_parse(const struct gw_query *query, const char *parameter,
	struct gw_wms_names *out, struct gw_fault *fault)
{
	const char *text = gw_query_get(query, parameter);

	if (!text || !*text)
		return gw_fault_at(fault, "LayerNotDefined", parameter,
			"%s is missing: it names the layers", parameter);
	if (strlen(text) >= sizeof out->text)
		return gw_fault_at(
			fault, "LayerNotDefined", parameter, "%s is too long", parameter);
	memcpy(out->text, text, strlen(text) + 1);
	if (!cut(out->text, out->items, &out->n))
		return gw_fault_at(fault, NULL, parameter, "%s names more than %d layers",
			parameter, GW_WMS_LAYERS_MAX);
	return GW_OK;
}

static enum gw_status check_styles(
	const struct gw_query *query, const struct gw_wms_names *layers, struct gw_fault *fault)
{
	const char *styles = gw_query_get(query, "styles");
	struct gw_wms_names names;
	size_t i;

	if (!styles || !*styles)
		return GW_OK;
	if (strlen(styles) >= sizeof names.text)
		return gw_fault_at(fault, "StyleNotDefined", "styles", "styles is too long");
	memcpy(names.text, styles, strlen(styles) + 1);
	if (!cut(names.text, names.items, &names.n) || names.n != layers->n)
		return gw_fault_at(fault, "StyleNotDefined", "styles",
			"styles names %s styles than there are layers",
			names.n > layers->n ? "more" : "fewer");
	for (i = 0; i < names.n; i++)
		if (*names.items[i] && strcmp(names.items[i], "default") != 0)
			return gw_fault_at(fault, "StyleNotDefined", "styles",
				"there is no style \"%.60s\"; leave it empty, or say default",
				names.items[i]);
	return GW_OK;
}

static enum gw_status find_crs(const struct gw_query *query, enum gw_ows version,
	const struct gw_wms_crs **out, struct gw_fault *fault)
{
	const char *parameter = version == GW_WMS_111 ? "srs" : "crs";
	const char *code = version == GW_WMS_111 ? "InvalidSRS" : "InvalidCRS";
	const char *name = gw_query_get(query, parameter);
	const struct gw_wms_crs *crs;

	if (!name || !*name)
		return gw_fault_at(fault, code, parameter, "%s is missing", parameter);
	for (crs = gw_wms_crs; crs->name; crs++)
		if (!strcasecmp(crs->name, name)) {
			*out = crs;
			return GW_OK;
		}
	return gw_fault_at(fault, code, parameter,
		"no maps in \"%.40s\"; there are EPSG:3857, EPSG:4326, EPSG:4490 and CRS:84", name);
}

static bool parse_box(const char *text, double sides[4])
{
	size_t i, len;

	for (i = 0; i < 4; i++, text += len + 1) {
		len = strcspn(text, ",");
		if ((i < 3) != (text[len] == ',') || !gw_parse_double(text, len, &sides[i]))
			return false;
	}
	return true;
}

static enum gw_status read_box(const struct gw_query *query, bool lat_first,
	struct gw_extent *extent, struct gw_fault *fault)
{
	const char *text = gw_query_get(query, "bbox");
	double s[4];

	if (!text || !parse_box(text, s))
		return gw_fault_at(fault, NULL, "bbox",
			"bbox \"%.80s\" is not four numbers: least and then greatest coordinates",
			text ? text : "");
	if (!(s[0] < s[2] && s[1] < s[3]))
		return gw_fault_at(
			fault, NULL, "bbox", "bbox \"%.80s\" is empty or turned round", text);
	extent->west = s[lat_first];
	extent->south = s[!lat_first];
	extent->east = s[2 + lat_first];
	extent->north = s[2 + !lat_first];
	return GW_OK;
}

static enum gw_status read_side(
	const struct gw_query *query, const char *name, unsigned *out, struct gw_fault *fault)
{
	const char *text = gw_query_get(query, name);
	int64_t pixels;

	if (!text || !gw_parse_int(text, 1, GW_PANE_SIDE_MAX, &pixels))
		return gw_fault_at(fault, NULL, name, "%s \"%.20s\" is not 1 to %d pixels", name,
			text ? text : "", GW_PANE_SIDE_MAX);
	*out = (unsigned)pixels;
	return GW_OK;
}

/* "0xRRGGBB", white without it; translucent grounds are none. */
static enum gw_status read_ground(
	const struct gw_query *query, gw_rgba *out, struct gw_fault *fault)
{
	const char *colour = gw_query_get(query, "bgcolor");
	const char *clear = gw_query_get(query, "transparent");
	gw_rgba rgb = 0;
	size_t i;

	*out = GW_RGBA_TRANSPARENT;
	if (clear && !strcasecmp(clear, "true"))
		return GW_OK;
	if (clear && *clear && strcasecmp(clear, "false") != 0)
		return gw_fault_at(fault, NULL, "transparent",
			"transparent \"%.20s\" is neither TRUE nor FALSE", clear);
	*out = 0xffffffff;
	if (!colour || !*colour)
		return GW_OK;
	for (i = 2; i < 8 && strlen(colour) == 8 && isxdigit((unsigned char)colour[i]); i++)
		rgb = rgb << 4 |
			(gw_rgba)(isdigit((unsigned char)colour[i]) ? colour[i] - '0'
								    : (colour[i] | 32) - 'a' + 10);
	if (i != 8 || (strncmp(colour, "0x", 2) != 0 && strncmp(colour, "0X", 2) != 0))
		return gw_fault_at(fault, NULL, "bgcolor",
			"bgcolor \"%.20s\" is no colour such as 0xFFFFFF", colour);
	*out = 0xff000000 | rgb;
	return GW_OK;
}

bool gw_wms_is_png(const char *format)
{
	size_t len = strcspn(format, ";");

	return (len == 9 && !strncasecmp(format, "image/png", len)) ||
		!strcasecmp(format, "image/png8");
}

static enum gw_status check_format(const struct gw_query *query, struct gw_fault *fault)
{
	const char *format = gw_query_get(query, "format");

	if (format && gw_wms_is_png(format))
		return GW_OK;
	return gw_fault_at(fault, "InvalidFormat", "format",
		"no maps in format \"%.40s\"; there is image/png", format ? format : "");
}

enum gw_status gw_wms_map_parse(const struct gw_query *query, enum gw_ows version, bool with_format,
	struct gw_wms_map *out, struct gw_fault *fault)
{
	const struct gw_wms_crs *crs = NULL;
	enum gw_status st;

	*out = (struct gw_wms_map){.time = gw_query_get(query, "time")};
	st = gw_wms_names_parse(query, "layers", &out->layers, fault);
	if (!st)
		st = check_styles(query, &out->layers, fault);
	if (!st)
		st = find_crs(query, version, &crs, fault);
	if (!st)
		st = read_box(query, crs->lat_first && version == GW_WMS_130, &out->extent, fault);
	if (!st)
		st = read_side(query, "width", &out->extent.width, fault);
	if (!st)
		st = read_side(query, "height", &out->extent.height, fault);
	if (!st && with_format)
		st = check_format(query, fault);
	if (!st)
		st = read_ground(query, &out->ground, fault);
	if (!st)
		st = gw_ows_lang(query, &out->lang, fault);
	if (!st)
		out->extent.in_degrees = crs->in_degrees;
	return st;
}

enum gw_status gw_wms_point_parse(const struct gw_query *query, enum gw_ows version,
	const struct gw_extent *extent, double *x, double *y, struct gw_fault *fault)
{
	const char *names[] = {
		version == GW_WMS_111 ? "x" : "i", version == GW_WMS_111 ? "y" : "j"};
	unsigned sides[] = {extent->width, extent->height}, k;
	double *out[] = {x, y};
	int64_t v;

	for (k = 0; k < 2; k++) {
		const char *text = gw_query_get(query, names[k]);

		if (!text || !gw_parse_int(text, 0, (int64_t)sides[k] - 1, &v))
			return gw_fault_at(fault, version == GW_WMS_130 ? "InvalidPoint" : NULL,
				names[k], "%s \"%.20s\" is no pixel of the map, 0 to %u", names[k],
				text ? text : "", sides[k] - 1);
		*out[k] = (double)v + 0.5;
	}
	return GW_OK;
}
