/* SPDX-License-Identifier: Apache-2.0 */
#include "render/sheetfoot.h"

#include <math.h>

/* In ems. */
#define SIZE	     0.84
#define SIZE_LEAST   0.64
#define SPACE_ABOVE  1.2
#define COLUMN_GAP   2.2
#define COLUMN_WIDTH 21

/* How the items are set. */
struct setting {
	double size, width;
	unsigned columns, max_lines; /* max_lines 0: as many as it takes */
};

struct item {
	struct gw_words name, text;
};

/* What there is to say; returns how many items. */
static size_t collect(const struct gw_sheet_text *text, struct item items[GW_FOOT_ITEMS_MAX])
{
	const struct item all[GW_FOOT_ITEMS_MAX] = {
		{{"数据截止", "Data as of"}, text->cutoff},
		{{"数据来源", "Source"}, text->source},
		{{"方法", "Method"}, text->method},
		{{"区划", "Division"}, text->division},
		{{"说明", "Note"}, text->note},
		{{"声明", "Disclaimer"}, text->disclaimer},
	};
	size_t i, n = 0;

	for (i = 0; i < GW_FOOT_ITEMS_MAX; i++)
		if (gw_words_are(all[i].text))
			items[n++] = all[i];
	return n;
}

static void set_items(struct gw_sheet_foot *foot, const struct gw_board *board,
	const struct gw_sheet_text *text, const struct setting *setting)
{
	struct gw_type type = {.size = setting->size,
		.rgb = GW_QUIET_RGB,
		.width = setting->width,
		.max_lines = setting->max_lines};
	struct gw_type name = type;
	struct item items[GW_FOOT_ITEMS_MAX];
	size_t i;

	name.bold = true;
	name.rgb = GW_RULE_RGB;
	name.max_lines = 1;
	foot->n = collect(text, items);
	for (i = 0; i < foot->n; i++) {
		foot->texts[i] = gw_phrase_set(board, items[i].text, &type);
		foot->names[i] = gw_line_set(board, items[i].name, &name);
	}
}

static void set(struct gw_sheet_foot *foot, const struct gw_board *board,
	const struct gw_sheet_text *text, const struct setting *setting)
{
	static const bool sticks[GW_FOOT_ITEMS_MAX] = {false};
	double heights[GW_FOOT_ITEMS_MAX], space = 0.55 * setting->size;
	size_t i;

	set_items(foot, board, text, setting);
	foot->column_width = setting->width;
	foot->height = 0;
	if (!foot->n)
		return;
	for (i = 0; i < foot->n; i++)
		heights[i] = foot->names[i].height + foot->texts[i].height + space;
	foot->height = gw_flow(heights, sticks, foot->n, setting->columns, foot->column, foot->top);
	foot->height += SPACE_ABOVE * board->em - space;
}

void gw_sheet_foot_init(struct gw_sheet_foot *foot, const struct gw_board *board,
	const struct gw_sheet_text *text, double width, double highest)
{
	double em = board->em, gap = COLUMN_GAP * em;
	struct setting setting = {.size = SIZE * em};
	struct item items[GW_FOOT_ITEMS_MAX];
	double n = (double)collect(text, items);

	*foot = (struct gw_sheet_foot){.gap = gap};
	setting.columns =
		(unsigned)fmax(fmin(floor((width + gap) / (COLUMN_WIDTH * em + gap)), n), 1);
	for (;;) {
		setting.width = (width + gap) / setting.columns - gap;
		set(foot, board, text, &setting);
		if (foot->height <= highest || (setting.max_lines == 1 && setting.columns >= n))
			return;
		gw_sheet_foot_finish(foot);
		if (setting.size * 0.93 >= SIZE_LEAST * em)
			setting.size *= 0.93;
		else if (setting.max_lines != 1)
			setting.max_lines = setting.max_lines ? setting.max_lines - 1 : 8;
		else
			setting.columns++;
	}
}

void gw_sheet_foot_finish(struct gw_sheet_foot *foot)
{
	size_t i;

	for (i = 0; i < foot->n; i++) {
		gw_text_finish(&foot->names[i]);
		gw_phrase_finish(&foot->texts[i]);
	}
	foot->n = 0;
}

void gw_sheet_foot_draw(
	const struct gw_sheet_foot *foot, struct gw_board *board, double x, double y)
{
	size_t i;

	for (i = 0; i < foot->n; i++) {
		double left = x + foot->column[i] * (foot->column_width + foot->gap);
		double top = y + SPACE_ABOVE * board->em + foot->top[i];

		gw_board_show(board, &foot->names[i], left, top);
		gw_phrase_show(board, &foot->texts[i], left, top + foot->names[i].height);
	}
}
