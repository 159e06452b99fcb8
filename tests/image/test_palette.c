/* SPDX-License-Identifier: Apache-2.0 */
#include "image/palette.h"
#include "image/reader.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const gw_rgba solids[] = {
	0, 0xff7fd18b, 0xff2166ac, 0xffffe34d, 0xffc4161c, 0xff101010, 0x80c4161c};
static const gw_rgba inks[] = {0xffffffff, 0xc0333333};

#define NUM_SOLIDS (sizeof solids / sizeof *solids)
#define NUM_INKS   (sizeof inks / sizeof *inks)

static struct gw_palette *new_palette(
	const gw_rgba *first, size_t n, const gw_rgba *second, size_t m, unsigned max)
{
	struct gw_palette_seed seed = {first, n, second, m, max};
	struct gw_palette *palette = NULL;

	assert_int_equal(gw_palette_create(&palette, &seed, NULL), GW_OK);
	return palette;
}

static struct gw_palette *city_palette(unsigned max)
{
	return new_palette(solids, NUM_SOLIDS, inks, NUM_INKS, max);
}

static gw_rgba colour_of(const struct gw_palette *palette, uint32_t pixel)
{
	unsigned n, i = gw_palette_index(palette, pixel);
	const gw_rgba *colours = gw_palette_colours(palette, &n);

	assert_true(i < n);
	return colours[i];
}

static void what_a_map_is_drawn_with_comes_first_and_exactly(void **state)
{
	static const unsigned sizes[] = {NUM_SOLIDS + NUM_INKS, 16, 100, 256};
	size_t k, i;

	for (k = 0; k < sizeof sizes / sizeof *sizes; k++) {
		struct gw_palette *palette = city_palette(sizes[k]);
		unsigned n;
		const gw_rgba *colours = gw_palette_colours(palette, &n);

		assert_in_range(n, NUM_SOLIDS + NUM_INKS, sizes[k]);
		for (i = 0; i < NUM_SOLIDS; i++) {
			assert_int_equal(colours[i], solids[i]);
			assert_int_equal(
				gw_palette_index(palette, gw_rgba_premultiply(solids[i])), i);
		}
		for (i = 0; i < NUM_INKS; i++)
			assert_int_equal(colours[NUM_SOLIDS + i], inks[i]);
		gw_palette_destroy(palette);
	}
}

static void every_colour_of_the_palette_is_its_own_nearest(void **state)
{
	struct gw_palette *palette = city_palette(256);
	const gw_rgba *colours;
	unsigned n, i;

	colours = gw_palette_colours(palette, &n);
	for (i = 0; i < n; i++)
		assert_int_equal(gw_palette_index(palette, gw_rgba_premultiply(colours[i])), i);
	gw_palette_destroy(palette);
}

/* Solids so near one another that they share a key of the table, and slots of the other. */
static void near_solids_are_told_apart(void **state)
{
	gw_rgba near[256];
	struct gw_palette *palette;
	unsigned i;

	for (i = 0; i < 256; i++)
		near[i] = 0xff404040 + (i & 7) + ((i >> 3 & 7) << 8) + (i >> 6 << 16);
	palette = new_palette(near, 256, NULL, 0, 256);
	for (i = 0; i < 256; i++)
		assert_int_equal(gw_palette_index(palette, near[i]), i);
	gw_palette_destroy(palette);
}

static void a_colour_given_twice_is_there_once(void **state)
{
	static const gw_rgba twice[] = {0xff102030, 0xffffffff, 0xff102030};
	struct gw_palette *palette = new_palette(twice, 3, twice, 2, 2);
	unsigned n;

	gw_palette_colours(palette, &n);
	assert_int_equal(n, 2);
	assert_int_equal(gw_palette_index(palette, 0xffffffff), 1);
	gw_palette_destroy(palette);
}

static int channel_error(uint32_t p, uint32_t q)
{
	int worst = 0, shift;

	for (shift = 0; shift < 32; shift += 8) {
		int d = abs((int)(p >> shift & 255) - (int)(q >> shift & 255));

		worst = d > worst ? d : worst;
	}
	return worst;
}

static uint32_t blend(uint32_t p, uint32_t q, unsigned parts, unsigned of)
{
	uint32_t mixed = 0;
	unsigned shift;

	for (shift = 0; shift < 32; shift += 8)
		mixed |= ((p >> shift & 255) * parts + (q >> shift & 255) * (of - parts)) / of
			<< shift;
	return mixed;
}

/* What anti-aliasing makes of an ink's edge on a fill is there, or something like it. */
static void edges_of_ink_find_a_like_colour(void **state)
{
	struct gw_palette *palette = city_palette(256);
	unsigned parts;
	size_t i;

	for (i = 0; i < NUM_SOLIDS; i++) {
		for (parts = 0; parts <= 100; parts++) {
			uint32_t edge =
				blend(0xffffffff, gw_rgba_premultiply(solids[i]), parts, 100);
			gw_rgba found = colour_of(palette, edge);
			int error = channel_error(gw_rgba_premultiply(found), edge);

			if (error > 24)
				fail_msg("solid %zu, %u %% white: %08x for %08x", i, parts, found,
					edge);
		}
	}
	gw_palette_destroy(palette);
}

static void an_opaque_pixel_stays_opaque(void **state)
{
	struct gw_palette *palette = city_palette(64);
	unsigned seed = 1, i;

	for (i = 0; i < 50000; i++) {
		uint32_t pixel = 0xff000000 | next_random(&seed);

		if (gw_rgba_alpha(colour_of(palette, pixel)) != 255)
			fail_msg("%08x became %08x", pixel, colour_of(palette, pixel));
	}
	gw_palette_destroy(palette);
}

static void the_same_seed_gives_the_same_palette(void **state)
{
	struct gw_palette *one = city_palette(200), *other = city_palette(200);
	unsigned n, m;
	const gw_rgba *colours = gw_palette_colours(one, &n);

	assert_memory_equal(colours, gw_palette_colours(other, &m), n * sizeof *colours);
	assert_int_equal(n, m);
	gw_palette_destroy(one);
	gw_palette_destroy(other);
}

static void a_palette_without_colours_or_room_is_refused(void **state)
{
	static const struct gw_palette_seed seeds[] = {
		{.max_colours = 256},
		{solids, NUM_SOLIDS, inks, NUM_INKS, NUM_SOLIDS + NUM_INKS - 1},
		{solids, NUM_SOLIDS, NULL, 0, 257},
		{solids, 1, NULL, 0, 0},
	};
	struct gw_palette *palette;
	struct gw_error err;
	size_t i;

	for (i = 0; i < sizeof seeds / sizeof *seeds; i++) {
		err.text[0] = 0;
		assert_int_equal(gw_palette_create(&palette, &seeds[i], &err), GW_EINVAL);
		assert_non_null(strstr(err.text, "palette"));
	}
	gw_palette_destroy(NULL);
}

/* A thread's answers to the same questions, in an order of its own. */
#define NUM_QUESTIONS 60000

struct asker {
	const struct gw_palette *palette;
	unsigned first;
	uint8_t answers[NUM_QUESTIONS];
};

static void *ask(void *context)
{
	struct asker *asker = context;
	unsigned i, k;

	for (i = 0; i < NUM_QUESTIONS; i++) {
		k = (i + asker->first) % NUM_QUESTIONS;
		asker->answers[k] =
			gw_palette_index(asker->palette, gw_rgba_premultiply(k * 0x9e3779b1u));
	}
	return NULL;
}

static void threads_that_ask_at_once_get_the_answers_of_one(void **state)
{
	struct gw_palette *shared = city_palette(256), *own = city_palette(256);
	struct asker *askers = calloc(4, sizeof *askers);
	pthread_t threads[4];
	unsigned i;

	assert_non_null(askers);
	for (i = 0; i < 4; i++) {
		askers[i].palette = i < 3 ? shared : own;
		askers[i].first = i * NUM_QUESTIONS / 7;
		assert_int_equal(pthread_create(&threads[i], NULL, ask, &askers[i]), 0);
	}
	for (i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	for (i = 0; i < 3; i++)
		assert_memory_equal(askers[i].answers, askers[3].answers, NUM_QUESTIONS);
	free(askers);
	gw_palette_destroy(shared);
	gw_palette_destroy(own);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_map_is_drawn_with_comes_first_and_exactly),
		cmocka_unit_test(every_colour_of_the_palette_is_its_own_nearest),
		cmocka_unit_test(near_solids_are_told_apart),
		cmocka_unit_test(a_colour_given_twice_is_there_once),
		cmocka_unit_test(edges_of_ink_find_a_like_colour),
		cmocka_unit_test(an_opaque_pixel_stays_opaque),
		cmocka_unit_test(the_same_seed_gives_the_same_palette),
		cmocka_unit_test(a_palette_without_colours_or_room_is_refused),
		cmocka_unit_test(threads_that_ask_at_once_get_the_answers_of_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
