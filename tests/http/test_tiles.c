/* SPDX-License-Identifier: Apache-2.0 */
#include "http/tiles.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define MIB ((size_t)1 << 20)

static struct gw_tiles *create(size_t max_bytes)
{
	struct gw_tiles *tiles = NULL;
	struct gw_error err;

	assert_int_equal(gw_tiles_create(&tiles, max_bytes, &err), GW_OK);
	return tiles;
}

static struct gw_tile_id tile(uint64_t map, uint32_t x)
{
	return (struct gw_tile_id){.map = map, .key = {13, x, 7}, .scale = 1};
}

/* A picture of n bytes whose tag is the text. */
static struct gw_picture *picture(const char *tag, size_t n)
{
	struct gw_picture *made;
	struct gw_reply reply;

	gw_reply_init(&reply);
	reply.type = "image/png";
	snprintf(reply.etag, sizeof reply.etag, "%s", tag);
	memset(gw_buf_reserve(&reply.body, n), 'x', n);
	reply.body.len = n;
	made = gw_picture_create(&reply);
	assert_non_null(made);
	assert_int_equal(made->bytes, n);
	assert_int_equal(reply.body.len, 0);
	gw_reply_finish(&reply);
	return made;
}

static void draw(
	struct gw_tiles *tiles, struct gw_tile_id id, uint64_t content, const char *tag, size_t n)
{
	struct gw_picture *drawn, *found;
	struct gw_tile_waiter waiter;

	assert_int_equal(gw_tiles_join(tiles, &id, content, &waiter, &found), GW_TILE_DRAW);
	drawn = picture(tag, n);
	gw_tiles_finish(tiles, &id, content, drawn, NULL);
	gw_picture_release(drawn);
}

/* A tag of NULL: it is not kept. */
static void expect_kept(
	struct gw_tiles *tiles, struct gw_tile_id id, uint64_t content, const char *tag)
{
	struct gw_picture *found = gw_tiles_find(tiles, &id, content);

	if (!found != !tag)
		fail_msg("tile %u of map %u, content %u: %s", id.key.x, (unsigned)id.map,
			(unsigned)content, tag ? "is not kept" : "is kept");
	if (found)
		assert_string_equal(found->etag, tag);
	gw_picture_release(found);
}

static void a_tile_that_was_drawn_is_found(void **state)
{
	struct gw_tiles *tiles = create(MIB);
	struct gw_tiles_figures figures;

	expect_kept(tiles, tile(1, 2), 5, NULL);
	draw(tiles, tile(1, 2), 5, "A", 100);
	expect_kept(tiles, tile(1, 2), 5, "A");
	expect_kept(tiles, tile(1, 3), 5, NULL);
	expect_kept(tiles, tile(2, 2), 5, NULL);
	figures = gw_tiles_read(tiles);
	assert_int_equal(figures.hits, 1);
	assert_int_equal(figures.misses, 1);
	assert_int_equal(figures.entries, 1);
	gw_tiles_destroy(tiles);
}

static void everything_in_the_id_tells_tiles_apart(void **state)
{
	struct gw_tile_id ids[8];
	struct gw_tiles *tiles = create(MIB);
	char tag[8];
	size_t i;

	for (i = 0; i < 8; i++)
		ids[i] = tile(1, 2);
	ids[1].key.z = 12;
	ids[2].key.y = 8;
	ids[3].scale = 2;
	ids[4].format = 1;
	ids[5].caching = 1;
	ids[6].is_public = 1;
	ids[7].map = 1ull << 40;
	for (i = 0; i < 8; i++) {
		snprintf(tag, sizeof tag, "%zu", i);
		draw(tiles, ids[i], 5, tag, 10);
	}
	for (i = 0; i < 8; i++) {
		snprintf(tag, sizeof tag, "%zu", i);
		expect_kept(tiles, ids[i], 5, tag);
	}
	gw_tiles_destroy(tiles);
}

static void other_content_takes_the_place_of_what_is_out_of_date(void **state)
{
	struct gw_tiles *tiles = create(MIB);

	draw(tiles, tile(1, 2), 5, "old", 100);
	expect_kept(tiles, tile(1, 2), 6, NULL);
	draw(tiles, tile(1, 2), 6, "new", 100);
	expect_kept(tiles, tile(1, 2), 6, "new");
	expect_kept(tiles, tile(1, 2), 5, NULL);
	assert_int_equal(gw_tiles_read(tiles).entries, 1);
	gw_tiles_destroy(tiles);
}

static void a_reply_may_be_kept_that_nobody_waits_for(void **state)
{
	struct gw_tiles *tiles = create(MIB);
	struct gw_tile_id id = tile(1, 2);
	struct gw_picture *kept;
	struct gw_reply reply;

	gw_reply_init(&reply);
	reply.type = "application/json";
	gw_buf_puts(&reply.body, "{}");
	kept = gw_tiles_keep(tiles, &id, 5, &reply);
	assert_non_null(kept);
	assert_int_equal(kept->bytes, 2);
	assert_memory_equal(kept->body, "{}", 2);
	assert_int_equal(strlen(kept->etag), 34);
	assert_int_equal(reply.body.len, 0);
	expect_kept(tiles, id, 5, kept->etag);
	expect_kept(tiles, id, 6, NULL);
	gw_picture_release(kept);
	gw_reply_finish(&reply);
	gw_tiles_destroy(tiles);
}

/* What may not go stays: the tile in use lately is asked for after each that is added. */
static void the_bound_holds_and_what_is_in_use_stays(void **state)
{
	struct gw_tiles *tiles = create(2 * MIB);
	struct gw_tiles_figures figures;
	uint32_t x;

	draw(tiles, tile(1, 0), 5, "favourite", 1000);
	for (x = 1; x < 2000; x++) {
		draw(tiles, tile(1, x), 5, "other", 10000);
		expect_kept(tiles, tile(1, 0), 5, "favourite");
		assert_true(gw_tiles_read(tiles).bytes <= 2 * MIB);
	}
	figures = gw_tiles_read(tiles);
	assert_true(figures.entries > 100);
	assert_int_equal(figures.evicted + figures.entries, 2000);
	expect_kept(tiles, tile(1, 1), 5, NULL);
	gw_tiles_destroy(tiles);
}

static void a_picture_outlives_its_place(void **state)
{
	struct gw_tile_id id = tile(1, 2);
	struct gw_tiles *tiles = create(MIB);
	struct gw_picture *found;

	draw(tiles, id, 5, "A", 100);
	found = gw_tiles_find(tiles, &id, 5);
	gw_tiles_destroy(tiles);
	assert_string_equal(found->etag, "A");
	assert_memory_equal(found->body, "xxx", 3);
	gw_picture_release(found);
}

static void what_is_larger_than_the_cache_is_not_kept(void **state)
{
	struct gw_tiles *none = create(0);

	draw(none, tile(1, 2), 5, "A", 100);
	expect_kept(none, tile(1, 2), 5, NULL);
	assert_int_equal(gw_tiles_read(none).bytes, 0);
	gw_tiles_destroy(none);
}

struct client {
	struct gw_tile_waiter waiter;
	struct gw_picture *got;
	unsigned status, told;
};

static void done(
	struct gw_tile_waiter *waiter, struct gw_picture *got, const struct gw_problem *problem)
{
	struct client *client = (struct client *)waiter;

	client->got = got;
	client->status = got ? 200 : problem->status;
	client->told++;
}

#define CLIENTS 50

/* One draws, and the others get what it drew: NULL where it failed. */
static void ask_together(struct gw_tiles *tiles, struct gw_picture *drawn, unsigned status)
{
	struct client clients[CLIENTS] = {0};
	struct gw_problem problem = {.status = 503};
	struct gw_tile_id id = tile(1, 2);
	struct gw_picture *found;
	size_t i;

	for (i = 0; i < CLIENTS; i++) {
		clients[i].waiter.done = done;
		assert_int_equal(gw_tiles_join(tiles, &id, 5, &clients[i].waiter, &found),
			i ? GW_TILE_JOINED : GW_TILE_DRAW);
	}
	gw_tiles_finish(tiles, &id, 5, drawn, &problem);
	assert_int_equal(clients[0].told, 0);
	for (i = 1; i < CLIENTS; i++) {
		assert_int_equal(clients[i].told, 1);
		assert_int_equal(clients[i].status, status);
		assert_ptr_equal(clients[i].got, drawn);
		gw_picture_release(clients[i].got);
	}
	assert_int_equal(gw_tiles_read(tiles).misses, 1);
	assert_int_equal(gw_tiles_read(tiles).joined, CLIENTS - 1);
}

static void of_many_who_want_a_tile_one_draws_it(void **state)
{
	struct gw_picture *drawn = picture("A", 100);
	struct gw_tiles *tiles = create(MIB);

	ask_together(tiles, drawn, 200);
	expect_kept(tiles, tile(1, 2), 5, "A");
	gw_picture_release(drawn);
	gw_tiles_destroy(tiles);
}

static void all_who_wait_hear_of_a_failure_and_the_next_draws_anew(void **state)
{
	struct gw_tiles *tiles = create(MIB);

	ask_together(tiles, NULL, 503);
	draw(tiles, tile(1, 2), 5, "A", 100);
	expect_kept(tiles, tile(1, 2), 5, "A");
	gw_tiles_destroy(tiles);
}

static void nobody_waits_for_a_drawing_of_other_content(void **state)
{
	struct gw_tile_id id = tile(1, 2);
	struct gw_tiles *tiles = create(MIB);
	struct gw_tile_waiter waiter;
	struct gw_picture *found;

	assert_int_equal(gw_tiles_join(tiles, &id, 5, &waiter, &found), GW_TILE_DRAW);
	assert_int_equal(gw_tiles_join(tiles, &id, 6, &waiter, &found), GW_TILE_DRAW);
	gw_tiles_finish(tiles, &id, 6, NULL, &(struct gw_problem){0});
	gw_tiles_finish(tiles, &id, 5, NULL, &(struct gw_problem){0});
	gw_tiles_destroy(tiles);
}

struct crowd {
	struct gw_tiles *tiles;
	atomic_uint told;
};

struct member {
	struct gw_tile_waiter waiter;
	struct crowd *crowd;
};

static void hear(
	struct gw_tile_waiter *waiter, struct gw_picture *got, const struct gw_problem *problem)
{
	atomic_fetch_add(&((struct member *)waiter)->crowd->told, 1);
	gw_picture_release(got);
}

#define ROUNDS 3000

static void *ask_much(void *context)
{
	static _Thread_local struct member members[ROUNDS];
	struct crowd *crowd = context;
	struct gw_picture *found;
	uint32_t i;

	for (i = 0; i < ROUNDS; i++) {
		struct gw_tile_id id = tile(1, i % 37);

		members[i] = (struct member){{hear, NULL}, crowd};
		switch (gw_tiles_join(crowd->tiles, &id, i / 300, &members[i].waiter, &found)) {
		case GW_TILE_DRAW:
			found = picture("A", 3000);
			gw_tiles_finish(crowd->tiles, &id, i / 300, found, NULL);
			/* fall through */
		case GW_TILE_FOUND:
			gw_picture_release(found);
			atomic_fetch_add(&crowd->told, 1);
			break;
		case GW_TILE_JOINED:
			break;
		}
	}
	return NULL;
}

static void many_threads_at_once_are_each_told_once(void **state)
{
	struct crowd crowd = {.tiles = create(64 << 10)};
	pthread_t threads[4];
	size_t i;

	for (i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, ask_much, &crowd), 0);
	for (i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(crowd.told, 4 * ROUNDS);
	gw_tiles_destroy(crowd.tiles);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tile_that_was_drawn_is_found),
		cmocka_unit_test(everything_in_the_id_tells_tiles_apart),
		cmocka_unit_test(other_content_takes_the_place_of_what_is_out_of_date),
		cmocka_unit_test(a_reply_may_be_kept_that_nobody_waits_for),
		cmocka_unit_test(the_bound_holds_and_what_is_in_use_stays),
		cmocka_unit_test(a_picture_outlives_its_place),
		cmocka_unit_test(what_is_larger_than_the_cache_is_not_kept),
		cmocka_unit_test(of_many_who_want_a_tile_one_draws_it),
		cmocka_unit_test(all_who_wait_hear_of_a_failure_and_the_next_draws_anew),
		cmocka_unit_test(nobody_waits_for_a_drawing_of_other_content),
		cmocka_unit_test(many_threads_at_once_are_each_told_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
