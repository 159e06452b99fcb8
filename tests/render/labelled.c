/* SPDX-License-Identifier: Apache-2.0 */
#include "labelled.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdio.h>

struct labelled *labelled_new(void)
{
	struct labelled *t = test_calloc(1, sizeof *t);
	int i;

	for (i = 0; i < 2; i++)
		t->layers[i] = (struct gw_scene_layer){
			.kind = GW_DRAW_SYMBOLS, .symbols = {t->symbols[i], 0}};
	t->scene = (struct gw_scene){.layers = t->layers, .num_layers = 2, .lang = "zh"};
	return t;
}

struct gw_symbol *labelled_add(struct labelled *t, int layer, double x, double y, const char *text)
{
	struct gw_symbol *s = &t->symbols[layer][t->layers[layer].symbols.n++];

	*s = (struct gw_symbol){
		.at = {x / LABELLED_SIDE, y / LABELLED_SIDE},
		.text = text,
		.size = 12,
		.rgba = BLACK,
		.icon = GW_NO_SPRITE,
		.icon_size = 1,
	};
	return s;
}

struct labelled *labelled_busy(unsigned n)
{
	static const char *const names[] = {"\xe4\xb8\x9c\xe6\xb8\xaf\xe7\xa4\xbe\xe5\x8c\xba",
		"Haibin Road, the long one", "Quay"};
	struct labelled *t = labelled_new();
	uint64_t seed = 7;
	unsigned i;

	for (i = 0; i < n; i++) {
		struct gw_symbol *s;
		double x, y;

		seed = seed * 6364136223846793005 + 1442695040888963407;
		x = (double)(seed >> 33 & 1023) + 0.3;
		y = (double)(seed >> 45 & 1023) + 0.8;
		snprintf(t->texts[i], sizeof *t->texts, "%06u", i * 37);
		s = labelled_add(t, (int)(i % 2), x, y, i % 3 ? t->texts[i] : names[i / 3 % 3]);
		s->size = 10 + (float)(i % 4) * 1.5F;
		s->max_width = 70;
		s->bold = i % 5 == 0;
		s->rgba = 0xff000000 | (uint32_t)(seed >> 40);
		s->halo = 0xc0ffffff;
		s->halo_width = 1.4F;
		s->overlaps = i % 50 == 0;
	}
	return t;
}

struct gw_labels *labelled_placed_at(
	const struct labelled *t, double scale, double pen, const struct gw_labels_options *options)
{
	struct gw_labels *labels = NULL;
	struct gw_error err = {0};

	if (gw_labels_place(&labels, &t->scene, scale, pen, options, &err))
		fail_msg("%s", err.text);
	return labels;
}

struct gw_labels *labelled_placed(const struct labelled *t)
{
	return labelled_placed_at(t, LABELLED_SIDE, 1, NULL);
}

struct picture picture_new(unsigned side, uint32_t background)
{
	struct picture p = {test_malloc((size_t)side * side * 4),
		test_calloc(side * gw_overlay_words(side), 8), side};
	size_t i;

	for (i = 0; i < (size_t)side * side; i++)
		p.pixels[i] = background;
	return p;
}

void picture_finish(struct picture *p)
{
	test_free(p->pixels);
	test_free(p->touched);
}

void picture_compose(const struct gw_labels *labels, struct picture *p, int64_t x, int64_t y)
{
	struct gw_overlay overlay = {p->pixels, p->side, p->side, p->side, p->touched};
	struct gw_error err = {0};

	if (gw_labels_compose(labels, &overlay, x, y, &err))
		fail_msg("%s", err.text);
}

struct picture labelled_drawn(const struct labelled *t)
{
	struct gw_labels *labels = labelled_placed(t);
	struct picture p = picture_new(LABELLED_SIDE, 0);

	picture_compose(labels, &p, 0, 0);
	gw_labels_destroy(labels);
	return p;
}

bool picture_is_touched(const struct picture *p, size_t x, size_t y)
{
	return p->touched[y * gw_overlay_words(p->side) + x / 64] >> x % 64 & 1;
}

static struct extent picture_extent(const struct picture *p)
{
	struct extent e = {LABELLED_SIDE, LABELLED_SIDE, 0, 0};
	int x, y;

	for (y = 0; y < (int)p->side; y++)
		for (x = 0; x < (int)p->side; x++)
			if (picture_is_touched(p, (size_t)x, (size_t)y)) {
				e.left = x < e.left ? x : e.left;
				e.right = x >= e.right ? x + 1 : e.right;
				e.top = y < e.top ? y : e.top;
				e.bottom = y >= e.bottom ? y + 1 : e.bottom;
			}
	return e;
}

struct extent labelled_extent(const struct labelled *t)
{
	struct picture p = labelled_drawn(t);
	struct extent e = picture_extent(&p);

	picture_finish(&p);
	return e;
}

size_t labelled_count(const struct labelled *t, const struct gw_labels_options *options)
{
	struct gw_labels *labels = labelled_placed_at(t, LABELLED_SIDE, 1, options);
	size_t n = gw_labels_count(labels);

	gw_labels_destroy(labels);
	return n;
}

void expect_same_picture(const struct picture *a, const struct picture *b)
{
	size_t i;

	for (i = 0; i < (size_t)LABELLED_SIDE * LABELLED_SIDE; i++)
		if (a->pixels[i] != b->pixels[i])
			fail_msg("at %zu,%zu: %08x and %08x", i % LABELLED_SIDE, i / LABELLED_SIDE,
				a->pixels[i], b->pixels[i]);
}
