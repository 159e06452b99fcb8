/* SPDX-License-Identifier: Apache-2.0 */
#include "render/portrait.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_CHUNK ((size_t)32 << 10)

/* No font has control characters; a name with one is not worth the whole map. */
static void blank_controls(char *text)
{
	for (; *text; text++) {
		unsigned char a = (unsigned char)text[0], b = (unsigned char)text[1];

		if ((a < ' ' && a != '\n') || a == 0x7f)
			*text = ' ';
		else if (a == 0xc2 && b >= 0x80 && b < 0xa0) /* U+0080 to U+009F */
			text[0] = text[1] = ' ';
	}
}

/* Text kept with the scene, in chunks so that it stays where it is. NULL when memory ends. */
static const char *keep_text(struct gw_scene *scene, const char *text)
{
	size_t n = strlen(text) + 1, room = n > TEXT_CHUNK ? n : TEXT_CHUNK;
	struct gw_scene_texts *chunk = scene->texts;
	char *kept;

	if (!chunk || chunk->room < n) {
		chunk = malloc(sizeof *chunk + room);
		if (!chunk)
			return NULL;
		*chunk = (struct gw_scene_texts){scene->texts, room, 0};
		scene->texts = chunk;
	}
	chunk->len += n;
	chunk->room -= n;
	kept = memcpy(chunk->text + chunk->len - n, text, n);
	blank_controls(kept);
	return kept;
}

static bool is_bold(struct gw_portrait *p)
{
	const char *font;

	return gw_layer_strings(p->layer, GW_TEXT_FONT, &p->scope, &p->scratch, &font, 1) &&
		strstr(font, "Bold");
}

/* The symbol of the feature that is looked at. */
static enum gw_status set_symbol(
	struct gw_portrait *p, struct gw_symbol *symbol, struct gw_error *err)
{
	double offset[2] = {0, 0};
	float size = gw_portrait_number(p, GW_TEXT_SIZE);
	const char *text = gw_layer_string(p->layer, GW_TEXT_FIELD, &p->scope, &p->scratch);

	if (*text && !(symbol->text = keep_text(p->scene, text)))
		return gw_fail_nomem(err);
	symbol->size = size;
	symbol->bold = is_bold(p);
	symbol->rgba = gw_portrait_color(p, GW_TEXT_COLOR, GW_TEXT_OPACITY);
	symbol->halo = gw_portrait_color(p, GW_TEXT_HALO_COLOR, GW_TEXT_OPACITY);
	symbol->halo_width = gw_portrait_number(p, GW_TEXT_HALO_WIDTH);
	symbol->max_width = gw_portrait_number(p, GW_TEXT_MAX_WIDTH) * size;
	symbol->anchor = (enum gw_anchor)gw_layer_choice(p->layer, GW_TEXT_ANCHOR, &p->scope);
	gw_layer_numbers(p->layer, GW_TEXT_OFFSET, &p->scope, offset, 2);
	symbol->dx = (float)offset[0] * size;
	symbol->dy = (float)offset[1] * size;
	symbol->icon_size = gw_portrait_number(p, GW_ICON_SIZE);
	symbol->padding = gw_portrait_number(p, GW_TEXT_PADDING);
	symbol->sort_key = gw_portrait_number(p, GW_SYMBOL_SORT_KEY);
	symbol->overlaps = gw_layer_bool(p->layer, GW_TEXT_ALLOW_OVERLAP, &p->scope);
	return gw_portrait_find_sprite(p, GW_ICON_IMAGE, &symbol->icon, err);
}

static bool shows_something(const struct gw_symbol *symbol)
{
	return symbol->text || symbol->icon != GW_NO_SPRITE;
}

enum gw_status gw_portray_labels(struct gw_portrait *p, struct gw_error *err)
{
	const struct gw_choropleth *map = p->data->choropleth;
	const struct gw_units *units = map->division->units;
	struct gw_symbol_layer *symbols = &gw_portrait_next_layer(p, GW_DRAW_SYMBOLS)->symbols;
	enum gw_status st = GW_OK;
	uint32_t i;

	symbols->items = gw_alloc_array((size_t)units->n + 1, sizeof *symbols->items);
	if (!symbols->items)
		return gw_fail_nomem(err);
	for (i = 0; i < units->n && !st; i++) {
		uint32_t level = units->items[i].level;
		const struct gw_poles *poles =
			level <= map->level && p->data->poles ? p->data->poles[level] : NULL;
		struct gw_symbol *symbol = &symbols->items[symbols->n];

		if (!poles || !(poles->items[i].radius > 0) ||
			!gw_portrait_look_at_unit(p, i, GW_GEOMETRY_POINT))
			continue;
		*symbol = (struct gw_symbol){
			.at = poles->items[i].at, .room = poles->items[i].radius};
		st = set_symbol(p, symbol, err);
		symbols->n += shows_something(symbol);
	}
	return st;
}

/* The middle of a feature: of its box for areas, of its longest part for lines. */
static struct gw_world middle_of(const struct gw_context *context, uint32_t number)
{
	const struct gw_context_feature *f = &context->features[number];
	size_t part, longest = f->first_part;

	if (f->shape == GW_SHAPE_POLYGON)
		return (struct gw_world){
			(f->box.min.x + f->box.max.x) / 2, (f->box.min.y + f->box.max.y) / 2};
	for (part = f->first_part; part < f->first_part + f->num_parts; part++)
		if (context->part_first[part + 1] - context->part_first[part] >
			context->part_first[longest + 1] - context->part_first[longest])
			longest = part;
	return context
		->points[(context->part_first[longest] + context->part_first[longest + 1]) / 2];
}

enum gw_status gw_portray_symbols(struct gw_portrait *p, struct gw_error *err)
{
	bool is_context = p->shows == GW_SHOWS_CONTEXT;
	struct gw_symbol_layer *symbols = &gw_portrait_next_layer(p, GW_DRAW_SYMBOLS)->symbols;
	uint32_t i, n = gw_portrait_count_points(p);
	enum gw_status st = GW_OK;

	symbols->items = gw_alloc_array((size_t)n + 1, sizeof *symbols->items);
	if (!symbols->items)
		return gw_fail_nomem(err);
	for (i = 0; i < n && !st; i++) {
		struct gw_symbol *symbol = &symbols->items[symbols->n];
		struct gw_world at;

		if (is_context ? !gw_portrait_look_at_context(p, i)
			       : !gw_portrait_look_at_point(p, i, &at))
			continue;
		if (is_context)
			at = middle_of(p->data->context, i);
		*symbol = (struct gw_symbol){.at = at};
		st = set_symbol(p, symbol, err);
		symbols->n += shows_something(symbol);
	}
	return st;
}
