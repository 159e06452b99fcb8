/* SPDX-License-Identifier: Apache-2.0 */
#include "render/text.h"

#include "render/hatch.h"

#include <cairo.h>
#include <pango/pangocairo.h>

/* Latin from the first, Chinese from the second. */
#define FONT_FAMILIES "Noto Sans, Noto Sans CJK SC, sans-serif"

/* Outlines as designed, whatever the desktop's settings: the same picture on every machine. */
static void fix_rendering(PangoContext *context)
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
	PangoFontDescription *font = pango_font_description_from_string(FONT_FAMILIES);

	pango_font_description_set_absolute_size(font, type->size * PANGO_SCALE);
	if (type->bold)
		pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
	pango_layout_set_font_description(layout, font);
	pango_font_description_free(font);
}

static void set_paragraph(PangoLayout *layout, const struct gw_type *type)
{
	static const PangoAlignment alignments[] = {
		PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER, PANGO_ALIGN_RIGHT};

	pango_layout_set_alignment(layout, alignments[type->align]);
	if (type->width <= 0)
		return;
	pango_layout_set_width(layout, (int)(type->width * PANGO_SCALE));
	pango_layout_set_wrap(layout, type->whole_words ? PANGO_WRAP_WORD : PANGO_WRAP_WORD_CHAR);
	if (type->max_lines) {
		pango_layout_set_height(layout, -(int)type->max_lines);
		pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
	}
}

struct gw_text gw_text_set(cairo_t *cr, const char *text, const struct gw_type *type)
{
	struct gw_text out = {.layout = pango_cairo_create_layout(cr), .rgb = type->rgb};
	PangoContext *context = pango_layout_get_context(out.layout);
	char *valid = g_utf8_make_valid(text ? text : "", -1);
	PangoRectangle logical;

	fix_rendering(context);
	if (type->lang)
		pango_context_set_language(context, pango_language_from_string(type->lang));
	set_font(out.layout, type);
	set_paragraph(out.layout, type);
	pango_layout_set_text(out.layout, valid, -1);
	g_free(valid);
	pango_layout_get_extents(out.layout, NULL, &logical);
	out.width = (double)logical.width / PANGO_SCALE;
	out.height = (double)logical.height / PANGO_SCALE;
	out.middle = (double)logical.x / PANGO_SCALE + out.width / 2;
	out.baseline = (double)pango_layout_get_baseline(out.layout) / PANGO_SCALE;
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

void gw_text_show(const struct gw_text *text, cairo_t *cr, double x, double y)
{
	cairo_move_to(cr, x, y);
	gw_rgb_set(cr, text->rgb, 1);
	pango_cairo_show_layout(cr, text->layout);
}

void gw_text_show_haloed(const struct gw_text *text, cairo_t *cr, double x, double y, double rim)
{
	cairo_new_path(cr);
	cairo_move_to(cr, x, y);
	pango_cairo_layout_path(cr, text->layout);
	cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
	cairo_set_line_width(cr, 2 * rim);
	gw_rgb_set(cr, 0xffffff, 0.9);
	cairo_stroke(cr);
	gw_text_show(text, cr, x, y);
}
