/* SPDX-License-Identifier: Apache-2.0 */
#include "render/stagediff.h"

#include "base/fingerprint.h"
#include "base/mem.h"
#include "render/heat.h"
#include "render/placed.h"
#include "render/strokes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What Cairo or a rounding may touch beyond a thing's own pixels. */
#define SLACK 3.0

static uint64_t add_real(uint64_t print, double number)
{
	uint64_t bits;

	memcpy(&bits, &number, sizeof bits);
	return gw_fingerprint_number(print, bits);
}

static uint64_t add_place(uint64_t print, struct gw_world at)
{
	return add_real(add_real(print, at.x), at.y);
}

/* A box of the Mercator square and `margin` pixels about it. */
static struct gw_pixel_box box_about(
	const struct gw_stage *stage, struct gw_world_box box, double margin)
{
	return (struct gw_pixel_box){
		(int64_t)floor(box.min.x * stage->scale - margin),
		(int64_t)floor(box.min.y * stage->scale - margin),
		(int64_t)ceil(box.max.x * stage->scale + margin) + 1,
		(int64_t)ceil(box.max.y * stage->scale + margin) + 1,
	};
}

static bool is_within(const struct gw_stage *stage, const struct gw_scene_layer *layer)
{
	return layer == &stage->scene.layers[stage->fill] ||
		layer == &stage->scene.layers[stage->borders];
}

/* --- what has its place: features, points, labels --- */

static uint64_t print_feature(const struct gw_context *context, uint32_t number)
{
	const struct gw_context_feature *f = &context->features[number];
	uint64_t print = gw_fingerprint_number(GW_FINGERPRINT_NONE, (uint64_t)f->shape);
	size_t part;

	for (part = f->first_part; part < f->first_part + f->num_parts; part++) {
		size_t first = context->part_first[part], n = context->part_first[part + 1] - first;

		print = gw_fingerprint_bytes(
			print, context->points + first, n * sizeof *context->points);
	}
	return print;
}

static enum gw_status mark_areas(struct gw_marks *marks, const struct gw_stage *stage,
	const struct gw_area_layer *areas, struct gw_error *err)
{
	const struct gw_context *context = stage->scene.context;
	enum gw_status st = GW_OK;
	uint32_t i;

	for (i = 0; i < areas->n && !st; i++) {
		const struct gw_area *a = &areas->items[i];
		uint64_t print = print_feature(context, a->feature);

		print = gw_fingerprint_number(print, (uint64_t)a->rgba << 32 | a->outline);
		print = add_real(gw_fingerprint_number(print, a->sprite), (double)a->opacity);
		st = gw_marks_add(marks,
			(struct gw_mark){print,
				box_about(stage, context->features[a->feature].box,
					stage->pen + SLACK)},
			err);
	}
	return st;
}

/* Lines of one look in a row are one stroke, so the run that a line is in belongs to its look. */
static enum gw_status mark_lines(struct gw_marks *marks, const struct gw_stage *stage,
	const struct gw_line_layer *lines, struct gw_error *err)
{
	const struct gw_context *context = stage->scene.context;
	enum gw_status st = GW_OK;
	uint32_t i, run = 0;

	for (i = 0; i < lines->n && !st; i++) {
		const struct gw_line *line = &lines->items[i];
		uint64_t print = print_feature(context, line->feature);
		double margin;

		run += i && memcmp(&line->stroke, &line[-1].stroke, sizeof line->stroke) != 0;
		print = gw_fingerprint_number(print, run);
		print = gw_fingerprint_bytes(print, &line->stroke, sizeof line->stroke);
		margin = gw_stroke_reach(&line->stroke) * stage->pen + SLACK;
		st = gw_marks_add(marks,
			(struct gw_mark){print,
				box_about(stage, context->features[line->feature].box, margin)},
			err);
	}
	return st;
}

static enum gw_status mark_circles(struct gw_marks *marks, const struct gw_stage *stage,
	const struct gw_circle_layer *circles, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	uint32_t i;

	for (i = 0; i < circles->n && !st; i++) {
		const struct gw_circle *c = &circles->items[i];
		double reach = fmax(c->radius, 0) + fmax(c->stroke_width, 0);
		uint64_t print = add_place(GW_FINGERPRINT_NONE, c->at);

		print = add_real(add_real(print, (double)c->radius), (double)c->blur);
		print = gw_fingerprint_number(print, (uint64_t)c->rgba << 32 | c->stroke);
		print = add_real(print, (double)c->stroke_width);
		st = gw_marks_add(marks,
			(struct gw_mark){print,
				box_about(stage, (struct gw_world_box){c->at, c->at},
					reach * stage->pen + SLACK)},
			err);
	}
	return st;
}

static enum gw_status mark_heat(struct gw_marks *marks, const struct gw_stage *stage,
	const struct gw_heat_layer *heat, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	uint32_t i;

	for (i = 0; i < heat->n && !st; i++) {
		const struct gw_heat_point *p = &heat->items[i];
		uint64_t print = add_place(GW_FINGERPRINT_NONE, p->at);
		double reach = gw_heat_reach(heat, p);

		print = add_real(add_real(print, (double)p->weight), (double)p->radius);
		if (reach > 0)
			st = gw_marks_add(marks,
				(struct gw_mark){print,
					box_about(stage, (struct gw_world_box){p->at, p->at},
						reach * stage->pen + SLACK)},
				err);
	}
	return st;
}

static uint64_t print_label(const struct gw_labels *labels, const struct gw_placed *label)
{
	uint64_t print = gw_fingerprint_number(GW_FINGERPRINT_NONE, label->layer);

	if (label->lettering) {
		const struct gw_lettering_key *key = &label->lettering->key;

		print = gw_fingerprint_text(gw_fingerprint_text(print, key->text), key->lang);
		print = add_real(add_real(print, (double)key->size), (double)key->max_width);
		print = add_real(print, (double)key->rim);
		print = gw_fingerprint_number(print, (uint64_t)key->anchor << 1 | key->bold);
		print = gw_fingerprint_number(print, (uint64_t)label->x);
		print = gw_fingerprint_number(print, (uint64_t)label->y);
		print = gw_fingerprint_number(print, (uint64_t)label->rgba << 32 | label->halo);
	}
	if (label->icon != GW_NO_ICON) {
		const struct gw_icon *icon = &labels->icons.items[label->icon];

		print = add_real(gw_fingerprint_number(print, icon->sprite), icon->scale);
		print = gw_fingerprint_number(print, (uint64_t)label->icon_left);
		print = gw_fingerprint_number(print, (uint64_t)label->icon_top);
	}
	return print;
}

static enum gw_status mark_labels(
	struct gw_marks *marks, const struct gw_labels *labels, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	size_t i;

	for (i = 0; labels && i < labels->n && !st; i++)
		st = gw_marks_add(marks,
			(struct gw_mark){
				print_label(labels, &labels->items[i]), labels->drawn.boxes[i]},
			err);
	return st;
}

static enum gw_status mark_layer(struct gw_marks *marks, const struct gw_stage *stage,
	const struct gw_scene_layer *layer, struct gw_error *err)
{
	switch (layer->kind) {
	case GW_DRAW_AREAS:
		return mark_areas(marks, stage, &layer->areas, err);
	case GW_DRAW_LINES:
		return mark_lines(marks, stage, &layer->lines, err);
	case GW_DRAW_CIRCLES:
		return mark_circles(marks, stage, &layer->circles, err);
	case GW_DRAW_HEAT:
		return mark_heat(marks, stage, &layer->heat, err);
	default:
		return GW_OK;
	}
}

static enum gw_status compare_layers(const struct gw_stage *a, const struct gw_stage *b,
	uint32_t layer, struct gw_changes *changes, struct gw_error *err)
{
	struct gw_marks before = {0}, after = {0};
	enum gw_status st;

	st = mark_layer(&before, a, &a->scene.layers[layer], err);
	if (!st)
		st = mark_layer(&after, b, &b->scene.layers[layer], err);
	if (!st)
		st = gw_marks_compare(&before, &after, true, changes, err);
	gw_marks_finish(&before);
	gw_marks_finish(&after);
	return st;
}

static enum gw_status compare_labels(const struct gw_stage *a, const struct gw_stage *b,
	struct gw_changes *changes, struct gw_error *err)
{
	struct gw_marks before = {0}, after = {0};
	enum gw_status st;

	st = mark_labels(&before, a->labels, err);
	if (!st)
		st = mark_labels(&after, b->labels, err);
	if (!st)
		st = gw_marks_compare(&before, &after, true, changes, err);
	gw_marks_finish(&before);
	gw_marks_finish(&after);
	return st;
}

/* --- cells --- */

/* How a cell looks: its colour, and its sprite in each layer of patterns. */
static uint64_t look_of(const struct gw_stage *stage, gw_cell_id cell)
{
	uint64_t print = gw_fingerprint_number(GW_FINGERPRINT_NONE, stage->cells[cell]);
	uint32_t i;

	for (i = 0; i < stage->scene.num_layers; i++) {
		const struct gw_scene_layer *layer = &stage->scene.layers[i];
		uint8_t number = layer->kind == GW_DRAW_PATTERN ? layer->pattern.cells[cell] : 0;

		if (number)
			print = gw_fingerprint_number(gw_fingerprint_number(print, i),
				layer->pattern.sprites[number - 1]);
	}
	return print;
}

static struct gw_mark *no_marks(gw_cell_id num_cells)
{
	struct gw_mark *marks = gw_alloc_array((size_t)num_cells + 1, sizeof *marks);
	gw_cell_id cell;

	for (cell = 0; marks && cell <= num_cells; cell++)
		marks[cell] = (struct gw_mark){0, {INT64_MAX, INT64_MAX, INT64_MIN, INT64_MIN}};
	return marks;
}

static void widen(struct gw_pixel_box *box, const struct gw_pixel_box *by)
{
	box->left = box->left < by->left ? box->left : by->left;
	box->top = box->top < by->top ? box->top : by->top;
	box->right = box->right > by->right ? box->right : by->right;
	box->bottom = box->bottom > by->bottom ? box->bottom : by->bottom;
}

static struct gw_pixel_box box_of_arc(const struct gw_staged *s, uint32_t arc)
{
	const struct gw_mesh_box *b = &s->mesh->boxes[arc];

	return box_about(s->stage,
		(struct gw_world_box){{ldexp(b->left, -32), ldexp(b->top, -32)},
			{ldexp(b->right, -32), ldexp(b->bottom, -32)}},
		(double)s->stage->margin + SLACK);
}

/* How an arc is drawn at the stage's zoom. */
static uint64_t print_arc(const struct gw_staged *s, uint32_t arc)
{
	const struct gw_mesh_detail *detail = &s->mesh->details[s->mesh_zoom];
	uint32_t first = detail->first[arc], n = detail->first[arc + 1] - first;

	return gw_fingerprint_bytes(gw_fingerprint_number(GW_FINGERPRINT_NONE, s->mesh->ranks[arc]),
		detail->points + first, n * sizeof *detail->points);
}

/*
 * Gives each cell of marks the box of its borders, and with `shapes` also the sum of their prints,
 * so that neither its number nor the order of its arcs counts.
 */
static void mark_arcs(struct gw_mark *marks, const struct gw_staged *s, bool shapes)
{
	uint32_t arc;

	for (arc = 0; arc < s->mesh->num_arcs; arc++) {
		const gw_cell_id sides[] = {s->mesh->arcs[arc].left, s->mesh->arcs[arc].right};
		struct gw_pixel_box box = box_of_arc(s, arc);
		uint64_t print = shapes ? print_arc(s, arc) : 0;
		int i;

		for (i = 0; i < 2; i++) {
			widen(&marks[sides[i]].box, &box);
			if (shapes)
				marks[sides[i]].print += gw_fingerprint_number(print, (uint64_t)i);
		}
	}
}

static gw_cell_id count_cells(const struct gw_stage *stage)
{
	return stage->scene.division->units->num_cells;
}

/* The same cells: only their looks can differ. */
static enum gw_status compare_looks(const struct gw_staged *before, const struct gw_staged *after,
	struct gw_changes *changes, struct gw_error *err)
{
	gw_cell_id n = count_cells(after->stage), cell;
	struct gw_mark *marks = NULL;
	enum gw_status st = GW_OK;

	for (cell = 1; cell <= n && !st; cell++) {
		if (look_of(before->stage, cell) == look_of(after->stage, cell))
			continue;
		if (!marks) {
			marks = no_marks(n);
			if (!marks)
				return gw_fail_nomem(err);
			mark_arcs(marks, after, false);
		}
		st = gw_changes_add(changes, marks[cell].box, err);
	}
	free(marks);
	return st;
}

static struct gw_mark *mark_cells(const struct gw_staged *s)
{
	gw_cell_id n = count_cells(s->stage), cell;
	struct gw_mark *marks = no_marks(n);

	if (!marks)
		return NULL;
	mark_arcs(marks, s, true);
	for (cell = 1; cell <= n; cell++)
		marks[cell].print =
			gw_fingerprint_number(look_of(s->stage, cell), marks[cell].print);
	return marks;
}

/* Other cells, by other numbers maybe. */
static enum gw_status compare_shapes(const struct gw_staged *before, const struct gw_staged *after,
	struct gw_changes *changes, struct gw_error *err)
{
	struct gw_mark *a = mark_cells(before), *b = mark_cells(after);
	enum gw_status st;

	if (a && b) {
		const struct gw_marks marks_a = {a + 1, count_cells(before->stage), 0};
		const struct gw_marks marks_b = {b + 1, count_cells(after->stage), 0};

		st = gw_marks_compare(&marks_a, &marks_b, false, changes, err);
	} else {
		st = gw_fail_nomem(err);
	}
	free(a);
	free(b);
	return st;
}

/* --- what shows everywhere --- */

static bool palettes_equal(const struct gw_palette *a, const struct gw_palette *b)
{
	unsigned num_a, num_b;
	const gw_rgba *in_a = gw_palette_colours(a, &num_a), *in_b = gw_palette_colours(b, &num_b);

	return num_a == num_b && !memcmp(in_a, in_b, num_a * sizeof *in_a);
}

static bool borders_equal(const struct gw_border_layer *a, const struct gw_border_layer *b)
{
	return a->num_strokes == b->num_strokes &&
		!memcmp(a->strokes, b->strokes, a->num_strokes * sizeof *a->strokes);
}

static bool heats_equal(const struct gw_heat_layer *a, const struct gw_heat_layer *b)
{
	return a->intensity == b->intensity && a->opacity == b->opacity &&
		!memcmp(a->ramp, b->ramp, sizeof a->ramp);
}

/*
 * Whether a layer is the same in all that is not compared place by place. What the canvas fills or
 * strokes of cells is one outline: nobody knows how far a change of it reaches.
 */
static bool layers_alike(const struct gw_staged *before, const struct gw_staged *after, uint32_t i)
{
	const struct gw_scene_layer *a = &before->stage->scene.layers[i];
	const struct gw_scene_layer *b = &after->stage->scene.layers[i];
	bool by_canvas = !is_within(after->stage, b);

	if (a->kind != b->kind || (is_within(before->stage, a) == by_canvas))
		return false;
	switch (b->kind) {
	case GW_DRAW_FILL:
		return !by_canvas ||
			(before->mesh == after->mesh &&
				!memcmp(a->fill.cells, b->fill.cells,
					((size_t)count_cells(after->stage) + 1) *
						sizeof *b->fill.cells));
	case GW_DRAW_PATTERN:
		return a->pattern.opacity == b->pattern.opacity;
	case GW_DRAW_BORDERS:
		return borders_equal(&a->borders, &b->borders) &&
			(!by_canvas || before->mesh == after->mesh);
	case GW_DRAW_HEAT:
		return heats_equal(&a->heat, &b->heat);
	default:
		return true;
	}
}

static bool stages_alike(const struct gw_staged *before, const struct gw_staged *after)
{
	const struct gw_stage *a = before->stage, *b = after->stage;
	uint32_t i;

	if (a->scene.num_layers != b->scene.num_layers ||
		a->scene.background != b->scene.background ||
		a->scene.sprites != b->scene.sprites || a->fill != b->fill ||
		a->borders != b->borders || a->is_plain != b->is_plain ||
		a->is_over_ground != b->is_over_ground || a->cells[0] != b->cells[0] ||
		!palettes_equal(a->palette, b->palette))
		return false;
	for (i = 0; i < b->scene.num_layers; i++)
		if (!layers_alike(before, after, i))
			return false;
	return true;
}

enum gw_status gw_stage_compare(const struct gw_staged *before, const struct gw_staged *after,
	struct gw_changes *changes, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	uint32_t i;

	if (!stages_alike(before, after)) {
		changes->all = true;
		return GW_OK;
	}
	for (i = 0; i < after->stage->scene.num_layers && !st; i++)
		st = compare_layers(before->stage, after->stage, i, changes, err);
	if (!st)
		st = compare_labels(before->stage, after->stage, changes, err);
	if (!st)
		st = before->mesh == after->mesh ? compare_looks(before, after, changes, err)
						 : compare_shapes(before, after, changes, err);
	return st;
}
