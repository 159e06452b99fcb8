/* SPDX-License-Identifier: Apache-2.0 */
#include "render/text.h"

#include <cairo.h>
#include <pango/pangocairo.h>

/*
 * All type is set in this size and scaled when it is shown: to find the fonts of yet another size
 * costs Pango milliseconds, and without hinting nothing else depends on it.
 */
#define SET_SIZE 64.0

/* Pango's units to those of the text's place. */
static double unit_of(double size)
{
	return size / SET_SIZE / PANGO_SCALE;
}

void gw_text_fix_rendering(PangoContext *context)
{
	cairo_font_options_t *options = cairo_font_options_create();

	cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	pango_cairo_context_set_font_options(context, options);
	pango_context_set_round_glyph_positions(context, FALSE);
	cairo_font_options_destroy(options);
}

static void set_font(PangoLayout *layout, const struct gw_type *type)
{
	PangoFontDescription *font = pango_font_description_from_string(GW_FONT_FAMILIES);

	pango_font_description_set_absolute_size(font, SET_SIZE * PANGO_SCALE);
	if (type->bold)
		pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
	pango_layout_set_font_description(layout, font);
	pango_font_description_free(font);
}

static void set_paragraph(PangoLayout *layout, const struct gw_type *type)
{
	if (type->align == GW_ALIGN_RIGHT)
		pango_layout_set_alignment(layout, PANGO_ALIGN_RIGHT);
	if (type->width <= 0)
		return;
	pango_layout_set_width(layout, (int)(type->width / unit_of(type->size)));
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	if (type->max_lines) {
		pango_layout_set_height(layout, -(int)type->max_lines);
		pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
	}
}

struct gw_text gw_text_set(cairo_t *cr, const char *text, const struct gw_type *type)
{
	struct gw_text out = {
		.layout = pango_cairo_create_layout(cr), .rgb = type->rgb, .size = type->size};
	PangoContext *context = pango_layout_get_context(out.layout);
	char *valid = g_utf8_make_valid(text ? text : "", -1);
	double unit = unit_of(type->size);
	PangoRectangle logical;

	gw_text_fix_rendering(context);
	/* the locale's language shall not choose the fonts */
	pango_context_set_language(
		context, pango_language_from_string(type->lang ? type->lang : "en"));
	set_font(out.layout, type);
	set_paragraph(out.layout, type);
	pango_layout_set_text(out.layout, valid, -1);
	g_free(valid);
	pango_layout_get_extents(out.layout, NULL, &logical);
	out.width = logical.width * unit;
	out.height = logical.height * unit;
	out.middle = logical.x * unit + out.width / 2;
	out.baseline = pango_layout_get_baseline(out.layout) * unit;
	return out;
}

void gw_text_finish(struct gw_text *text)
{
	if (text->layout)
		g_object_unref(text->layout);
	*text = (struct gw_text){0};
}

bool gw_text_is_cut(const struct gw_text *text)
{
	return pango_layout_is_ellipsized(text->layout);
}

bool gw_text_is_missing(const struct gw_text *text)
{
	return pango_layout_get_unknown_glyphs_count(text->layout) > 0;
}

const char *gw_text_content(const struct gw_text *text)
{
	return pango_layout_get_text(text->layout);
}

struct gw_rect gw_text_ink(const struct gw_text *text)
{
	double unit = unit_of(text->size);
	PangoRectangle ink;

	pango_layout_get_extents(text->layout, &ink, NULL);
	return (struct gw_rect){ink.x * unit, ink.y * unit, ink.width * unit, ink.height * unit};
}

void gw_colour_set(cairo_t *cr, uint32_t rgb, double alpha)
{
	cairo_set_source_rgba(cr, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0,
		(rgb & 255) / 255.0, alpha);
}

/* Until cairo_restore(), coordinates are those the text was set in, from its box's top left on. */
static void move_into(const struct gw_text *text, cairo_t *cr, double x, double y)
{
	cairo_save(cr);
	cairo_translate(cr, x, y);
	cairo_scale(cr, text->size / SET_SIZE, text->size / SET_SIZE);
	cairo_move_to(cr, 0, 0);
}

void gw_text_show(const struct gw_text *text, cairo_t *cr, double x, double y)
{
	move_into(text, cr, x, y);
	gw_colour_set(cr, text->rgb, 1);
	pango_cairo_show_layout(cr, text->layout);
	cairo_restore(cr);
	cairo_new_path(cr);
}

void gw_text_show_haloed(const struct gw_text *text, cairo_t *cr, double x, double y, double rim)
{
	cairo_new_path(cr);
	move_into(text, cr, x, y);
	pango_cairo_layout_path(cr, text->layout);
	cairo_restore(cr);
	cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
	cairo_set_line_width(cr, 2 * rim);
	gw_colour_set(cr, 0xffffff, 0.9);
	cairo_stroke(cr);
	gw_text_show(text, cr, x, y);
}
