/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"
#include "render/picture.h"
#include "render/placed.h"
#include "render/sprites.h"
#include "render/strokes.h"

#include <cairo.h>
#include <stdlib.h>

/* The numbers of the labels that a picture shows. */
struct shown {
	uint32_t *numbers;
	size_t n, capacity;
	bool no_memory;
};

static bool add_shown(void *context, size_t number)
{
	struct shown *shown = context;

	if (!gw_grow(&shown->numbers, shown->n, &shown->capacity, sizeof *shown->numbers)) {
		shown->no_memory = true;
		return false;
	}
	shown->numbers[shown->n++] = (uint32_t)number;
	return true;
}

static int compare_numbers(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* A picture and where in the world it is. */
struct place {
	const struct gw_overlay *overlay;
	int64_t x, y;
};

/* The part of a box of pixels that a picture shows: rows and columns of the box. */
struct part {
	int64_t left, top, right, bottom;
};

static struct part part_of(
	const struct place *p, int64_t left, int64_t top, unsigned width, unsigned height)
{
	int64_t right = p->x + p->overlay->width, bottom = p->y + p->overlay->height;

	return (struct part){
		.left = left < p->x ? p->x - left : 0,
		.top = top < p->y ? p->y - top : 0,
		.right = left + width > right ? right - left : width,
		.bottom = top + height > bottom ? bottom - top : height,
	};
}

static void put(const struct gw_overlay *o, unsigned x, unsigned y, uint32_t pixel)
{
	uint32_t *to = &o->pixels[y * o->stride + x];

	*to = gw_pixel_over(pixel, *to);
	if (o->touched)
		o->touched[y * gw_overlay_words(o->width) + x / 64] |= (uint64_t)1 << x % 64;
}

static void compose_mask(
	const struct place *p, const struct gw_placed *label, const uint8_t *coverage, gw_rgba rgba)
{
	const struct gw_mask *m = &label->lettering->mask;
	int64_t left = label->x + m->left, top = label->y + m->top, i, j;
	struct part part = part_of(p, left, top, m->width, m->height);
	uint32_t pixel = gw_rgba_premultiply(rgba);

	for (j = part.top; j < part.bottom; j++)
		for (i = part.left; i < part.right; i++) {
			uint8_t c = coverage[j * m->width + i];

			if (c)
				put(p->overlay, (unsigned)(left + i - p->x),
					(unsigned)(top + j - p->y), gw_pixel_scale(pixel, c));
		}
}

static void compose_icon(
	const struct place *p, const struct gw_placed *label, const struct gw_icon *icon)
{
	int64_t left = label->icon_left, top = label->icon_top, i, j;
	struct part part = part_of(p, left, top, icon->width, icon->height);

	for (j = part.top; j < part.bottom; j++)
		for (i = part.left; i < part.right; i++) {
			uint32_t pixel = icon->pixels[j * icon->width + i];

			if (pixel)
				put(p->overlay, (unsigned)(left + i - p->x),
					(unsigned)(top + j - p->y), pixel);
		}
}

static struct gw_pixel_box box_of(int64_t x, int64_t y, unsigned width, unsigned height)
{
	return (struct gw_pixel_box){x, y, x + width, y + height};
}

enum gw_status gw_labels_compose(const struct gw_labels *labels, const struct gw_overlay *overlay,
	int64_t x, int64_t y, struct gw_error *err)
{
	struct place p = {overlay, x, y};
	struct shown shown = {0};
	enum gw_status st = GW_OK;
	size_t i;

	gw_boxgrid_visit(
		&labels->drawn, box_of(x, y, overlay->width, overlay->height), add_shown, &shown);
	if (shown.no_memory) {
		st = gw_fail_nomem(err);
		goto out;
	}
	if (shown.n)
		qsort(shown.numbers, shown.n, sizeof *shown.numbers, compare_numbers);
	for (i = 0; i < shown.n; i++) {
		const struct gw_placed *label = &labels->items[shown.numbers[i]];

		if (label->icon != GW_NO_ICON)
			compose_icon(&p, label, &labels->icons.items[label->icon]);
		if (label->lettering && label->lettering->mask.halo)
			compose_mask(&p, label, label->lettering->mask.halo, label->halo);
		if (label->lettering)
			compose_mask(&p, label, label->lettering->mask.letters, label->rgba);
	}
out:
	free(shown.numbers);
	return st;
}

static bool note_reached(void *context, size_t number)
{
	*(bool *)context = true;
	return false;
}

bool gw_labels_reach(
	const struct gw_labels *labels, int64_t x, int64_t y, unsigned width, unsigned height)
{
	bool reached = false;

	gw_boxgrid_visit(&labels->drawn, box_of(x, y, width, height), note_reached, &reached);
	return reached;
}

/* Images get outlines: Cairo would move each letter to whole pixels. */
static bool wants_outlines(cairo_t *cr)
{
	return cairo_surface_get_type(cairo_get_group_target(cr)) == CAIRO_SURFACE_TYPE_IMAGE;
}

static void draw_letters(const struct gw_placed *label, cairo_t *cr)
{
	const struct gw_lettering *lettering = label->lettering;

	cairo_new_path(cr);
	if (lettering->key.rim > 0) {
		gw_lettering_path(lettering, cr);
		cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
		cairo_set_line_width(cr, 2 * (double)lettering->key.rim);
		gw_rgba_set(cr, label->halo);
		cairo_stroke(cr);
	}
	gw_rgba_set(cr, label->rgba);
	if (wants_outlines(cr)) {
		gw_lettering_path(lettering, cr);
		cairo_fill(cr);
	} else {
		gw_lettering_show(lettering, cr);
	}
}

static bool is_seen(cairo_t *cr, const struct gw_pixel_box *box, double x, double y)
{
	double left, top, right, bottom;

	cairo_clip_extents(cr, &left, &top, &right, &bottom);
	return box->left - x < right && box->right - x > left && box->top - y < bottom &&
		box->bottom - y > top;
}

enum gw_status gw_labels_paint(
	const struct gw_labels *labels, cairo_t *cr, double x, double y, struct gw_error *err)
{
	size_t i;

	for (i = 0; i < labels->n; i++) {
		const struct gw_placed *label = &labels->items[i];

		if (!is_seen(cr, &labels->drawn.boxes[i], x, y))
			continue;
		cairo_save(cr);
		if (label->icon != GW_NO_ICON) {
			const struct gw_icon *icon = &labels->icons.items[label->icon];

			gw_sprites_draw(labels->sprites, icon->sprite, cr,
				(double)label->icon_left - x, (double)label->icon_top - y,
				icon->scale);
		}
		cairo_translate(cr, (double)label->x - x, (double)label->y - y);
		if (label->lettering)
			draw_letters(label, cr);
		cairo_restore(cr);
	}
	return gw_cairo_check(cr, err);
}
