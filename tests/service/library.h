/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_TESTS_SERVICE_LIBRARY_H
#define GW_TESTS_SERVICE_LIBRARY_H

#include "fixture.h"
#include "service/atlas.h"

struct gw_buf;

/*
 * A city with some reports, and its atlas: in October 2026 five from NE and two from SW, and four
 * from the beat N; in September one from SW.
 */
struct library {
	struct city city;
	struct gw_atlas *atlas;
};
int library_setup(void **state);
int library_teardown(void **state);
#define in_a_library(test) cmocka_unit_test_setup_teardown(test, library_setup, library_teardown)

const struct gw_map_kind *kind_of(const char *name);

/* Takes in what has changed in the database. */
void refresh(struct library *library);

/* The map of a query, of counts unless it says otherwise. */
const struct gw_map *map_of(struct library *library, struct gw_map_query query);

/* A tile over the city, into a buffer that the caller finishes; bytes to compare. */
#define LIBRARY_PNG_MAX ((size_t)1 << 22)
extern const struct gw_tilekey library_tile;
void draw(const struct gw_map *map, struct gw_buf *png);
bool same(const struct gw_buf *a, const struct gw_buf *b);

#endif
