/* SPDX-License-Identifier: Apache-2.0 */
#include "style/feature.h"

#include "style/arena.h"

#include <string.h>

static enum gw_status read_geometry(
	struct gw_feature *out, const json_t *json, struct gw_error *err)
{
	static const struct {
		const char *name;
		enum gw_geometry geometry;
		bool is_multi;
	} types[] = {{"Point", GW_GEOMETRY_POINT, false}, {"MultiPoint", GW_GEOMETRY_POINT, true},
		{"LineString", GW_GEOMETRY_LINE, false},
		{"MultiLineString", GW_GEOMETRY_LINE, true},
		{"Polygon", GW_GEOMETRY_POLYGON, false},
		{"MultiPolygon", GW_GEOMETRY_POLYGON, true},
		{"GeometryCollection", GW_GEOMETRY_NONE, false}};
	const char *name = json_string_value(json_object_get(json, "type"));
	size_t i;

	if (!json || json_is_null(json))
		return GW_OK;
	for (i = 0; name && i < sizeof types / sizeof *types; i++)
		if (!strcmp(types[i].name, name)) {
			out->geometry = types[i].geometry;
			out->is_multi = types[i].is_multi;
			return GW_OK;
		}
	return gw_fail(err, GW_EINVAL, "the geometry is none that GeoJSON knows");
}

static enum gw_status read_feature(
	struct gw_feature *out, struct gw_arena *arena, const json_t *json, struct gw_error *err)
{
	const char *type = json_string_value(json_object_get(json, "type"));
	const json_t *id = json_object_get(json, "id");
	const json_t *properties = json_object_get(json, "properties");
	bool good = true;

	*out = (struct gw_feature){.properties = {.type = GW_VALUE_OBJECT}};
	if (!type || strcmp(type, "Feature") != 0)
		return gw_fail(err, GW_EINVAL, "it is no GeoJSON feature");
	if (properties && !json_is_object(properties) && !json_is_null(properties))
		return gw_fail(err, GW_EINVAL, "the properties are no object");
	if (id)
		good = gw_value_from_json(arena, id, &out->id);
	if (json_is_object(properties))
		good = good && gw_value_from_json(arena, properties, &out->properties);
	if (!good)
		return gw_fail_nomem(err);
	return read_geometry(out, json_object_get(json, "geometry"), err);
}

enum gw_status gw_feature_parse(struct gw_feature *out, struct gw_arena *arena, const char *json,
	size_t len, struct gw_error *err)
{
	json_error_t where;
	enum gw_status st;
	json_t *root = json_loadb(json, len, JSON_DECODE_INT_AS_REAL, &where);

	if (!root)
		return gw_fail(err, GW_EINVAL, "column %d: %.200s", where.column, where.text);
	st = read_feature(out, arena, root, err);
	json_decref(root);
	return st;
}
