/* SPDX-License-Identifier: Apache-2.0 */
#include "style/setting.h"

#include "style/function.h"
#include "style/number.h"
#include "style/operator.h"
#include "style/suggest.h"

#include <math.h>
#include <string.h>

int gw_choice_find(const struct gw_property_spec *spec, const char *word)
{
	int i;

	for (i = 0; spec->choices[i]; i++)
		if (!strcmp(spec->choices[i], word))
			return i;
	return -1;
}

/* What a search for the one curve over the zoom found. */
struct zoom_search {
	const struct gw_expr *curve;
	const char *fault;
};

static bool is_zoom_curve(const struct gw_expr *e)
{
	return e->op && e->op->role == GW_ROLE_CURVE && e->args[0]->op &&
		e->args[0]->op->role == GW_ROLE_ZOOM;
}

static const char not_on_top[] = "\"zoom\" expression may only be used as input to a top-level "
				 "\"step\" or \"interpolate\" expression.";

/* on_top: reached from the root through ["let"] and ["coalesce"] alone. */
static void search_zoom(const struct gw_expr *e, bool on_top, struct zoom_search *found)
{
	enum gw_role role = e->op ? e->op->role : GW_ROLE_NONE;
	size_t i;

	if (found->fault || !(e->depends & GW_DEPENDS_ON_ZOOM) || role == GW_ROLE_VAR)
		return;
	if (is_zoom_curve(e)) {
		if (!on_top)
			found->fault = not_on_top;
		else if (found->curve)
			found->fault = "Only one zoom-based \"step\" or \"interpolate\" "
				       "subexpression may be used in an expression.";
		found->curve = e;
	}
	for (i = 0; i < e->n; i++)
		search_zoom(e->args[i],
			on_top &&
				(role == GW_ROLE_COALESCE ||
					(role == GW_ROLE_LET && i == e->n - 1)),
			found);
}

/* Whether the expression depends on no more than the property may; notes it when not. */
static bool check_dependence(
	struct gw_parser *p, const struct gw_property_spec *spec, const struct gw_expr *e)
{
	unsigned beyond = e->depends & ~spec->depends & ~(unsigned)GW_DEPENDS_ON_FATE;
	struct zoom_search found = {0};

	if (beyond & GW_DEPENDS_ON_DENSITY)
		return gw_refuse(p, "\"heatmap-density\" is for heatmap-color alone");
	if (beyond & GW_DEPENDS_ON_FEATURE)
		return gw_refuse(p, "data expressions not supported");
	if (beyond & GW_DEPENDS_ON_ZOOM)
		return gw_refuse(p, "zoom expressions not supported");
	search_zoom(e, true, &found);
	if (!found.fault && !found.curve && (e->depends & GW_DEPENDS_ON_ZOOM))
		found.fault = not_on_top;
	if (found.fault)
		return gw_refuse(p, "%s", found.fault);
	if (found.curve && !spec->interpolated && strcmp(found.curve->op->name, "step") != 0)
		return gw_refuse(
			p, "\"interpolate\" expressions cannot be used with this property");
	return true;
}

/* A function is read as the expression that it stands for, and blamed as a whole. */
static struct gw_expr *parse_function(struct gw_parser *p, const struct gw_property_spec *spec,
	const json_t *json, enum gw_annotation annotation)
{
	json_t *made = gw_function_to_expr(p, json, spec);
	bool stays = p->path_stays;
	struct gw_expr *e;

	if (!made)
		return NULL;
	p->path_stays = true;
	e = gw_parse_expr(p, made, &spec->type, annotation);
	p->path_stays = stays;
	json_decref(made);
	return e;
}

const struct gw_expr *gw_setting_parse_expr(
	struct gw_parser *p, const struct gw_property_spec *spec, const json_t *json)
{
	bool text = spec->type.kind == GW_TYPE_STRING && !spec->choices;
	enum gw_annotation annotation = text ? GW_ANNOTATE_COERCE : GW_ANNOTATE;
	struct gw_expr *e = json_is_object(json) ? parse_function(p, spec, json, annotation)
						 : gw_parse_expr(p, json, &spec->type, annotation);

	return e && check_dependence(p, spec, e) ? e : NULL;
}

static bool check_number(struct gw_parser *p, const struct gw_property_spec *spec, double number)
{
	char text[GW_NUMBER_TEXT_MAX], bound[GW_NUMBER_TEXT_MAX];

	if (!isfinite(number))
		return gw_refuse(p, "the number is not finite");
	if (number < spec->min)
		return gw_refuse(p, "%s is less than the minimum value %s",
			gw_number_format(number, text), gw_number_format(spec->min, bound));
	if (number > spec->max)
		return gw_refuse(p, "%s is greater than the maximum value %s",
			gw_number_format(number, text), gw_number_format(spec->max, bound));
	return true;
}

static bool refuse_choice(
	struct gw_parser *p, const struct gw_property_spec *spec, const char *word)
{
	char text[GW_SUGGESTION_TEXT_MAX];
	struct gw_suggestion suggestion;
	struct gw_buf words;
	size_t i;

	gw_suggestion_init(&suggestion, word);
	gw_buf_init(&words, 1024);
	for (i = 0; spec->choices[i]; i++) {
		gw_suggestion_try(&suggestion, spec->choices[i]);
		gw_buf_printf(&words, "%s\"%s\"", i ? ", " : "", spec->choices[i]);
	}
	gw_refuse(p, "\"%.60s\" is not one of %s%s", word,
		gw_buf_cstr(&words) ? gw_buf_cstr(&words) : "",
		gw_suggestion_format(&suggestion, text));
	gw_buf_finish(&words);
	return false;
}

/* Checks a constant against the specification's length and bounds; numbers choices. */
static bool check_constant(
	struct gw_parser *p, const struct gw_property_spec *spec, struct gw_value *value)
{
	bool good = true;
	size_t i;
	int choice;

	if (spec->choices) {
		choice = gw_choice_find(spec, value->string);
		if (choice < 0)
			return refuse_choice(p, spec, value->string);
		*value = gw_value_number(choice);
	} else if (value->type == GW_VALUE_NUMBER) {
		good = check_number(p, spec, value->number);
	} else if (value->type == GW_VALUE_ARRAY && spec->type.length != GW_TYPE_ANY_LENGTH &&
		(size_t)spec->type.length != value->n) {
		return gw_refuse(p, "%ld items expected, %zu found", spec->type.length, value->n);
	} else if (value->type == GW_VALUE_ARRAY && spec->type.item->kind == GW_TYPE_NUMBER) {
		for (i = 0; i < value->n && good; i++)
			good = check_number(p, spec, value->items[i].number);
	}
	return good;
}

/* A value that stands for itself. */
static bool parse_constant(struct gw_parser *p, const struct gw_property_spec *spec,
	const json_t *json, struct gw_value *out)
{
	char wanted[GW_TYPE_TEXT_MAX], found[GW_TYPE_TEXT_MAX];
	struct gw_type type, asked = spec->type;
	struct gw_color color;

	if (!gw_value_from_json(p->arena, json, out))
		return gw_refuse_nomem(p);
	type = gw_type_of(out, p->arena);
	if (asked.kind == GW_TYPE_COLOR && out->type == GW_VALUE_STRING) {
		if (!gw_color_parse(out->string, &color))
			return gw_refuse(p, "\"%.60s\" is not a color", out->string);
		*out = gw_value_color(color);
		return true;
	}
	if (asked.kind == GW_TYPE_FORMATTED || asked.kind == GW_TYPE_IMAGE)
		asked = *gw_type_plain(GW_TYPE_STRING);
	if (!gw_type_accepts(&asked, &type))
		return gw_refuse(p, "%s expected, %s found", gw_type_format(&asked, wanted),
			gw_type_format(&type, found));
	return check_constant(p, spec, out);
}

static bool is_expression(const struct gw_property_spec *spec, const json_t *json)
{
	if (json_is_object(json))
		return true;
	return json_is_array(json) &&
		(spec->type.kind != GW_TYPE_ARRAY || gw_operator_is_named(json));
}

static bool parse_tokens(struct gw_parser *p, const struct gw_property_spec *spec,
	const json_t *json, const struct gw_expr **out)
{
	json_t *made = gw_tokens_to_expr(json_string_value(json));

	if (!made)
		return gw_refuse_nomem(p);
	p->path_stays = true;
	*out = gw_parse_expr(p, made, &spec->type, GW_ANNOTATE);
	p->path_stays = false;
	json_decref(made);
	return *out != NULL;
}

bool gw_setting_parse(struct gw_parser *p, const struct gw_property_spec *spec, const json_t *json,
	struct gw_setting *out)
{
	const struct gw_expr *e = NULL;

	if (spec->tokens && json_is_string(json) && strchr(json_string_value(json), '{')) {
		if (!parse_tokens(p, spec, json, &e))
			return false;
	} else if (!is_expression(spec, json)) {
		*out = (struct gw_setting){.is_set = true};
		return parse_constant(p, spec, json, &out->value);
	} else {
		e = gw_setting_parse_expr(p, spec, json);
		if (!e)
			return false;
	}
	if (gw_expr_is_literal(e)) {
		*out = (struct gw_setting){.value = e->literal, .is_set = true};
		return check_constant(p, spec, &out->value);
	}
	if (!gw_setting_default(p, spec, out))
		return false;
	out->expr = e;
	out->depends = e->depends & ~(unsigned)GW_DEPENDS_ON_FATE;
	out->is_set = true;
	return true;
}

bool gw_setting_default(
	struct gw_parser *p, const struct gw_property_spec *spec, struct gw_setting *out)
{
	json_t *json = spec->fallback ? json_loads(spec->fallback, JSON_DECODE_ANY, NULL) : NULL;
	bool good = true;

	*out = (struct gw_setting){0};
	if (spec->fallback && !json)
		return gw_refuse_nomem(p);
	if (json && json_is_array(json) && gw_operator_is_named(json)) {
		out->expr = gw_parse_expr(p, json, &spec->type, GW_ANNOTATE);
		out->value = gw_value_color((struct gw_color){0});
		good = out->expr != NULL;
		if (good)
			out->depends = out->expr->depends;
	} else if (json) {
		good = parse_constant(p, spec, json, &out->value);
	}
	json_decref(json);
	return good;
}
