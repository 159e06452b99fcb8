/* SPDX-License-Identifier: Apache-2.0 */
#include "render/sheetlayout.h"

#include "render/frame.h"
#include "render/furniture.h"
#include "render/inset.h"

#include <math.h>

#define METRES_PER_POINT (0.0254 / 72)

/* In ems. */
#define MARGIN	      3.2
#define PANEL_GAP     1.8
#define PANEL_LEAST   15
#define BELOW_GAP     1.3
#define BLOCK_GAP     1.3
#define INSET_WIDEST  15
#define INSET_HIGHEST 12
#define INSET_LEAST   5
#define MAP_PAD	      1.2

/* How much smaller than the sheet's the legend's type may be. */
#define LEGEND_LEAST	 0.72
#define LEGEND_UTTERMOST 0.35
#define LEGEND_STEP	 0.94
#define COLUMNS_MAX	 6

/* Of a legend below the map: a column, in ems, and all of it, in the height there is. */
#define COLUMN_LEAST  11
#define BELOW_HIGHEST 0.42

/* How close the closest view may be, as for tiles. */
#define SCALE_MAX ldexp(256, 20)

struct maker {
	struct gw_sheet_layout *out;
	const struct gw_board *board;
	const struct gw_sheet_content *content;
	double em;
	struct gw_rect body; /* between head and foot */
};

double gw_sheet_em(const struct gw_sheet_size *size)
{
	double of_a4 = sqrt(size->width_mm * size->height_mm / (210.0 * 297));

	return fmax(8.5 * pow(of_a4, 0.75), 6);
}

static bool is_empty(struct gw_world_box box)
{
	return !(box.min.x <= box.max.x && box.min.y <= box.max.y);
}

/* Whether the frame shows but a part of the city, for which an inset tells where it lies. */
static bool needs_inset(const struct maker *m)
{
	const struct gw_world_box box = m->content->map->box, whole = m->content->map->whole;
	double area = (box.max.x - box.min.x) * (box.max.y - box.min.y);

	return !m->content->options->no_inset && !is_empty(box) && !is_empty(whole) &&
		area < 0.8 * (whole.max.x - whole.min.x) * (whole.max.y - whole.min.y);
}

/* The map's frame in a place on the page: on whole units, the band of degrees taken off. */
static struct gw_rect frame_in(const struct maker *m, struct gw_rect r)
{
	double band = m->content->options->graticule ? GW_FRAME_BAND_EMS * m->em : 0;
	double left = ceil(r.x + band), top = ceil(r.y + band);
	double right = floor(r.x + r.width - band), bottom = floor(r.y + r.height - band);

	return (struct gw_rect){left, top, fmax(right - left, 1), fmax(bottom - top, 1)};
}

/* How large the map is when it is fitted to a frame; 0 when it is empty. */
static double scale_in(const struct maker *m, struct gw_rect frame)
{
	struct gw_world_box box = m->content->map->box;
	double pad = fmin(MAP_PAD * m->em, 0.1 * fmin(frame.width, frame.height));

	if (is_empty(box))
		return 0;
	return fmin(SCALE_MAX,
		fmin((frame.width - 2 * pad) / fmax(box.max.x - box.min.x, 1e-12),
			(frame.height - 2 * pad) / fmax(box.max.y - box.min.y, 1e-12)));
}

static void set_legend(const struct maker *m, const struct gw_legend_room *room)
{
	const struct gw_sheet_content *c = m->content;

	gw_legend_finish(&m->out->legend);
	gw_legend_init(&m->out->legend, m->board, c->map, c->text, &c->keys, room);
}

/* Puts the inset into a box: at its bottom left, as large as its own proportions allow. */
static struct gw_rect inset_in(const struct maker *m, struct gw_rect box)
{
	double aspect = gw_inset_aspect(m->content->map->whole);
	double width = fmin(box.width, fmin(box.height, INSET_HIGHEST * m->em) / aspect);

	return (struct gw_rect){box.x, box.y + box.height - width * aspect, width, width * aspect};
}

/*
 * Tries the legend in a column beside the map, inset and furniture at its foot; false when it is
 * too high for that.
 */
static bool lay_beside(const struct maker *m)
{
	struct gw_sheet_layout *out = m->out;
	double em = m->em, high = GW_FURNITURE_EMS * em, gap = BLOCK_GAP * em, rest, inset;
	const struct gw_rect body = m->body;
	struct gw_legend_room room = {.em = em, .columns = 1, .column_least = PANEL_LEAST * em};

	room.width = fmin(fmax(0.24 * body.width, 17 * em), 0.4 * body.width);
	inset = needs_inset(m) ? INSET_LEAST * em + gap : 0;
	for (;; room.em *= LEGEND_STEP) {
		set_legend(m, &room);
		rest = body.height - out->legend.height - high - gap;
		if (rest >= inset)
			break;
		if (room.em * LEGEND_STEP < LEGEND_LEAST * em)
			return false;
	}
	out->legend_x = body.x + body.width - out->legend.width;
	out->legend_y = body.y;
	out->map = frame_in(m,
		(struct gw_rect){
			body.x, body.y, out->legend_x - PANEL_GAP * em - body.x, body.height});
	out->furniture = (struct gw_rect){
		out->legend_x, body.y + body.height - high, out->legend.width, high};
	out->inset = (struct gw_rect){0};
	if (inset > 0)
		out->inset = inset_in(m,
			(struct gw_rect){out->legend_x, out->furniture.y - rest, out->legend.width,
				rest - gap});
	return true;
}

/*
 * Sets the legend in as few columns as make it no higher than what a map that is as wide as the
 * page leaves free; failing that, as low as it gets.
 */
static void set_legend_below(const struct maker *m, double width)
{
	const struct gw_world_box box = m->content->map->box;
	double em = m->em, spare = 0, aspect;
	struct gw_legend_room room = {.em = em, .width = width, .column_least = COLUMN_LEAST * em};

	if (!is_empty(box)) {
		aspect = (box.max.y - box.min.y) / fmax(box.max.x - box.min.x, 1e-12);
		spare = m->body.height -
			(1.1 * aspect * m->body.width + (2 * MAP_PAD + BELOW_GAP) * em);
	}
	for (room.columns = m->content->map->classes->num_classes > 3 ? 2 : 1;
		room.columns < COLUMNS_MAX; room.columns++) {
		set_legend(m, &room);
		if (m->out->legend.height <= fmin(spare, BELOW_HIGHEST * m->body.height))
			return;
	}
	for (;; room.em *= LEGEND_STEP) {
		room.compact = room.em < LEGEND_LEAST * em;
		room.column_least = COLUMN_LEAST * room.em;
		set_legend(m, &room);
		if (m->out->legend.height <= BELOW_HIGHEST * m->body.height ||
			room.em < LEGEND_UTTERMOST * em)
			return;
	}
}

/* Lays the legend in columns below the map, inset and furniture on its right. */
static void lay_below(const struct maker *m)
{
	struct gw_sheet_layout *out = m->out;
	double em = m->em, high = GW_FURNITURE_EMS * em, height, furniture, inset = 0;
	const struct gw_rect body = m->body;

	furniture = fmin(fmax(0.22 * body.width, 13 * em), 0.4 * body.width);
	if (needs_inset(m))
		inset = fmin(0.2 * body.width, INSET_WIDEST * em);
	set_legend_below(m, body.width - furniture - 2 * em - (inset > 0 ? inset + 2 * em : 0));
	height = fmax(out->legend.height, inset > 0 ? INSET_LEAST * em : high);
	out->map = frame_in(m,
		(struct gw_rect){
			body.x, body.y, body.width, body.height - height - BELOW_GAP * em});
	out->legend_x = body.x;
	out->legend_y = body.y + body.height - height;
	out->furniture = (struct gw_rect){
		body.x + body.width - furniture, body.y + body.height - high, furniture, high};
	out->inset = (struct gw_rect){0};
	if (inset > 0)
		out->inset = inset_in(m,
			(struct gw_rect){
				out->furniture.x - 2 * em - inset, out->legend_y, inset, height});
}

/*
 * Chooses where the legend stands: where the map is larger, and beside it when that is much alike.
 */
static void lay_out_body(const struct maker *m)
{
	double beside = 0, below;

	if (lay_beside(m))
		beside = scale_in(m, m->out->map);
	lay_below(m);
	below = scale_in(m, m->out->map);
	if (beside > 0 && beside >= below * 0.95)
		lay_beside(m);
}

/* Fits the map to its frame at a round scale. */
static void fit_view(const struct maker *m)
{
	struct gw_sheet_layout *out = m->out;
	struct gw_world_box box = m->content->map->box;
	double scale = scale_in(m, out->map), ground;
	struct gw_world middle = {(box.min.x + box.max.x) / 2, (box.min.y + box.max.y) / 2};

	out->has_map = scale > 0;
	if (!out->has_map)
		return;
	/* metres on the ellipsoid across the whole square, were it all as the middle is */
	ground = gw_scale_at(gw_lonlat_from_world(middle).lat).east * 2 * GW_LON_MAX;
	out->metres = ground / scale;
	out->denominator =
		gw_scale_round(out->metres / METRES_PER_POINT * m->content->units_per_point);
	out->metres = out->denominator * METRES_PER_POINT / m->content->units_per_point;
	scale = ground / out->metres;
	out->view = (struct gw_view){
		.origin = {middle.x - out->map.width / 2 / scale,
			middle.y - out->map.height / 2 / scale},
		.scale = scale,
		.width = out->map.width,
		.height = out->map.height,
		.pen = gw_board_pen(m->board),
	};
}

void gw_sheet_layout_init(struct gw_sheet_layout *layout, const struct gw_board *board,
	const struct gw_sheet_content *content)
{
	struct maker m = {.out = layout, .board = board, .content = content, .em = board->em};
	double margin = fmin(MARGIN * m.em, 0.07 * fmin(content->width, content->height));
	struct gw_rect page = {
		margin, margin, content->width - 2 * margin, content->height - 2 * margin};

	*layout = (struct gw_sheet_layout){.page = page};
	gw_sheet_head_init(&layout->head, board, content->text, page.width, page.height / 5);
	gw_sheet_foot_init(&layout->foot, board, content->text, page.width, page.height / 6);
	layout->foot_y = page.y + page.height - layout->foot.height;
	m.body = (struct gw_rect){page.x, page.y + layout->head.height, page.width,
		page.height - layout->head.height - layout->foot.height};
	lay_out_body(&m);
	fit_view(&m);
}

void gw_sheet_layout_finish(struct gw_sheet_layout *layout)
{
	gw_sheet_head_finish(&layout->head);
	gw_sheet_foot_finish(&layout->foot);
	gw_legend_finish(&layout->legend);
}
