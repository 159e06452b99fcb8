/* SPDX-License-Identifier: Apache-2.0 */
#include "render/sheethead.h"

#include <cairo.h>
#include <math.h>

#define MARK_RGB 0x9c2b20

/* In ems. */
#define TITLE_SIZE    2.1
#define TITLE_LEAST   1.1
#define PERIOD_SIZE   1.35
#define PERIOD_LEAST  0.9
#define SPACE_BELOW   0.75
#define SPACE_BETWEEN 3
#define MARK_PAD      0.5

/* Sets words, smaller step by step until they take no more than two lines, else cut short. */
static struct gw_phrase set_fitted(
	const struct gw_board *board, struct gw_words words, struct gw_type type, double least)
{
	struct gw_phrase out;

	type.max_lines = 2;
	for (;;) {
		out = gw_phrase_set(board, words, &type);
		if (!gw_phrase_is_cut(&out) || type.size * 0.9 < least)
			return out;
		gw_phrase_finish(&out);
		type.size *= 0.9;
	}
}

static double mark_width(const struct gw_sheet_head *head, double em)
{
	return head->mark.layout ? head->mark.width + 2 * MARK_PAD * em : 0;
}

/* The right side: the period, the mark below it. */
static double right_height(const struct gw_sheet_head *head, double em)
{
	return head->period.height + (head->mark.layout ? head->mark.height + 0.75 * em : 0);
}

/* em is the sheet's, or less where room is short. */
static void set_right(struct gw_sheet_head *head, const struct gw_board *board,
	const struct gw_sheet_text *text, double em)
{
	struct gw_type period = {.size = PERIOD_SIZE * em,
		.rgb = GW_INK_RGB,
		.width = 0.42 * head->width,
		.align = GW_ALIGN_RIGHT};
	struct gw_type mark = {.size = 0.85 * em, .rgb = MARK_RGB, .bold = true};

	head->period = set_fitted(board, text->period, period, PERIOD_LEAST * em);
	if (text->provisional)
		head->mark =
			gw_line_set(board, (struct gw_words){"暂定数据", "Provisional"}, &mark);
}

static void set_left(struct gw_sheet_head *head, const struct gw_board *board,
	const struct gw_sheet_text *text, double em, double width)
{
	struct gw_type title = {
		.size = TITLE_SIZE * em, .rgb = GW_INK_RGB, .bold = true, .width = width};
	struct gw_type place = {.size = 0.95 * em,
		.rgb = GW_QUIET_RGB,
		.bold = true,
		.width = width,
		.max_lines = 1};

	head->title = set_fitted(board, text->title, title, TITLE_LEAST * em);
	if (gw_words_are(text->place))
		head->place = gw_line_set(board, text->place, &place);
}

static void set(struct gw_sheet_head *head, const struct gw_board *board,
	const struct gw_sheet_text *text, double em)
{
	double right, left;

	set_right(head, board, text, em);
	right = fmax(head->period.width, mark_width(head, board->em));
	set_left(head, board, text, em, head->width - right - (right > 0 ? SPACE_BETWEEN * em : 0));
	/* a title that shares its line must not lose by it */
	head->below = right > 0 &&
		(gw_phrase_is_cut(&head->title) || head->title.lines[0].size < 1.5 * em);
	if (head->below) {
		gw_phrase_finish(&head->title);
		gw_text_finish(&head->place);
		set_left(head, board, text, em, head->width);
	}
	left = head->place.height + head->title.height;
	right = right_height(head, board->em);
	head->height = head->below ? left + right : fmax(left, right);
	if (head->height > 0)
		head->height += SPACE_BELOW * board->em;
}

void gw_sheet_head_init(struct gw_sheet_head *head, const struct gw_board *board,
	const struct gw_sheet_text *text, double width, double highest)
{
	double em = board->em;

	*head = (struct gw_sheet_head){.width = width};
	for (;; em *= 0.9) {
		set(head, board, text, em);
		if (head->height <= highest || em < 0.5 * board->em)
			return;
		gw_sheet_head_finish(head);
	}
}

void gw_sheet_head_finish(struct gw_sheet_head *head)
{
	gw_text_finish(&head->place);
	gw_phrase_finish(&head->title);
	gw_phrase_finish(&head->period);
	gw_text_finish(&head->mark);
}

static void draw_mark(
	const struct gw_sheet_head *head, struct gw_board *board, double right, double bottom)
{
	double em = board->em, width = mark_width(head, em), height = head->mark.height + 0.3 * em;
	cairo_t *cr = board->cr;

	if (!head->mark.layout)
		return;
	cairo_rectangle(cr, gw_board_snap(board, right - width),
		gw_board_snap(board, bottom - height), width, height);
	cairo_set_line_width(cr, gw_board_pen(board));
	gw_colour_set(cr, MARK_RGB, 1);
	cairo_stroke(cr);
	gw_board_show(board, &head->mark, right - width + MARK_PAD * em,
		bottom - height / 2 - head->mark.height / 2);
}

void gw_sheet_head_draw(
	const struct gw_sheet_head *head, struct gw_board *board, double x, double y)
{
	double em = board->em, right = x + head->width,
	       bottom = y + head->height - SPACE_BELOW * em;
	double top = bottom - right_height(head, em);
	double left = head->below ? y : bottom - head->place.height - head->title.height;

	gw_board_show(board, &head->place, x, left);
	gw_phrase_show(board, &head->title, x, left + head->place.height);
	gw_phrase_show(board, &head->period, right, top);
	draw_mark(head, board, right, bottom);
}
