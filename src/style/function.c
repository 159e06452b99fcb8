/* SPDX-License-Identifier: Apache-2.0 */
#include "style/function.h"

#include <string.h>

/* A function as it is being turned into an expression. */
struct function {
	struct gw_parser *p;
	const struct gw_property_spec *spec;
	const char *property; /* or NULL: of the zoom */
	const char *type;
	const char *space; /* "rgb", "hcl", "lab" */
	double base;
	const json_t *fallback; /* or NULL */
};

json_t *gw_tokens_to_expr(const char *text)
{
	json_t *expr = json_pack("[s]", "concat");

	while (*text && expr) {
		const char *open = strchr(text, '{'), *close = open ? strchr(open, '}') : NULL;
		size_t before = close ? (size_t)(open - text) : strlen(text);

		if (before)
			json_array_append_new(expr, json_stringn(text, before));
		if (!close)
			break;
		json_array_append_new(expr,
			json_pack("[s[s, s%]]", "to-string", "get", open + 1,
				(size_t)(close - open - 1)));
		text = close + 1;
	}
	return expr;
}

/* A stop's output as an expression. */
static json_t *output(const struct function *f, const json_t *value)
{
	const char *text = json_string_value(value);

	if (text && f->spec->tokens && strchr(text, '{'))
		return gw_tokens_to_expr(text);
	if (json_is_array(value) || json_is_object(value))
		return json_pack("[s, O]", "literal", value);
	return json_deep_copy(value);
}

static json_t *input(const struct function *f)
{
	return f->property ? json_pack("[s[s, s]]", "number", "get", f->property)
			   : json_pack("[s]", "zoom");
}

/* ["case", ["==", ["typeof", ["get", property]], type], expr, default]; takes expr. */
static json_t *guard(const struct function *f, const char *type, json_t *expr)
{
	if (!f->fallback || !expr)
		return expr;
	return json_pack("[s, [s, [s, [s, s]], s], o, o]", "case", "==", "typeof", "get",
		f->property, type, expr, output(f, f->fallback));
}

/* {"stops": [[in, out], ...]} of numbers as steps, the first output from below on. */
static json_t *make_steps(const struct function *f, const json_t *stops)
{
	json_t *expr = json_pack("[s, o]", "step", input(f)), *stop;
	size_t n = json_array_size(stops), i;

	if (n == 1) {
		json_decref(expr);
		return output(f, json_array_get(json_array_get(stops, 0), 1));
	}
	json_array_foreach(stops, i, stop)
	{
		if (i)
			json_array_append(expr, json_array_get(stop, 0));
		json_array_append_new(expr, output(f, json_array_get(stop, 1)));
	}
	return expr;
}

static json_t *make_curve(const struct function *f, const json_t *stops)
{
	const char *name = !strcmp(f->space, "hcl") ? "interpolate-hcl"
		: !strcmp(f->space, "lab")	    ? "interpolate-lab"
						    : "interpolate";
	json_t *expr = json_pack("[s, [s, f], o]", name, "exponential", f->base, input(f)), *stop;
	size_t i;

	json_array_foreach(stops, i, stop)
	{
		json_array_append(expr, json_array_get(stop, 0));
		json_array_append_new(expr, output(f, json_array_get(stop, 1)));
	}
	return expr;
}

/* ["case", ["==", ["get", property], in], out, ... default], or an error that makes the default. */
static json_t *make_cases(const struct function *f, const json_t *stops)
{
	json_t *expr = json_pack("[s]", "case"), *stop;
	size_t i;

	json_array_foreach(stops, i, stop)
	{
		json_array_append_new(expr,
			json_pack("[s, [s, s], O]", "==", "get", f->property,
				json_array_get(stop, 0)));
		json_array_append_new(expr, output(f, json_array_get(stop, 1)));
	}
	json_array_append_new(expr,
		f->fallback ? output(f, f->fallback)
			    : json_pack("[s, s]", "error", "no stop has the property's value"));
	return expr;
}

static json_t *make_identity(const struct function *f)
{
	static const char *const kinds[] = {[GW_TYPE_NUMBER] = "number",
		[GW_TYPE_STRING] = "string",
		[GW_TYPE_BOOLEAN] = "boolean"};
	enum gw_type_kind kind = f->spec->type.kind;
	json_t *get = json_pack("[s, s]", "get", f->property);

	if (!f->fallback)
		return kind == GW_TYPE_STRING ? json_pack("[s, o]", "string", get) : get;
	if (kind == GW_TYPE_COLOR)
		return json_pack("[s, o, o]", "to-color", get, output(f, f->fallback));
	if (kind == GW_TYPE_NUMBER || kind == GW_TYPE_STRING || kind == GW_TYPE_BOOLEAN)
		return guard(f, kinds[kind], get);
	return json_pack("[s, o, o]", "coalesce", get, output(f, f->fallback));
}

static json_t *make_of_stops(const struct function *f, const json_t *stops)
{
	if (!strcmp(f->type, "categorical"))
		return make_cases(f, stops);
	return guard(f, "number",
		!strcmp(f->type, "interval") ? make_steps(f, stops) : make_curve(f, stops));
}

/*
 * Stops of {"zoom", "value"}: for each zoom, in runs, a function of the property; between them a
 * curve over the zoom, or steps where the property takes none.
 */
static json_t *make_composite(const struct function *f, const json_t *stops)
{
	bool curve = f->spec->interpolated;
	json_t *expr = curve ? json_pack("[s, [s], [s]]", "interpolate", "linear", "zoom")
			     : json_pack("[s, [s]]", "step", "zoom");
	size_t n = json_array_size(stops), i, end;

	for (i = 0; i < n; i = end) {
		const json_t *zoom =
			json_object_get(json_array_get(json_array_get(stops, i), 0), "zoom");
		json_t *run = json_array();

		for (end = i; end < n; end++) {
			const json_t *stop = json_array_get(stops, end);
			const json_t *at = json_array_get(stop, 0);

			if (!json_equal(json_object_get(at, "zoom"), zoom))
				break;
			json_array_append_new(run,
				json_pack("[O, O]", json_object_get(at, "value"),
					json_array_get(stop, 1)));
		}
		if (curve || i)
			json_array_append(expr, (json_t *)zoom);
		json_array_append_new(expr, make_of_stops(f, run));
		json_decref(run);
	}
	if (!curve && json_array_size(expr) == 3) { /* one run: there is nothing to step over */
		json_t *only = json_incref(json_array_get(expr, 2));

		json_decref(expr);
		return only;
	}
	return expr;
}

/* Whether a stop is [input, output], the input a number, a word, or of zoom and value. */
static bool check_stop(const struct function *f, const json_t *stop, bool composite)
{
	const json_t *in = json_array_get(stop, 0);

	if (json_array_size(stop) != 2)
		return gw_refuse(f->p, "a stop is a list of an input and an output");
	if (composite)
		return (json_is_number(json_object_get(in, "zoom")) &&
			       json_object_get(in, "value")) ||
			gw_refuse(f->p, "the input of this stop needs \"zoom\" and \"value\"");
	if (f->property && !strcmp(f->type, "categorical"))
		return json_is_number(in) || json_is_string(in) || json_is_boolean(in) ||
			gw_refuse(
				f->p, "the input of this stop must be a number, string or boolean");
	return json_is_number(in) || gw_refuse(f->p, "the input of this stop must be a number");
}

static json_t *make_expr(const struct function *f, const json_t *stops)
{
	bool composite = json_is_object(json_array_get(json_array_get(stops, 0), 0)), good = true;
	size_t mark, item, i;
	json_t *stop;

	if (!json_array_size(stops))
		return gw_refuse(f->p, "a function needs a list of \"stops\"");
	if (composite && !f->property)
		return gw_refuse(f->p, "stops of zoom and value need a \"property\"");
	mark = gw_parser_enter(f->p, "stops");
	json_array_foreach(stops, i, stop)
	{
		item = gw_parser_enter_item(f->p, i);
		good = check_stop(f, stop, composite) && good;
		gw_parser_leave(f->p, item);
	}
	gw_parser_leave(f->p, mark);
	if (!good)
		return NULL;
	return composite ? make_composite(f, stops) : make_of_stops(f, stops);
}

static bool is_one_of(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (!strcmp(word, *words))
			return true;
	return false;
}

static bool check_members(struct gw_parser *p, const json_t *json)
{
	static const char *const known[] = {
		"base", "colorSpace", "default", "property", "stops", "type", NULL};
	bool good = true;
	const char *name;
	json_t *member;

	json_object_foreach((json_t *)json, name, member)
	{
		size_t mark = gw_parser_enter(p, name);

		if (!is_one_of(name, known))
			good = gw_refuse(p, "a function has no such member");
		gw_parser_leave(p, mark);
	}
	return good;
}

/* A member that must be a word; absent is what there is when it is not there. */
static const char *read_word(const json_t *json, const char *name, const char *absent)
{
	const json_t *member = json_object_get(json, name);

	return member ? json_string_value(member) : absent;
}

json_t *gw_function_to_expr(
	struct gw_parser *p, const json_t *json, const struct gw_property_spec *spec)
{
	static const char *const types[] = {
		"categorical", "exponential", "identity", "interval", NULL};
	static const char *const spaces[] = {"hcl", "lab", "rgb", NULL};
	const json_t *stops = json_object_get(json, "stops"), *base = json_object_get(json, "base");
	struct function f = {.p = p,
		.spec = spec,
		.type = read_word(json, "type", spec->interpolated ? "exponential" : "interval"),
		.space = read_word(json, "colorSpace", "rgb"),
		.property = read_word(json, "property", NULL),
		.base = base ? json_number_value(base) : 1,
		.fallback = json_object_get(json, "default")};

	if (!stops && !json_object_get(json, "property"))
		return gw_refuse(p,
			"an object here must be a function, with \"stops\"; an object "
			"as a value is written [\"literal\", {...}]");
	if (!check_members(p, json))
		return NULL;
	if (!f.type || !is_one_of(f.type, types))
		return gw_refuse(p,
			"a function's \"type\" is categorical, exponential, identity "
			"or interval");
	if (!f.space || !is_one_of(f.space, spaces))
		return gw_refuse(p, "a function's \"colorSpace\" is rgb, hcl or lab");
	if (json_object_get(json, "property") && !f.property)
		return gw_refuse(p, "a function's \"property\" must be a string");
	if (base && !json_is_number(base))
		return gw_refuse(p, "a function's \"base\" must be a number");
	if (!f.property && (!strcmp(f.type, "categorical") || !strcmp(f.type, "identity")))
		return gw_refuse(p, "a function of type \"%s\" needs a \"property\"", f.type);
	if (!f.property)
		f.fallback = NULL;
	return !strcmp(f.type, "identity") ? make_identity(&f) : make_expr(&f, stops);
}
