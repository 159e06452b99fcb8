/* SPDX-License-Identifier: Apache-2.0 */
#include "sheetmade.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdio.h>

static enum gw_status portray(
	void *context, double zoom, const struct gw_scene **out, struct gw_error *err)
{
	struct sheetmade *s = context;

	(void)err;
	s->zoom = zoom;
	s->asked++;
	*out = &s->scene;
	return GW_OK;
}

/* The quarters about their common vertex, `sides` of them each way. */
static struct gw_world_box box_of(double sides)
{
	int32_t off = (int32_t)(sides * QUARTERS_SIDE);

	return (struct gw_world_box){
		gw_world_from_lonlat((struct gw_lonlat){QUARTERS_LON - off, QUARTERS_LAT + off}),
		gw_world_from_lonlat((struct gw_lonlat){QUARTERS_LON + off, QUARTERS_LAT - off})};
}

static int class_of(const struct sheetmade *s, gw_cell_id cell)
{
	return s->q.map.values[s->q.division->units->of_cell[cell]].class;
}

void sheetmade_init(struct sheetmade *s)
{
	size_t i;

	*s = (struct sheetmade){0};
	quarters_init(&s->q, 1);
	for (i = 1; i < 5; i++)
		s->cells[i] = s->q.map.classes[class_of(s, (gw_cell_id)i)].rgba;
	s->layers[0] = (struct gw_scene_layer){.kind = GW_DRAW_FILL, .fill = {.cells = s->cells}};
	s->scene =
		(struct gw_scene){.division = s->q.division, .layers = s->layers, .num_layers = 1};
	s->map = (struct gw_sheet_map){
		.classes = &s->q.map,
		.box = box_of(1),
		.whole = box_of(1),
		.portray = portray,
		.context = s,
		.rose = -1,
		.fell = -1,
		.stayed = -1,
	};
	s->text = (struct gw_sheet_text){
		.title = {"四方安全等级图", "Safety of the quarters"},
		.period = {"2026年10月", "October 2026"},
		.source = {"资料为虚构。", "Made up."},
		.note = {"边界上的点归其北侧。", "A point on a border belongs to the north."},
	};
	s->options = (struct gw_sheet_options){
		.format = GW_SHEET_PNG, .size = {.width_mm = 297, .height_mm = 210, .dpi = 100}};
}

void sheetmade_finish(struct sheetmade *s)
{
	quarters_finish(&s->q);
}

void sheetmade_classes(struct sheetmade *s, size_t n, const char *zh, const char *en)
{
	while (s->q.map.num_classes < n) {
		struct gw_class *class = &s->q.map.classes[s->q.map.num_classes++];

		class->rgba = 0xff8040c0;
		class->sprite = GW_NO_SPRITE;
		snprintf(class->label_zh, sizeof class->label_zh, "%s", zh);
		snprintf(class->label_en, sizeof class->label_en, "%s", en);
		snprintf(class->mark, sizeof class->mark, "%zu", s->q.map.num_classes);
	}
	s->q.map.num_classes = n;
}

void sheetmade_draw(struct sheetmade *s, struct gw_buf *out)
{
	struct gw_error err = {0};

	gw_buf_init(out, SHEET_MAX);
	if (gw_sheet_draw(&s->map, &s->text, &s->options, NULL, out, &err))
		fail_msg("%s", err.text);
}
