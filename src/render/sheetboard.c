/* SPDX-License-Identifier: Apache-2.0 */
#include "render/sheetboard.h"

#include <cairo.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* The second tongue's size, and how much closer it stands than lines do, in sizes of the first. */
#define SECOND_SIZE	0.8
#define SECOND_OF_TITLE 0.68
#define SECOND_CLOSER	0.18

double gw_board_snap(const struct gw_board *board, double v)
{
	return board->raster ? round(v) : v;
}

/* Remembers what was shown for those who look. */
static void note(struct gw_board *board, const struct gw_text *text, struct gw_rect ink)
{
	struct gw_sheet_boxes *boxes = board->boxes;

	if (gw_text_is_missing(text) && !*board->missing)
		snprintf(board->missing, sizeof board->missing, "%s", gw_text_content(text));
	if (!boxes || ink.width <= 0)
		return;
	if (boxes->n < GW_SHEET_BOXES_MAX)
		boxes->items[boxes->n] = ink;
	boxes->n++;
	boxes->num_cut += gw_text_is_cut(text);
	if (boxes->n == 1 || boxes->smallest > text->size / board->em)
		boxes->smallest = text->size / board->em;
}

static void note_at(struct gw_board *board, const struct gw_text *text, double x, double y)
{
	struct gw_rect ink = gw_text_ink(text);

	note(board, text, (struct gw_rect){x + ink.x, y + ink.y, ink.width, ink.height});
}

void gw_board_show(struct gw_board *board, const struct gw_text *text, double x, double y)
{
	if (!text->layout)
		return;
	note_at(board, text, x, y);
	gw_text_show(text, board->cr, x, y);
}

void gw_board_show_haloed(
	struct gw_board *board, const struct gw_text *text, double x, double y, double rim)
{
	note_at(board, text, x, y);
	gw_text_show_haloed(text, board->cr, x, y, rim);
}

void gw_board_show_turned(struct gw_board *board, const struct gw_text *text, double x, double y)
{
	struct gw_rect ink = gw_text_ink(text);

	note(board, text,
		(struct gw_rect){x + ink.y, y - ink.x - ink.width, ink.height, ink.width});
	cairo_save(board->cr);
	cairo_translate(board->cr, x, y);
	cairo_rotate(board->cr, -M_PI_2);
	gw_text_show(text, board->cr, 0, 0);
	cairo_restore(board->cr);
}

static bool is_text(const char *text)
{
	return text && *text;
}

bool gw_words_are(struct gw_words words)
{
	return is_text(words.zh) || is_text(words.en);
}

/* What is said, one or two texts of it; *zh tells whether the first is Chinese. */
static unsigned choose(
	const struct gw_board *board, struct gw_words words, const char *texts[2], bool *zh)
{
	bool has_zh = is_text(words.zh), has_en = is_text(words.en);

	*zh = has_zh && (board->tongue != GW_TONGUE_EN || !has_en);
	texts[0] = *zh ? words.zh : words.en;
	texts[1] = words.en;
	if (!has_zh && !has_en)
		return 0;
	return board->tongue == GW_TONGUE_BOTH && has_zh && has_en && strcmp(words.zh, words.en)
		? 2
		: 1;
}

struct gw_phrase gw_phrase_set(
	const struct gw_board *board, struct gw_words words, const struct gw_type *type)
{
	struct gw_phrase block = {.right = type->align == GW_ALIGN_RIGHT};
	struct gw_type second = *type, first = *type;
	const char *texts[2];
	unsigned i;
	bool zh;

	block.n = choose(board, words, texts, &zh);
	first.lang = zh ? "zh-cn" : "en";
	second.lang = "en";
	second.size *= type->size > 1.4 * board->em ? SECOND_OF_TITLE : SECOND_SIZE;
	second.bold = false;
	second.rgb = type->rgb == GW_INK_RGB ? GW_QUIET_RGB : GW_FAINT_RGB;
	for (i = 0; i < block.n; i++) {
		block.lines[i] = gw_text_set(board->cr, texts[i], i ? &second : &first);
		block.tops[i] = i ? block.height - SECOND_CLOSER * type->size : 0;
		block.width = fmax(block.width, block.lines[i].width);
		block.height = block.tops[i] + block.lines[i].height;
	}
	return block;
}

void gw_phrase_finish(struct gw_phrase *block)
{
	gw_text_finish(&block->lines[0]);
	gw_text_finish(&block->lines[1]);
	*block = (struct gw_phrase){0};
}

bool gw_phrase_is_cut(const struct gw_phrase *block)
{
	unsigned i;

	for (i = 0; i < block->n; i++)
		if (gw_text_is_cut(&block->lines[i]))
			return true;
	return false;
}

void gw_phrase_show(struct gw_board *board, const struct gw_phrase *block, double x, double y)
{
	unsigned i;

	for (i = 0; i < block->n; i++) {
		const struct gw_text *line = &block->lines[i];
		double left = x;

		/* a text set to a width has its box's middle elsewhere */
		if (block->right)
			left = x - line->middle - line->width / 2;
		gw_board_show(board, line, left, y + block->tops[i]);
	}
}

struct gw_text gw_line_set(
	const struct gw_board *board, struct gw_words words, const struct gw_type *type)
{
	struct gw_type set = *type;
	const char *texts[2];
	char line[512];
	unsigned n;
	bool zh;

	n = choose(board, words, texts, &zh);
	set.lang = zh ? "zh-cn" : "en";
	snprintf(line, sizeof line, "%s%s%s", n ? texts[0] : "", n > 1 ? " " : "",
		n > 1 ? texts[1] : "");
	return gw_text_set(board->cr, line, &set);
}

/* Fills columns of height h; returns how many that takes. */
static unsigned fill_columns(const double *heights, const bool *sticks, size_t n, double h,
	unsigned *column, double *top)
{
	double y = 0;
	unsigned c = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		double needed = heights[i];
		size_t k;

		for (k = i; sticks[k] && k + 1 < n; k++)
			needed += heights[k + 1];
		if (y > 0 && y + needed > h) {
			c++;
			y = 0;
		}
		column[i] = c;
		top[i] = y;
		y += heights[i];
	}
	return c + 1;
}

double gw_flow(const double *heights, const bool *sticks, size_t n, unsigned columns,
	unsigned *column, double *top)
{
	double total = 0, h, high = 0;
	size_t i;

	for (i = 0; i < n; i++)
		total += heights[i];
	for (h = total / columns; fill_columns(heights, sticks, n, h, column, top) > columns;
		h += total / 100)
		;
	for (i = 0; i < n; i++)
		high = fmax(high, top[i] + heights[i]);
	return high;
}
