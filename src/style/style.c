/* SPDX-License-Identifier: Apache-2.0 */
#include "style/style.h"

#include "style/arena.h"
#include "style/faults.h"
#include "style/layer.h"
#include "style/suggest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_MAX ((size_t)1 << 30)

struct gw_style {
	struct gw_arena arena;
	struct gw_style_layer *layers;
	size_t num_layers;
};

/* What a member of an object may be. */
struct member {
	const char *name;
	enum { TEXT, NUMBER, BOOLEAN, LIST, OBJECT, ANYTHING, REFUSED } kind;
};

static const struct member style_members[] = {{"version", NUMBER}, {"name", TEXT},
	{"metadata", ANYTHING}, {"center", LIST}, {"zoom", NUMBER}, {"bearing", NUMBER},
	{"pitch", NUMBER}, {"roll", NUMBER}, {"centerAltitude", NUMBER}, {"light", OBJECT},
	{"sky", REFUSED}, {"projection", REFUSED}, {"terrain", REFUSED}, {"state", REFUSED},
	{"font-faces", REFUSED}, {"sources", OBJECT}, {"sprite", TEXT}, {"glyphs", TEXT},
	{"transition", OBJECT}, {"layers", LIST}};

static const struct member source_members[] = {{"type", TEXT}, {"url", TEXT}, {"tiles", LIST},
	{"bounds", LIST}, {"scheme", TEXT}, {"minzoom", NUMBER}, {"maxzoom", NUMBER},
	{"attribution", TEXT}, {"promoteId", ANYTHING}, {"volatile", BOOLEAN}};

static bool is_kind(const json_t *json, const struct member *member)
{
	switch (member->kind) {
	case TEXT:
		return json_is_string(json);
	case NUMBER:
		return json_is_number(json);
	case BOOLEAN:
		return json_is_boolean(json);
	case LIST:
		return json_is_array(json);
	case OBJECT:
		return json_is_object(json);
	case ANYTHING:
		return true;
	case REFUSED:
		break;
	}
	return false;
}

static bool check_member(struct gw_parser *p, const char *name, const json_t *json,
	const struct member *known, size_t n)
{
	static const char *const kinds[] = {"string", "number", "boolean", "array", "object"};
	char text[GW_SUGGESTION_TEXT_MAX];
	struct gw_suggestion suggestion;
	size_t i;

	gw_suggestion_init(&suggestion, name);
	for (i = 0; i < n && strcmp(known[i].name, name) != 0; i++)
		gw_suggestion_try(&suggestion, known[i].name);
	if (i == n)
		return gw_refuse(
			p, "there is no such member%s", gw_suggestion_format(&suggestion, text));
	if (is_kind(json, &known[i]))
		return true;
	if (known[i].kind == REFUSED)
		return gw_refuse(p, "\"%s\" is not supported", name);
	return gw_refuse(p, "%s expected", kinds[known[i].kind]);
}

/* Checks the members of an object by their names and kinds. */
static bool check_members(
	struct gw_parser *p, const json_t *json, const struct member *known, size_t n)
{
	bool good = true;
	const char *name;
	json_t *member;
	size_t mark;

	json_object_foreach((json_t *)json, name, member)
	{
		mark = gw_parser_enter(p, name);
		good = check_member(p, name, member, known, n) && good;
		gw_parser_leave(p, mark);
	}
	return good;
}

static bool check_source(struct gw_parser *p, const json_t *json)
{
	const char *type = json_string_value(json_object_get(json, "type"));

	if (!json_is_object(json))
		return gw_refuse(p, "object expected");
	if (!type)
		return gw_refuse(p, "a source needs a \"type\"");
	if (strcmp(type, "vector") != 0)
		return gw_refuse(
			p, "sources of type \"%.60s\" are not supported; \"vector\" is", type);
	return check_members(
		p, json, source_members, sizeof source_members / sizeof *source_members);
}

static void check_sources(struct gw_parser *p, const json_t *json)
{
	size_t mark = gw_parser_enter(p, "sources"), source_mark;
	const char *name;
	json_t *source;

	json_object_foreach((json_t *)json, name, source)
	{
		source_mark = gw_parser_enter(p, name);
		check_source(p, source);
		gw_parser_leave(p, source_mark);
	}
	gw_parser_leave(p, mark);
}

struct numbered_id {
	const char *id;
	size_t layer;
};

static int order_ids(const void *left, const void *right)
{
	const struct numbered_id *a = left, *b = right;
	int order = strcmp(a->id, b->id);

	return order ? order : (a->layer > b->layer) - (a->layer < b->layer);
}

/* Two layers of one id are a fault of the upper one. */
static void check_ids(struct gw_parser *p, const struct gw_style *style)
{
	struct numbered_id *ids = gw_arena_alloc(p->arena, style->num_layers, sizeof *ids);
	size_t n = 0, i, mark;

	if (!ids) {
		gw_refuse_nomem(p);
		return;
	}
	for (i = 0; i < style->num_layers; i++)
		if (style->layers[i].id)
			ids[n++] = (struct numbered_id){style->layers[i].id, i};
	qsort(ids, n, sizeof *ids, order_ids);
	for (i = 1; i < n; i++)
		if (!strcmp(ids[i - 1].id, ids[i].id)) {
			mark = gw_parser_enter_item(p, ids[i].layer);
			gw_refuse(p, "layer %zu has the id \"%.60s\" too", ids[i - 1].layer,
				ids[i].id);
			gw_parser_leave(p, mark);
		}
}

static void parse_layers(struct gw_parser *p, struct gw_style *style, const json_t *json)
{
	const json_t *layers = json_object_get(json, "layers");
	const json_t *sources = json_object_get(json, "sources");
	size_t n = json_array_size(layers), mark = gw_parser_enter(p, "layers"), layer_mark, i;

	style->layers = gw_arena_alloc(p->arena, n, sizeof *style->layers);
	if (style->layers)
		style->num_layers = n;
	else
		gw_refuse_nomem(p);
	for (i = 0; i < style->num_layers && !p->no_memory; i++) {
		layer_mark = gw_parser_enter_item(p, i);
		gw_layer_parse(p, json_array_get(layers, i), sources, &style->layers[i]);
		gw_parser_leave(p, layer_mark);
	}
	check_ids(p, style);
	gw_parser_leave(p, mark);
}

static void parse_style(struct gw_parser *p, struct gw_style *style, const json_t *json)
{
	const json_t *version = json_object_get(json, "version");

	if (!json_is_object(json)) {
		gw_refuse(p, "a style is an object");
		return;
	}
	check_members(p, json, style_members, sizeof style_members / sizeof *style_members);
	if (json_number_value(version) != 8)
		gw_refuse(p, "a style needs \"version\": 8");
	if (!json_object_get(json, "sources"))
		gw_refuse(p, "a style needs \"sources\"");
	if (!json_object_get(json, "layers"))
		gw_refuse(p, "a style needs \"layers\"");
	check_sources(p, json_object_get(json, "sources"));
	parse_layers(p, style, json);
}

enum gw_status gw_style_parse(struct gw_style **out, const char *json, size_t len,
	struct gw_style_faults *faults, struct gw_error *err)
{
	struct gw_style *style;
	struct gw_parser p;
	json_error_t where;
	enum gw_status st;
	json_t *root;

	*out = NULL;
	if (len > GW_STYLE_BYTES_MAX)
		return gw_fail(err, GW_EINVAL, "a style of more than %zu bytes is not read",
			GW_STYLE_BYTES_MAX);
	root = json_loadb(json, len, JSON_REJECT_DUPLICATES, &where);
	if (!root)
		return gw_fail(err, GW_EINVAL, "line %d, column %d: %.200s", where.line,
			where.column, where.text);
	style = calloc(1, sizeof *style);
	if (!style) {
		json_decref(root);
		return gw_fail_nomem(err);
	}
	gw_arena_init(&style->arena, NULL, 0, ARENA_MAX);
	gw_parser_init(&p, &style->arena, faults);
	parse_style(&p, style, root);
	st = gw_parser_status(&p, err);
	gw_parser_finish(&p);
	json_decref(root);
	if (st)
		gw_style_destroy(style);
	else
		*out = style;
	return st;
}

void gw_style_destroy(struct gw_style *style)
{
	if (!style)
		return;
	gw_arena_finish(&style->arena);
	free(style);
}

size_t gw_style_count_layers(const struct gw_style *style)
{
	return style->num_layers;
}

const struct gw_style_layer *gw_style_layer(const struct gw_style *style, size_t i)
{
	return &style->layers[i];
}
