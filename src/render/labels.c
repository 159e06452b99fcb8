/* SPDX-License-Identifier: Apache-2.0 */
#include "render/labels.h"

#include "base/mem.h"
#include "render/placed.h"
#include "render/sprites.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How far a text may reach from the pole of its unit, in radii of the unit's inner circle. */
#define REACH_MAX 1.2

/* No more free space than this is kept about a label, in pixels. */
#define PADDING_MAX 256

#define WIDTH_MAX 100000 /* to wrap at; Pango counts in 1024ths of a pixel */

/* Labels stand no further from the world's corner, in pixels: int64 and double are exact there. */
#define PIXELS_MAX 0x1p52

struct candidate {
	const struct gw_symbol *symbol;
	uint32_t layer;
};

struct placing {
	const struct gw_scene *scene;
	double scale, pen;
	const struct gw_labels_options *options;
	struct gw_letterings *letterings;
	struct gw_labels *labels;
	struct gw_boxgrid taken;
	struct gw_pixel_box within; /* empty: anywhere */
};

static int compare_numbers(double a, double b)
{
	return (a > b) - (a < b);
}

/* By all that shows, so that the order in which symbols are given does not. */
static int compare_candidates(const void *x, const void *y)
{
	const struct candidate *one = x, *other = y;
	const struct gw_symbol *a = one->symbol, *b = other->symbol;
	int order;

	if (one->layer != other->layer)
		return one->layer > other->layer ? -1 : 1;
	order = compare_numbers(a->sort_key, b->sort_key);
	if (!order && a->text && b->text)
		order = strcmp(a->text, b->text);
	else if (!order)
		order = (a->text != NULL) - (b->text != NULL);
	order = order ? order : compare_numbers(a->at.x, b->at.x);
	order = order ? order : compare_numbers(a->at.y, b->at.y);
	order = order ? order : compare_numbers(a->icon, b->icon);
	order = order ? order : compare_numbers(a->size, b->size);
	order = order ? order : compare_numbers(a->rgba, b->rgba);
	order = order ? order : compare_numbers(a->anchor, b->anchor);
	order = order ? order : compare_numbers(a->dx, b->dx);
	return order ? order : compare_numbers(a->dy, b->dy);
}

static bool is_sound(const struct gw_symbol *s)
{
	return isfinite(s->at.x + s->at.y) && isfinite(s->sort_key) &&
		isfinite(s->dx + s->dy + s->icon_size);
}

static enum gw_status collect(
	const struct gw_scene *scene, struct candidate **out, size_t *n, struct gw_error *err)
{
	size_t most = 0;
	uint32_t i, k;

	for (i = 0; i < scene->num_layers; i++)
		if (scene->layers[i].kind == GW_DRAW_SYMBOLS)
			most += scene->layers[i].symbols.n;
	if (most > GW_LABELS_MAX)
		return gw_fail(err, GW_EINVAL, "%zu symbols on one map; at most %zu can be placed",
			most, GW_LABELS_MAX);
	*out = gw_alloc_array(most, sizeof **out);
	if (!*out)
		return gw_fail_nomem(err);
	*n = 0;
	for (i = 0; i < scene->num_layers; i++) {
		const struct gw_symbol_layer *layer = &scene->layers[i].symbols;

		if (scene->layers[i].kind != GW_DRAW_SYMBOLS)
			continue;
		for (k = 0; k < layer->n; k++)
			if (is_sound(&layer->items[k]))
				(*out)[(*n)++] = (struct candidate){&layer->items[k], i};
	}
	qsort(*out, *n, sizeof **out, compare_candidates);
	return GW_OK;
}

static int64_t pixel_of(double v)
{
	return (int64_t)floor(fmin(fmax(v, -PIXELS_MAX), PIXELS_MAX) + 0.5);
}

static struct gw_pixel_box box_of(double left, double top, double right, double bottom)
{
	return (struct gw_pixel_box){pixel_of(floor(left)), pixel_of(floor(top)),
		pixel_of(ceil(right)), pixel_of(ceil(bottom))};
}

static struct gw_pixel_box world_box_of(const struct placing *p, const struct gw_world_box *box)
{
	return box_of(box->min.x * p->scale, box->min.y * p->scale, box->max.x * p->scale,
		box->max.y * p->scale);
}

static bool may_stand(const struct placing *p, const struct gw_pixel_box *box)
{
	const struct gw_pixel_box *w = &p->within;
	size_t i;

	if (w->left < w->right &&
		(box->left < w->left || box->top < w->top || box->right > w->right ||
			box->bottom > w->bottom))
		return false;
	for (i = 0; p->options && i < p->options->num_obstacles; i++) {
		struct gw_pixel_box obstacle = world_box_of(p, &p->options->obstacles[i]);

		if (gw_pixel_boxes_meet(box, &obstacle))
			return false;
	}
	return true;
}

/* Type smaller than a pixel is not shown. */
static bool has_text(const struct placing *p, const struct gw_symbol *s)
{
	return s->text && *s->text && s->size * p->pen >= 1;
}

static enum gw_status get_lettering(const struct placing *p, const struct gw_symbol *s,
	struct gw_lettering **out, struct gw_error *err)
{
	struct gw_lettering_key key = {
		.text = s->text,
		.lang = p->scene->lang,
		.size = fminf((float)(s->size * p->pen), GW_LETTERING_SIZE_MAX),
		.max_width = fminf(fmaxf((float)(s->max_width * p->pen), 0), WIDTH_MAX),
		.anchor = s->anchor,
		.bold = s->bold,
	};

	/* a wider rim than a quarter would run letters together (as MapLibre has it) */
	if (gw_rgba_alpha(s->halo) && s->halo_width > 0)
		key.rim = fminf((float)(s->halo_width * p->pen), key.size / 4);
	return gw_letterings_get(p->letterings, &key, out, err);
}

/* Whether the letters lie about within their unit: none of the box's corners is too far away. */
static bool has_room(
	const struct placing *p, const struct gw_symbol *s, const struct gw_lettering *l)
{
	double x = fmax(fabs(l->left), fabs(l->right));
	double y = fmax(fabs(l->top), fabs(l->bottom));

	return !(s->room > 0) || hypot(x, y) <= REACH_MAX * s->room * p->scale;
}

static struct gw_pixel_box lettering_box(
	const struct gw_lettering *l, int64_t x, int64_t y, double margin)
{
	struct gw_pixel_box box;

	margin += (double)l->key.rim;
	box = box_of(l->left - margin, l->top - margin, l->right + margin, l->bottom + margin);
	return (struct gw_pixel_box){box.left + x, box.top + y, box.right + x, box.bottom + y};
}

static struct gw_pixel_box icon_box(
	const struct gw_icon *icon, int64_t left, int64_t top, int64_t margin)
{
	return (struct gw_pixel_box){left - margin, top - margin, left + icon->width + margin,
		top + icon->height + margin};
}

static bool note_taken(void *context, size_t number)
{
	*(bool *)context = true;
	return false;
}

static bool is_taken(const struct placing *p, struct gw_pixel_box box)
{
	bool taken = false;

	gw_boxgrid_visit(&p->taken, box, note_taken, &taken);
	return taken;
}

/*
 * Takes the boxes of a label's letters and icon, if they may stand there and, unless it overlaps
 * whatever is there, are free. *placed says so.
 */
static enum gw_status take(struct placing *p, const struct gw_symbol *s,
	const struct gw_placed *label, bool *placed, struct gw_error *err)
{
	double padding = fmin(fmax(s->padding * p->pen, 0), PADDING_MAX);
	struct gw_pixel_box own[2], padded[2];
	size_t n = 0, i;

	*placed = false;
	if (label->lettering) {
		own[n] = lettering_box(label->lettering, label->x, label->y, 0);
		padded[n++] = lettering_box(label->lettering, label->x, label->y, padding);
	}
	if (label->icon != GW_NO_ICON) {
		const struct gw_icon *icon = &p->labels->icons.items[label->icon];

		own[n] = icon_box(icon, label->icon_left, label->icon_top, 0);
		padded[n++] = icon_box(icon, label->icon_left, label->icon_top, pixel_of(padding));
	}
	for (i = 0; i < n; i++)
		if (!may_stand(p, &own[i]) || (!s->overlaps && is_taken(p, padded[i])))
			return GW_OK;
	for (i = 0; i < n; i++)
		if (!gw_boxgrid_add(&p->taken, padded[i]))
			return gw_fail_nomem(err);
	*placed = true;
	return GW_OK;
}

static enum gw_status set_icon(
	struct placing *p, const struct gw_symbol *s, struct gw_placed *label, struct gw_error *err)
{
	const struct gw_icon *icon;
	enum gw_status st;

	st = gw_icons_get(&p->labels->icons, p->scene->sprites, s->icon, s->icon_size * p->pen,
		&label->icon, err);
	if (st)
		return st;
	icon = &p->labels->icons.items[label->icon];
	label->icon_left = pixel_of(s->at.x * p->scale) - icon->width / 2;
	label->icon_top = pixel_of(s->at.y * p->scale) - icon->height / 2;
	return GW_OK;
}

static enum gw_status place(
	struct placing *p, const struct candidate *candidate, struct gw_error *err)
{
	const struct gw_symbol *s = candidate->symbol;
	struct gw_labels *labels = p->labels;
	struct gw_placed label = {
		.x = pixel_of(s->at.x * p->scale) + pixel_of(s->dx * p->pen),
		.y = pixel_of(s->at.y * p->scale) + pixel_of(s->dy * p->pen),
		.rgba = s->rgba,
		.halo = s->halo,
		.icon = GW_NO_ICON,
		.layer = candidate->layer,
		.rank = (uint32_t)labels->n,
	};
	enum gw_status st = GW_OK;
	bool placed = false;

	if (has_text(p, s))
		st = get_lettering(p, s, &label.lettering, err);
	if (!st && s->icon != GW_NO_SPRITE && p->scene->sprites && s->icon_size > 0)
		st = set_icon(p, s, &label, err);
	if (!st && (!label.lettering || has_room(p, s, label.lettering)) &&
		(label.lettering || label.icon != GW_NO_ICON))
		st = take(p, s, &label, &placed, err);
	if (placed && label.lettering)
		st = gw_letterings_rasterise(p->letterings, label.lettering, err);
	if (!st && placed && !gw_grow(&labels->items, labels->n, &labels->capacity, sizeof label))
		st = gw_fail_nomem(err);
	if (st || !placed)
		gw_lettering_release(label.lettering);
	else
		labels->items[labels->n++] = label;
	return st;
}

static int compare_placed(const void *x, const void *y)
{
	const struct gw_placed *a = x, *b = y;

	if (a->layer != b->layer)
		return a->layer < b->layer ? -1 : 1;
	return a->rank < b->rank ? -1 : 1;
}

/* What a label covers, letters that stick out of their line and halo included. */
static struct gw_pixel_box drawn_box(const struct gw_labels *labels, const struct gw_placed *label)
{
	struct gw_pixel_box box = {INT64_MAX, INT64_MAX, INT64_MIN, INT64_MIN};

	if (label->icon != GW_NO_ICON)
		box = icon_box(
			&labels->icons.items[label->icon], label->icon_left, label->icon_top, 0);
	if (label->lettering) {
		const struct gw_mask *m = &label->lettering->mask;
		int64_t left = label->x + m->left, right = left + m->width;
		int64_t top = label->y + m->top, bottom = top + m->height;

		box.left = box.left < left ? box.left : left;
		box.top = box.top < top ? box.top : top;
		box.right = box.right > right ? box.right : right;
		box.bottom = box.bottom > bottom ? box.bottom : bottom;
	}
	return box;
}

/* Puts the labels in the order they are drawn in, to be found by what they cover. */
static enum gw_status index_drawn(struct gw_labels *labels, struct gw_error *err)
{
	size_t i;

	if (labels->n)
		qsort(labels->items, labels->n, sizeof *labels->items, compare_placed);
	if (!gw_boxgrid_init(&labels->drawn, labels->n))
		return gw_fail_nomem(err);
	for (i = 0; i < labels->n; i++)
		if (!gw_boxgrid_add(&labels->drawn, drawn_box(labels, &labels->items[i])))
			return gw_fail_nomem(err);
	return GW_OK;
}

enum gw_status gw_labels_place(struct gw_labels **out, const struct gw_scene *scene, double scale,
	double pen, const struct gw_labels_options *options, struct gw_error *err)
{
	struct placing p = {.scene = scene, .scale = scale, .pen = pen, .options = options};
	struct gw_letterings *own = NULL;
	struct candidate *candidates = NULL;
	enum gw_status st;
	size_t n = 0, i;

	p.labels = calloc(1, sizeof *p.labels);
	if (!p.labels)
		return gw_fail_nomem(err);
	p.labels->sprites = scene->sprites;
	st = collect(scene, &candidates, &n, err);
	if (!st && !(options && options->letterings))
		st = gw_letterings_create(&own, SIZE_MAX, err);
	if (!st && !gw_boxgrid_init(&p.taken, n))
		st = gw_fail_nomem(err);
	p.letterings = own ? own : options ? options->letterings : NULL;
	if (options)
		p.within = world_box_of(&p, &options->within);
	for (i = 0; i < n && !st; i++)
		st = place(&p, &candidates[i], err);
	if (!st)
		st = index_drawn(p.labels, err);
	gw_boxgrid_finish(&p.taken);
	gw_letterings_destroy(own);
	free(candidates);
	if (st)
		gw_labels_destroy(p.labels);
	else
		*out = p.labels;
	return st;
}

void gw_labels_destroy(struct gw_labels *labels)
{
	size_t i;

	if (!labels)
		return;
	for (i = 0; i < labels->n; i++)
		gw_lettering_release(labels->items[i].lettering);
	free(labels->items);
	gw_boxgrid_finish(&labels->drawn);
	gw_icons_finish(&labels->icons);
	free(labels);
}

size_t gw_labels_count(const struct gw_labels *labels)
{
	return labels->n;
}
