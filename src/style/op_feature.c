/* SPDX-License-Identifier: Apache-2.0 */
#include "style/operator.h"

static bool find_property(const struct gw_eval *ev, const char *name, struct gw_value *out)
{
	const struct gw_feature *feature = ev->scope->feature;
	const struct gw_value *found;

	if (!feature)
		return false;
	if (feature->get)
		return feature->get(feature->context, name, out);
	if (feature->properties.type != GW_VALUE_OBJECT)
		return false;
	found = gw_value_member(&feature->properties, name);
	if (found)
		*out = *found;
	return found != NULL;
}

/* Of the feature, or of the object that is the second argument. *has: whether it was there. */
static bool look_up(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out, bool *has)
{
	struct gw_value name, object;
	const struct gw_value *found;

	if (!gw_expr_eval(e->args[0], ev, &name))
		return false;
	if (e->n == 1) {
		*has = find_property(ev, name.string, out);
		return true;
	}
	if (!gw_expr_eval(e->args[1], ev, &object))
		return false;
	found = gw_value_member(&object, name.string);
	*has = found != NULL;
	if (found)
		*out = *found;
	return true;
}

static bool eval_get(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	bool has;

	if (!look_up(e, ev, out, &has))
		return false;
	if (!has)
		*out = gw_value_null();
	return true;
}

static bool eval_has(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	bool has;

	if (!look_up(e, ev, out, &has))
		return false;
	*out = gw_value_bool(has);
	return true;
}

static bool eval_properties(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	const struct gw_feature *feature = ev->scope->feature;

	*out = feature && feature->properties.type == GW_VALUE_OBJECT
		? feature->properties
		: (struct gw_value){.type = GW_VALUE_OBJECT};
	return true;
}

static bool eval_geometry_type(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	static const char *const names[2][4] = {{"Unknown", "Point", "LineString", "Polygon"},
		{"Unknown", "MultiPoint", "MultiLineString", "MultiPolygon"}};
	const struct gw_feature *feature = ev->scope->feature;

	*out = gw_value_string(feature ? names[feature->is_multi][feature->geometry] : names[0][0]);
	return true;
}

static bool eval_id(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	*out = ev->scope->feature ? ev->scope->feature->id : gw_value_null();
	return true;
}

static bool eval_zoom(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	*out = gw_value_number(ev->scope->zoom);
	return true;
}

static bool eval_density(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	*out = gw_value_number(ev->scope->heatmap_density);
	return true;
}

static bool eval_error(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	if (!gw_expr_eval(e->args[0], ev, out))
		return false;
	return gw_eval_fail(ev, "%s", out->string);
}

const struct gw_operator *gw_operators_feature(size_t *n)
{
	static const struct gw_operator operators[] = {
		{.name = "error",
			.eval = eval_error,
			.signature = "s",
			.result = GW_TYPE_ERROR,
			.depends = GW_DEPENDS_ON_FATE},
		{.name = "geometry-type",
			.eval = eval_geometry_type,
			.signature = "",
			.result = GW_TYPE_STRING,
			.depends = GW_DEPENDS_ON_FEATURE},
		{.name = "get",
			.eval = eval_get,
			.signature = "s|so",
			.result = GW_TYPE_VALUE,
			.depends = GW_DEPENDS_ON_FEATURE},
		{.name = "has",
			.eval = eval_has,
			.signature = "s|so",
			.result = GW_TYPE_BOOLEAN,
			.depends = GW_DEPENDS_ON_FEATURE},
		{.name = "heatmap-density",
			.eval = eval_density,
			.signature = "",
			.result = GW_TYPE_NUMBER,
			.depends = GW_DEPENDS_ON_DENSITY},
		{.name = "id",
			.eval = eval_id,
			.signature = "",
			.result = GW_TYPE_VALUE,
			.depends = GW_DEPENDS_ON_FEATURE},
		{.name = "properties",
			.eval = eval_properties,
			.signature = "",
			.result = GW_TYPE_OBJECT,
			.depends = GW_DEPENDS_ON_FEATURE},
		{.name = "zoom",
			.eval = eval_zoom,
			.signature = "",
			.result = GW_TYPE_NUMBER,
			.depends = GW_DEPENDS_ON_ZOOM,
			.role = GW_ROLE_ZOOM},
	};

	*n = sizeof operators / sizeof *operators;
	return operators;
}
