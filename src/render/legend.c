/* SPDX-License-Identifier: Apache-2.0 */
#include "render/legend.h"

#include <cairo.h>
#include <math.h>
#include <stdio.h>

/* In ems. */
#define ROW_GAP	      0.42
#define SECTION_SPACE 0.55
#define FIGURE_SIZE   0.9
#define HEAD_SIZE     0.78

static struct gw_legend_entry *add_entry(
	struct gw_legend *legend, enum gw_legend_kind kind, size_t number)
{
	struct gw_legend_entry *entry = &legend->entries[legend->n++];

	*entry = (struct gw_legend_entry){.kind = kind, .number = number};
	return entry;
}

static struct gw_words entry_words(
	const struct gw_legend *legend, const struct gw_legend_entry *entry)
{
	static const struct gw_words changes[] = {
		{"上升", "Higher"}, {"下降", "Lower"}, {"不变", "Unchanged"}};
	const struct gw_class *class;

	switch (entry->kind) {
	case GW_LEGEND_CLASS:
		class = &legend->map->classes->classes[entry->number];
		if (!legend->has_names)
			return (struct gw_words){class->cuts, class->cuts};
		return (struct gw_words){class->label_zh, class->label_en};
	case GW_LEGEND_CHANGE:
		return changes[entry->number];
	case GW_LEGEND_KEY:
		return gw_legend_key_words(legend->keys->items[entry->number].kind);
	default:
		return entry->number ? (struct gw_words){"地图要素", "On the map"}
				     : (struct gw_words){"较上月", "Against the month before"};
	}
}

static void set_label(struct gw_legend *legend, const struct gw_board *board,
	struct gw_legend_entry *entry, double width, unsigned max_lines)
{
	struct gw_type type = {.size = legend->em,
		.rgb = GW_INK_RGB,
		.width = width,
		.max_lines = width > 0 ? max_lines : 0};

	if (entry->kind == GW_LEGEND_SECTION) {
		type.size *= 0.86;
		type.bold = true;
		type.rgb = GW_QUIET_RGB;
	}
	gw_phrase_finish(&entry->label);
	entry->label = gw_phrase_set(board, entry_words(legend, entry), &type);
}

static struct gw_text set_figure(
	const struct gw_legend *legend, const struct gw_board *board, const char *text)
{
	struct gw_type type = {.size = FIGURE_SIZE * legend->em, .rgb = GW_QUIET_RGB};

	return gw_text_set(board->cr, text, &type);
}

static void set_count(struct gw_legend *legend, const struct gw_board *board,
	struct gw_legend_entry *entry, int64_t count, uint64_t total)
{
	char text[32];

	snprintf(text, sizeof text, "%lld", (long long)count);
	entry->count = set_figure(legend, board, text);
	legend->count_width = fmax(legend->count_width, entry->count.width);
	if (!total)
		return;
	snprintf(text, sizeof text, "%.0f %%", 100.0 * (double)count / (double)total);
	entry->share = set_figure(legend, board, text);
	legend->share_width = fmax(legend->share_width, entry->share.width);
}

static void add_classes(struct gw_legend *legend, const struct gw_board *board)
{
	const struct gw_choropleth *classes = legend->map->classes;
	uint64_t total = 0;
	size_t i;

	for (i = 0; i < classes->num_classes; i++) {
		total += classes->classes[i].num_units;
		legend->has_names |= *classes->classes[i].label_zh || *classes->classes[i].label_en;
	}
	for (i = 0; i < classes->num_classes; i++) {
		const struct gw_class *class = &classes->classes[i];
		struct gw_legend_entry *entry = add_entry(legend, GW_LEGEND_CLASS, i);

		set_count(legend, board, entry, class->num_units, total);
		if (!*class->cuts || !legend->has_names)
			continue;
		entry->cuts = set_figure(legend, board, class->cuts);
		legend->cuts_width = fmax(legend->cuts_width, entry->cuts.width);
	}
}

static void add_changes(struct gw_legend *legend, const struct gw_board *board)
{
	const int64_t counts[] = {legend->map->rose, legend->map->fell, legend->map->stayed};
	size_t i;

	if (counts[0] < 0 && counts[1] < 0 && counts[2] < 0)
		return;
	add_entry(legend, GW_LEGEND_SECTION, 0);
	for (i = 0; i < 3; i++)
		if (counts[i] >= 0)
			set_count(legend, board, add_entry(legend, GW_LEGEND_CHANGE, i), counts[i],
				0);
}

static void add_keys(struct gw_legend *legend)
{
	size_t i;

	if (legend->keys->n)
		add_entry(legend, GW_LEGEND_SECTION, 1);
	for (i = 0; i < legend->keys->n; i++)
		add_entry(legend, GW_LEGEND_KEY, i);
}

static void shorten_cuts(struct gw_legend *legend, const struct gw_board *board, double width)
{
	struct gw_type type = {.size = FIGURE_SIZE * legend->em,
		.rgb = GW_QUIET_RGB,
		.width = width,
		.max_lines = 1};
	size_t i;

	legend->cuts_width = width;
	for (i = 0; i < legend->n; i++) {
		struct gw_legend_entry *entry = &legend->entries[i];

		if (entry->cuts.width <= width)
			continue;
		gw_text_finish(&entry->cuts);
		entry->cuts = gw_text_set(
			board->cr, legend->map->classes->classes[entry->number].cuts, &type);
	}
}

/* The heads of the columns of figures, which are made as wide as them where there is room. */
static void set_heads(struct gw_legend *legend, const struct gw_board *board,
	const struct gw_sheet_text *text, double widest)
{
	double gap = GW_LEGEND_FIGURE_EMS * legend->em, figures;
	struct gw_type type = {.size = HEAD_SIZE * legend->em, .rgb = GW_QUIET_RGB, .max_lines = 1};

	type.width = 0.3 * widest;
	if (legend->cuts_width > type.width)
		shorten_cuts(legend, board, type.width);
	if (gw_words_are(text->measured) && legend->cuts_width > 0) {
		legend->measured = gw_line_set(board, text->measured, &type);
		legend->cuts_width = fmax(legend->cuts_width, legend->measured.width);
	}
	figures = legend->count_width + (legend->share_width > 0 ? gap + legend->share_width : 0);
	if (gw_words_are(text->counted) && legend->count_width > 0) {
		type.width = fmax(figures, 0.34 * widest);
		legend->counted = gw_line_set(board, text->counted, &type);
		if (legend->counted.width > figures)
			legend->count_width += legend->counted.width - figures;
	}
}

/* What the widest entry takes beside its label. */
static double beside_label(const struct gw_legend *legend)
{
	double gap = GW_LEGEND_FIGURE_EMS * legend->em, sum;

	sum = (GW_LEGEND_SWATCH_EMS + GW_LEGEND_GAP_EMS) * legend->em;
	if (legend->cuts_width > 0)
		sum += gap + legend->cuts_width;
	if (legend->count_width > 0)
		sum += gap + legend->count_width;
	if (legend->share_width > 0)
		sum += gap + legend->share_width;
	return sum;
}

/* Decides on columns, and sets the labels on as many lines as their width asks for. */
static void set_labels(
	struct gw_legend *legend, const struct gw_board *board, const struct gw_legend_room *room)
{
	double natural = 0, beside = beside_label(legend), em = legend->em;
	double gap = GW_LEGEND_COLUMN_EMS * em;
	size_t i;

	for (i = 0; i < legend->n; i++) {
		struct gw_legend_entry *entry = &legend->entries[i];

		set_label(legend, board, entry, 0, 0);
		if (entry->kind != GW_LEGEND_SECTION)
			natural = fmax(natural, entry->label.width);
	}
	natural = ceil(natural + 1) + beside;
	if (room->compact)
		natural = fmin(natural, beside + 7 * em);
	natural = fmax(natural, room->column_least);
	legend->columns = (unsigned)fmin(
		fmax(floor((room->width + gap) / (natural + gap)), 1), room->columns);
	legend->column_width = fmin(natural, room->width);
	for (i = 0; i < legend->n; i++) {
		struct gw_legend_entry *entry = &legend->entries[i];
		double width = fmax(legend->column_width - beside, em);

		if (entry->kind == GW_LEGEND_SECTION)
			width = legend->column_width;
		if (entry->label.width > width)
			set_label(legend, board, entry, width, room->compact ? 1 : 3);
	}
}

static void set_heights(struct gw_legend *legend)
{
	double heights[GW_LEGEND_ENTRIES_MAX], tops[GW_LEGEND_ENTRIES_MAX], em = legend->em;
	unsigned columns[GW_LEGEND_ENTRIES_MAX], last = 0;
	bool sticks[GW_LEGEND_ENTRIES_MAX];
	size_t i;

	for (i = 0; i < legend->n; i++) {
		struct gw_legend_entry *entry = &legend->entries[i];

		/* a heading goes with what follows, and the changes go together */
		sticks[i] = entry->kind == GW_LEGEND_SECTION ||
			(entry->kind == GW_LEGEND_CHANGE && i + 1 < legend->n &&
				entry[1].kind == GW_LEGEND_CHANGE);
		entry->height = entry->label.height + ROW_GAP * em;
		if (entry->kind != GW_LEGEND_SECTION)
			entry->height = fmax(entry->height, legend->swatch_height + ROW_GAP * em);
		if (i + 1 < legend->n && entry[1].kind == GW_LEGEND_SECTION)
			entry->space = SECTION_SPACE * em;
		heights[i] = entry->height + entry->space;
	}
	legend->height = legend->head_height +
		gw_flow(heights, sticks, legend->n, legend->columns, columns, tops);
	for (i = 0; i < legend->n; i++) {
		legend->entries[i].column = columns[i];
		legend->entries[i].top = tops[i];
		last = columns[i] > last ? columns[i] : last;
	}
	legend->columns = last + 1;
	legend->width =
		legend->columns * legend->column_width + last * GW_LEGEND_COLUMN_EMS * legend->em;
}

static void set_head(
	struct gw_legend *legend, const struct gw_board *board, const struct gw_sheet_text *text)
{
	struct gw_type type = {.size = 1.1 * legend->em,
		.rgb = GW_INK_RGB,
		.bold = true,
		.width = legend->column_width,
		.max_lines = 2};
	struct gw_words heading = {"图例", "Legend"};

	if (!legend->n) /* nothing to explain */
		return;
	if (gw_words_are(text->legend))
		heading = text->legend;
	legend->heading = gw_phrase_set(board, heading, &type);
	legend->head_height = legend->heading.height + 0.35 * legend->em;
	if (legend->measured.layout || legend->counted.layout)
		legend->head_height += fmax(legend->measured.height, legend->counted.height);
}

void gw_legend_init(struct gw_legend *legend, const struct gw_board *board,
	const struct gw_sheet_map *map, const struct gw_sheet_text *text,
	const struct gw_legend_keys *keys, const struct gw_legend_room *room)
{
	*legend = (struct gw_legend){.map = map, .keys = keys, .em = room->em};
	legend->swatch_height = (board->tongue == GW_TONGUE_BOTH ? 1.75 : 1.35) * legend->em;
	add_classes(legend, board);
	add_changes(legend, board);
	add_keys(legend);
	set_heads(legend, board, text, room->width);
	set_labels(legend, board, room);
	set_head(legend, board, text);
	set_heights(legend);
}

void gw_legend_finish(struct gw_legend *legend)
{
	size_t i;

	gw_phrase_finish(&legend->heading);
	gw_text_finish(&legend->measured);
	gw_text_finish(&legend->counted);
	for (i = 0; i < legend->n; i++) {
		gw_phrase_finish(&legend->entries[i].label);
		gw_text_finish(&legend->entries[i].cuts);
		gw_text_finish(&legend->entries[i].count);
		gw_text_finish(&legend->entries[i].share);
	}
	legend->n = 0;
}
