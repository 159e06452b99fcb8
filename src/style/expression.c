/* SPDX-License-Identifier: Apache-2.0 */
#include "style/expression.h"

#include "base/buf.h"
#include "style/arena.h"
#include "style/setting.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_MAX   ((size_t)1 << 30)
#define CHOICES_MAX 32

struct gw_expression {
	struct gw_arena arena;
	struct gw_property_spec spec;
	const char *choices[CHOICES_MAX + 1];
	const struct gw_expr *expr;
};

static const struct gw_property_spec *find_property(const char *name)
{
	enum gw_property property;
	enum gw_layer_type type;

	for (type = 0; type < GW_NUM_LAYER_TYPES; type++) {
		property = gw_property_find(type, name);
		if (property != GW_NUM_PROPERTIES)
			return gw_property_spec(property);
	}
	return NULL;
}

/* The words of an enumeration, parted by '|'. */
static bool read_choices(struct gw_expression *e, const char *words)
{
	size_t n = 0, len;

	for (; n < CHOICES_MAX; words += len + 1) {
		len = strcspn(words, "|");
		e->choices[n] = gw_arena_text(&e->arena, words, len);
		if (!e->choices[n++])
			return false;
		if (!words[len])
			break;
	}
	e->spec.choices = e->choices;
	return n < CHOICES_MAX;
}

static enum gw_status read_type(struct gw_expression *e, const char *name, struct gw_error *err)
{
	const struct gw_property_spec *property = name ? find_property(name) : NULL;
	struct gw_property_spec *spec = &e->spec;

	*spec = (struct gw_property_spec){.name = "",
		.type = *gw_type_plain(GW_TYPE_VALUE),
		.min = -INFINITY,
		.max = INFINITY,
		.interpolated = true,
		.depends = GW_DEPENDS_ON_ZOOM | GW_DEPENDS_ON_FEATURE | GW_DEPENDS_ON_DENSITY};
	if (property) {
		*spec = *property;
	} else if (name && strchr(name, '|')) {
		spec->type = *gw_type_plain(GW_TYPE_STRING);
		spec->interpolated = false;
		if (!read_choices(e, name))
			return gw_fail(
				err, GW_EINVAL, "there are too many words in \"%.100s\"", name);
	} else if (name && !gw_type_parse(name, &spec->type)) {
		return gw_fail(err, GW_EINVAL,
			"\"%.60s\" is neither a type, such as color or array<number, 2>, nor the "
			"words of an enumeration, such as left|right, nor a property's name",
			name);
	}
	return GW_OK;
}

static enum gw_status compile(struct gw_expression *e, const json_t *json,
	struct gw_style_faults *faults, struct gw_error *err)
{
	struct gw_parser p;
	enum gw_status st;

	gw_parser_init(&p, &e->arena, faults);
	e->expr = gw_setting_parse_expr(&p, &e->spec, json);
	st = gw_parser_status(&p, err);
	gw_parser_finish(&p);
	return st;
}

enum gw_status gw_expression_parse(struct gw_expression **out, const char *json, size_t len,
	const char *type, struct gw_style_faults *faults, struct gw_error *err)
{
	struct gw_expression *e;
	json_error_t where;
	enum gw_status st;
	json_t *root;

	*out = NULL;
	if (len > GW_STYLE_BYTES_MAX)
		return gw_fail(err, GW_EINVAL, "an expression of more than %zu bytes is not read",
			GW_STYLE_BYTES_MAX);
	root = json_loadb(json, len,
		JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL, &where);
	if (!root)
		return gw_fail(err, GW_EINVAL, "line %d, column %d: %.200s", where.line,
			where.column, where.text);
	e = calloc(1, sizeof *e);
	if (!e) {
		json_decref(root);
		return gw_fail_nomem(err);
	}
	gw_arena_init(&e->arena, NULL, 0, ARENA_MAX);
	st = read_type(e, type, err);
	if (!st)
		st = compile(e, root, faults, err);
	json_decref(root);
	if (st)
		gw_expression_destroy(e);
	else
		*out = e;
	return st;
}

void gw_expression_destroy(struct gw_expression *expression)
{
	if (!expression)
		return;
	gw_arena_finish(&expression->arena);
	free(expression);
}

/* An enumeration's value has to be one of its words. */
static bool check_choice(
	const struct gw_expression *e, const struct gw_value *value, struct gw_error *err)
{
	struct gw_buf words;
	size_t i;

	if (!e->spec.choices || value->type != GW_VALUE_STRING ||
		gw_choice_find(&e->spec, value->string) >= 0)
		return true;
	gw_buf_init(&words, 1024);
	for (i = 0; e->spec.choices[i]; i++)
		gw_buf_printf(&words, "%s\"%s\"", i ? ", " : "", e->spec.choices[i]);
	gw_fail(err, GW_EINVAL, "Expected value to be one of %s, but found \"%.200s\" instead.",
		gw_buf_cstr(&words) ? gw_buf_cstr(&words) : "", value->string);
	gw_buf_finish(&words);
	return false;
}

enum gw_status gw_expression_write(const struct gw_expression *expression,
	const struct gw_style_scope *scope, struct gw_buf *out, struct gw_error *err)
{
	struct gw_error reason = {0};
	struct gw_arena arena;
	struct gw_eval ev = {.scope = scope, .arena = &arena, .err = &reason};
	struct gw_value value;
	bool good;

	gw_arena_init(&arena, NULL, 0, (size_t)64 << 20);
	good = gw_expr_eval(expression->expr, &ev, &value) &&
		check_choice(expression, &value, &reason);
	if (good)
		gw_value_write_json(&value, out);
	gw_arena_finish(&arena);
	if (!good)
		return gw_fail(err, reason.code, "%s", reason.text);
	return gw_buf_ok(out) ? GW_OK : gw_fail_nomem(err);
}
