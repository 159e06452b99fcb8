/* SPDX-License-Identifier: Apache-2.0 */
#include "library.h"

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

const struct gw_tilekey library_tile = {12, 3413, 1550}; /* 120 E, 40 N */

int library_setup(void **state)
{
	struct library *l = malloc(sizeof *l);
	struct gw_error err;

	if (!l)
		return -1;
	city_init(&l->city);
	city_reports_in(l->city.store, &l->city.governance, "NE", "2026-10-01", 5);
	city_reports_in(l->city.store, &l->city.governance, "SW", "2026-10-31 23:59:59", 2);
	city_reports_in(l->city.store, &l->city.governance, "SW", "2026-09-01", 1);
	city_reports_in(l->city.store, &l->city.police, "N", "2026-10-02", 4);
	expect_ok(gw_atlas_open(&l->atlas, l->city.path, STYLES, &err), err);
	gw_atlas_set_pace(l->atlas, 0);
	*state = l;
	return 0;
}

int library_teardown(void **state)
{
	struct library *l = *state;

	gw_atlas_close(l->atlas);
	city_finish(&l->city);
	free(l);
	return 0;
}

const struct gw_map_kind *kind_of(const char *name)
{
	const struct gw_map_kind *kind;
	struct gw_error err;

	expect_ok(gw_map_kind_find(name, &kind, &err), err);
	return kind;
}

void refresh(struct library *l)
{
	struct gw_error err;

	expect_ok(gw_atlas_refresh(l->atlas, &err), err);
}

const struct gw_map *map_of(struct library *l, struct gw_map_query query)
{
	const struct gw_map *map = NULL;
	struct gw_error err;

	query.kind = query.kind ? query.kind : kind_of("counts");
	expect_ok(gw_atlas_map(l->atlas, &query, GW_WAIT, &map, &err), err);
	return map;
}

void draw(const struct gw_map *map, struct gw_buf *png)
{
	struct gw_error err;

	gw_buf_init(png, LIBRARY_PNG_MAX);
	expect_ok(gw_tileset_draw(map->tileset, library_tile, 1, NULL, png, &err), err);
	assert_true(png->len > 0);
}

bool same(const struct gw_buf *a, const struct gw_buf *b)
{
	return a->len == b->len && !memcmp(a->data, b->data, a->len);
}
