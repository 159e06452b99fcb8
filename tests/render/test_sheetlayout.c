/* SPDX-License-Identifier: Apache-2.0 */
#include "render/sheetboard.h"
#include "sheetmade.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define POINTS_PER_MM (72 / 25.4)

static struct gw_sheet_boxes boxes;

static bool overlap(struct gw_rect a, struct gw_rect b)
{
	const double slack = 0.05;

	return a.x + slack < b.x + b.width && b.x + slack < a.x + a.width &&
		a.y + slack < b.y + b.height && b.y + slack < a.y + a.height;
}

static bool within(struct gw_rect a, struct gw_rect b, double rim)
{
	return a.x >= b.x + rim && a.y >= b.y + rim && a.x + a.width <= b.x + b.width - rim &&
		a.y + a.height <= b.y + b.height - rim;
}

/* No text on another, on the map, or close to the page's edge. */
static void expect_clear(const char *what, double least_frame)
{
	const double rim = 3 * POINTS_PER_MM;
	size_t i, k;

	assert_in_range(boxes.n, 1, GW_SHEET_BOXES_MAX);
	if (!within(boxes.frame, boxes.page, rim) ||
		boxes.frame.height < least_frame * boxes.page.height)
		fail_msg("%s: the map's frame is %.0f by %.0f at %.0f,%.0f", what,
			boxes.frame.width, boxes.frame.height, boxes.frame.x, boxes.frame.y);
	for (i = 0; i < boxes.n; i++) {
		struct gw_rect b = boxes.items[i];

		if (!within(b, boxes.page, rim) || overlap(b, boxes.frame))
			fail_msg("%s: text %zu is %.1f by %.1f at %.1f,%.1f", what, i, b.width,
				b.height, b.x, b.y);
		for (k = 0; k < i; k++)
			if (overlap(b, boxes.items[k]))
				fail_msg("%s: texts %zu and %zu overlap at %.1f,%.1f", what, k, i,
					b.x, b.y);
	}
}

static const struct {
	const char *name;
	double width, height;
} papers[] = {
	{"A5", 148, 210},
	{"A4", 210, 297},
	{"A3", 297, 420},
	{"A0", 841, 1189},
	{"square", 120, 120},
	{"banner", 900, 250},
};
static const char *const langs[] = {"zh", "en", "both"};

/* Draws on each paper, upright and across, in the languages from one on. */
static void expect_clear_everywhere(
	struct sheetmade *s, const char *what, bool uncut, size_t first_lang)
{
	size_t paper, lang, across;
	char where[160];

	s->options.format = GW_SHEET_SVG;
	s->options.boxes = &boxes;
	for (paper = 0; paper < sizeof papers / sizeof *papers; paper++)
		for (across = 0; across < 2; across++)
			for (lang = first_lang; lang < 3; lang++) {
				struct gw_buf out;

				s->text.lang = langs[lang];
				s->options.graticule = (paper + across + lang) % 2;
				s->options.size.width_mm =
					across ? papers[paper].height : papers[paper].width;
				s->options.size.height_mm =
					across ? papers[paper].width : papers[paper].height;
				snprintf(where, sizeof where, "%s, %s, %s, %s", what,
					papers[paper].name, across ? "across" : "upright",
					langs[lang]);
				sheetmade_draw(s, &out);
				gw_buf_finish(&out);
				expect_clear(where, uncut ? 0.2 : 0.04);
				if (uncut && boxes.num_cut)
					fail_msg("%s: %zu texts are cut", where, boxes.num_cut);
				if (boxes.smallest < (uncut ? 0.4 : 0.2))
					fail_msg("%s: type of %.2f ems", where, boxes.smallest);
			}
}

/* All that an ordinary month's map says. */
static void say_all(struct sheetmade *s)
{
	static const char *const cuts[] = {"0 – 20", "20 – 40", "40 – 60", "60 – 80", "80 – 100"};
	size_t i;

	s->text.place = (struct gw_words){"滨海区", "Binhai District"};
	s->text.measured = (struct gw_words){"得分", "score"};
	s->text.counted = (struct gw_words){"警务区", "beats"};
	s->text.cutoff = (struct gw_words){"2026-11-01 00:00", "2026-11-01 00:00"};
	s->text.method = (struct gw_words){"五级评定法 1.2 版。", "Five grades, version 1.2."};
	s->text.division = (struct gw_words){"2026-01-01 起有效的区划。", "As of 2026-01-01."};
	s->text.provisional = true;
	s->map.rose = 12;
	s->map.fell = 3;
	s->map.stayed = 33;
	sheetmade_classes(s, 5, "严重", "Serious");
	for (i = 0; i < 5; i++)
		snprintf(s->q.map.classes[i].cuts, GW_LABEL_MAX, "%s", cuts[i]);
	sheetmade_classes(s, 6, "数据不足", "Insufficient data");
}

static void nothing_overlaps_on_an_ordinary_sheet(void **state)
{
	struct sheetmade s;

	(void)state;
	sheetmade_init(&s);
	say_all(&s);
	expect_clear_everywhere(&s, "ordinary", true, 0);
	sheetmade_finish(&s);
}

static void nothing_overlaps_where_little_is_said(void **state)
{
	struct sheetmade s;

	(void)state;
	sheetmade_init(&s);
	sheetmade_classes(&s, 1, "", "");
	s.text = (struct gw_sheet_text){.title = {"图", "Map"}};
	expect_clear_everywhere(&s, "little", true, 2);
	sheetmade_finish(&s);
}

static void fill_text(char *to, size_t size, const char *word)
{
	size_t len = 0;

	while (len + strlen(word) < size)
		len += (size_t)snprintf(to + len, size - len, "%s", word);
}

static void nothing_overlaps_where_all_is_long(void **state)
{
	char zh[600], en[600], label_zh[GW_LABEL_MAX], label_en[GW_LABEL_MAX];
	struct gw_words words = {zh, en};
	struct sheetmade s;
	size_t i;

	(void)state;
	fill_text(zh, sizeof zh, "一座虚构城市的安全");
	fill_text(en, sizeof en, "incomprehensibilities ");
	fill_text(label_zh, sizeof label_zh, "很长的等级名称");
	fill_text(label_en, sizeof label_en, "interminable ");
	sheetmade_init(&s);
	say_all(&s);
	s.q.map.num_classes = 1;
	sheetmade_classes(&s, GW_CLASSES_MAX, label_zh, label_en);
	for (i = 0; i < GW_CLASSES_MAX; i++)
		fill_text(s.q.map.classes[i].cuts, GW_LABEL_MAX, "12345");
	s.text.title = s.text.place = s.text.period = s.text.legend = words;
	s.text.measured = s.text.counted = words;
	s.text.cutoff = s.text.source = s.text.method = s.text.division = s.text.note = words;
	expect_clear_everywhere(&s, "long", false, 1);
	sheetmade_finish(&s);
}

static void nothing_overlaps_whatever_the_number_of_classes(void **state)
{
	struct sheetmade s;
	char what[32];
	size_t n;

	(void)state;
	sheetmade_init(&s);
	for (n = 2; n <= GW_CLASSES_MAX; n += 14) {
		s.q.map.num_classes = 1;
		sheetmade_classes(&s, n, "数据不足", "No data");
		snprintf(what, sizeof what, "%zu classes", n);
		expect_clear_everywhere(&s, what, true, 2);
	}
	sheetmade_finish(&s);
}

static void an_inset_leaves_the_text_alone(void **state)
{
	struct gw_world_box whole;
	struct sheetmade s;
	double width;

	(void)state;
	sheetmade_init(&s);
	say_all(&s);
	whole = s.map.whole;
	width = s.map.whole.max.x - s.map.whole.min.x;
	s.map.box.max.x -= 0.6 * width;
	expect_clear_everywhere(&s, "part", true, 2);
	/* a long narrow city */
	s.map.whole.max.x += 5 * width;
	expect_clear_everywhere(&s, "part of a wide city", true, 2);
	s.map.whole = whole;
	s.map.whole.max.y += 5 * width;
	expect_clear_everywhere(&s, "part of a high city", true, 2);
	sheetmade_finish(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_overlaps_on_an_ordinary_sheet),
		cmocka_unit_test(nothing_overlaps_where_little_is_said),
		cmocka_unit_test(nothing_overlaps_where_all_is_long),
		cmocka_unit_test(nothing_overlaps_whatever_the_number_of_classes),
		cmocka_unit_test(an_inset_leaves_the_text_alone),
	};

	return cmocka_run_group_tests_name("render/sheetlayout", tests, NULL, NULL);
}
