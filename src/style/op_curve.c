/* SPDX-License-Identifier: Apache-2.0 */
#include "style/operator.h"

#include "style/arena.h"

#include <math.h>
#include <string.h>

enum ease { STEP, LINEAR, EXPONENTIAL, BEZIER };

/* Of ["step"] and ["interpolate"]; the arguments are the input, then the outputs of the stops. */
struct curve {
	enum ease ease;
	double base; /* of EXPONENTIAL */
	double bezier[4]; /* x1, y1, x2, y2 */
	double *stops; /* ascending; the first of STEP is -Infinity */
};

/* A cubic Bezier curve's coordinate from 0 to 1 by way of a and b. */
static double bezier_at(double a, double b, double t)
{
	double u = 1 - t;

	return 3 * u * u * t * a + 3 * u * t * t * b + t * t * t;
}

static double bezier_slope(double a, double b, double t)
{
	double u = 1 - t;

	return 3 * u * u * a + 6 * u * t * (b - a) + 3 * t * t * (1 - b);
}

/* y where the curve's x is as given: by Newton's method, halving where it strays. */
static double ease_bezier(const double p[4], double x)
{
	double t = x, lo = 0, hi = 1, error;
	int i;

	for (i = 0; i < 64; i++) {
		double slope = bezier_slope(p[0], p[2], t), next;

		error = bezier_at(p[0], p[2], t) - x;
		if (fabs(error) < 1e-9)
			break;
		if (error > 0)
			hi = t;
		else
			lo = t;
		next = slope != 0 ? t - error / slope : lo - 1;
		t = next > lo && next < hi ? next : (lo + hi) / 2;
	}
	return bezier_at(p[1], p[3], t);
}

/* How far x is on the way from lower to upper, 0 to 1. */
static double progress(const struct curve *curve, double x, double lower, double upper)
{
	double way = upper - lower, gone = x - lower;

	if (curve->ease == EXPONENTIAL && curve->base != 1)
		return (pow(curve->base, gone) - 1) / (pow(curve->base, way) - 1);
	if (curve->ease == BEZIER)
		return ease_bezier(curve->bezier, gone / way);
	return gone / way;
}

static double mix(double from, double to, double t)
{
	return from + t * (to - from);
}

static bool mix_arrays(struct gw_eval *ev, const struct gw_value *from, const struct gw_value *to,
	double t, struct gw_value *out)
{
	size_t n = from->n < to->n ? from->n : to->n, i;
	struct gw_value *items = gw_arena_alloc(ev->arena, n, sizeof *items);

	if (!items)
		return gw_eval_fail_nomem(ev);
	for (i = 0; i < n; i++)
		items[i] = gw_value_number(mix(from->items[i].number, to->items[i].number, t));
	*out = (struct gw_value){.type = GW_VALUE_ARRAY, .n = n, .items = items};
	return true;
}

static bool mix_values(const struct gw_expr *e, struct gw_eval *ev, const struct gw_value *from,
	const struct gw_value *to, double t, struct gw_value *out)
{
	if (e->type.kind == GW_TYPE_ARRAY)
		return mix_arrays(ev, from, to, t, out);
	if (e->type.kind == GW_TYPE_COLOR)
		*out = gw_value_color(gw_color_mix(
			from->color, to->color, t, (enum gw_color_space)e->op->variant));
	else
		*out = gw_value_number(mix(from->number, to->number, t));
	return true;
}

/* The last stop at or below x, which is not below the first. */
static size_t find_stop(const double *stops, size_t n, double x)
{
	size_t from = 0, to = n - 1;

	while (from < to) {
		size_t middle = (from + to + 1) / 2;

		if (stops[middle] <= x)
			from = middle;
		else
			to = middle - 1;
	}
	return from;
}

static bool eval_curve(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	const struct curve *curve = e->data;
	struct gw_value lower, upper;
	size_t n = e->n - 1, i;
	double x;

	if (n == 1)
		return gw_expr_eval(e->args[1], ev, out);
	if (!gw_expr_eval(e->args[0], ev, out))
		return false;
	x = out->number;
	if (isnan(x))
		return gw_eval_fail(ev, "Input is not a number.");
	if (x <= curve->stops[0])
		return gw_expr_eval(e->args[1], ev, out);
	i = find_stop(curve->stops, n, x);
	if (curve->ease == STEP || i == n - 1)
		return gw_expr_eval(e->args[1 + i], ev, out);
	if (!gw_expr_eval(e->args[1 + i], ev, &lower) || !gw_expr_eval(e->args[2 + i], ev, &upper))
		return false;
	return mix_values(e, ev, &lower, &upper,
		progress(curve, x, curve->stops[i], curve->stops[i + 1]), out);
}

/* Reads ["linear"], ["exponential", base] or ["cubic-bezier", x1, y1, x2, y2], which is item 1. */
static bool parse_ease(struct gw_parser *p, const json_t *json, struct curve *curve)
{
	const json_t *ease = json_array_get(json, 1), *number;
	const char *name = json_string_value(json_array_get(ease, 0));
	size_t i;

	if (!json_array_size(ease))
		return gw_refuse_item(p, 1, "Expected an interpolation type expression.");
	if (name && !strcmp(name, "linear")) {
		curve->ease = LINEAR;
	} else if (name && !strcmp(name, "exponential")) {
		curve->ease = EXPONENTIAL;
		number = json_array_get(ease, 1);
		curve->base = json_number_value(number);
		if (!json_is_number(number))
			return gw_refuse_item(
				p, 1, "Exponential interpolation requires a numeric base.");
	} else if (name && !strcmp(name, "cubic-bezier")) {
		curve->ease = BEZIER;
		for (i = 0; i < 4; i++) {
			number = json_array_get(ease, 1 + i);
			curve->bezier[i] = json_number_value(number);
			if (!json_is_number(number) || curve->bezier[i] < 0 ||
				curve->bezier[i] > 1 || json_array_size(ease) != 5)
				return gw_refuse_item(p, 1,
					"Cubic bezier interpolation requires four numeric "
					"arguments with values between 0 and 1.");
		}
	} else {
		return gw_refuse_item(p, 1, "Unknown interpolation type %.60s", name ? name : "");
	}
	return true;
}

static bool is_step(const struct gw_operator *op)
{
	return op->name[0] == 's';
}

static bool parse_stop(struct gw_parser *p, const struct gw_operator *op, const json_t *json,
	size_t item, double *stops, size_t k)
{
	const char *name = is_step(op) ? "step" : "interpolate";
	const json_t *stop = json_array_get(json, item);

	stops[k] = json_number_value(stop);
	if (!json_is_number(stop))
		return gw_refuse_item(p, item,
			"Input/output pairs for \"%s\" expressions must be defined using literal "
			"numeric values (not computed expressions) for the input values.",
			name);
	if (k && stops[k - 1] >= stops[k])
		return gw_refuse_item(p, item,
			"Input/output pairs for \"%s\" expressions must be arranged with input "
			"values in strictly ascending order.",
			name);
	return true;
}

static bool is_interpolatable(const struct gw_type *type)
{
	if (type->kind == GW_TYPE_ARRAY)
		return type->item->kind == GW_TYPE_NUMBER && type->length != GW_TYPE_ANY_LENGTH;
	return type->kind == GW_TYPE_NUMBER || type->kind == GW_TYPE_COLOR;
}

/*
 * Reads the input at item first, and behind it stops and outputs in turn. Without a stop before
 * the first output (["step"]) that is -Infinity.
 */
static struct gw_expr *parse_stops(struct gw_parser *p, const struct gw_operator *op,
	const json_t *json, size_t first, const struct gw_type *wanted, struct curve *curve)
{
	size_t n = (json_array_size(json) - first) / 2, k;
	bool good = true;
	struct gw_expr *e = gw_expr_create(p, op, *gw_type_plain(GW_TYPE_VALUE), n + 1);

	curve->stops = gw_arena_alloc(p->arena, n, sizeof *curve->stops);
	if (!e || !curve->stops)
		return gw_refuse_nomem(p);
	e->data = curve;
	e->args[0] = gw_parse_arg(p, json, first, gw_type_plain(GW_TYPE_NUMBER), GW_ANNOTATE);
	for (k = 0; k < n; k++) {
		size_t output = first + (curve->ease == STEP ? 1 : 2) + 2 * k;

		if (curve->ease == STEP && !k)
			curve->stops[0] = -INFINITY;
		else
			good = parse_stop(p, op, json, output - 1, curve->stops, k) && good;
		e->args[1 + k] = gw_parse_arg(p, json, output, wanted, GW_ANNOTATE);
		good = good && e->args[1 + k];
		if (!wanted && e->args[1 + k])
			wanted = &e->args[1 + k]->type;
	}
	if (!good || !e->args[0])
		return NULL;
	e->type = *wanted;
	return e;
}

static struct gw_expr *parse_curve(struct gw_parser *p, const struct gw_operator *op,
	const json_t *json, const struct gw_type *expected)
{
	const struct gw_type *wanted =
		expected && expected->kind != GW_TYPE_VALUE ? expected : NULL;
	bool step = is_step(op);
	struct curve *curve = gw_arena_alloc(p->arena, 1, sizeof *curve);
	size_t n = json_array_size(json) - 1;
	char text[GW_TYPE_TEXT_MAX];
	struct gw_expr *e;

	if (!curve)
		return gw_refuse_nomem(p);
	if (!step && !parse_ease(p, json, curve))
		return NULL;
	if (n < 4)
		return gw_refuse(p, "Expected at least 4 arguments, but found only %zu.", n);
	if (n % 2)
		return gw_refuse(p, "Expected an even number of arguments.");
	if (op->variant != GW_COLOR_RGB)
		wanted = gw_type_plain(GW_TYPE_COLOR);
	e = parse_stops(p, op, json, step ? 1 : 2, wanted, curve);
	if (e && !step && !is_interpolatable(&e->type))
		return gw_refuse(
			p, "Type %s is not interpolatable.", gw_type_format(&e->type, text));
	return e;
}

#define CURVE(n, v)                                                                                \
	{                                                                                          \
		.name = n, .eval = eval_curve, .parse = parse_curve, .result = GW_TYPE_VALUE,      \
		.role = GW_ROLE_CURVE, .variant = v                                                \
	}

const struct gw_operator *gw_operators_curve(size_t *n)
{
	static const struct gw_operator operators[] = {
		CURVE("interpolate", GW_COLOR_RGB),
		CURVE("interpolate-hcl", GW_COLOR_HCL),
		CURVE("interpolate-lab", GW_COLOR_LAB),
		CURVE("step", GW_COLOR_RGB),
	};

	*n = sizeof operators / sizeof *operators;
	return operators;
}
