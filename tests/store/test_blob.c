/* SPDX-License-Identifier: Apache-2.0 */
#include "store/blob.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <spatialite/gaiageo.h>

/* Where the first count lies of a blob whose geometry is one line: behind bounds and type. */
#define COUNT_AT 43

static gaiaGeomCollPtr geometry_of(int dims)
{
	return dims == GAIA_XY_Z_M  ? gaiaAllocGeomCollXYZM()
		: dims == GAIA_XY_Z ? gaiaAllocGeomCollXYZ()
		: dims == GAIA_XY_M ? gaiaAllocGeomCollXYM()
				    : gaiaAllocGeomColl();
}

/* Sets every coordinate of n points. */
static void place(double *coords, int dims, int n)
{
	int each = dims == GAIA_XY_Z_M ? 4 : dims == GAIA_XY ? 2 : 3, i;

	for (i = 0; i < n * each; i++)
		coords[i] = 100 + i % 7 / 16.0;
}

static void add_line(gaiaGeomCollPtr g, int dims, int n)
{
	place(gaiaAddLinestringToGeomColl(g, n)->Coords, dims, n);
}

static void add_polygon(gaiaGeomCollPtr g, int dims)
{
	gaiaPolygonPtr polygon = gaiaAddPolygonToGeomColl(g, 5, 1);

	place(polygon->Exterior->Coords, dims, 5);
	place(gaiaAddInteriorRing(polygon, 0, 4)->Coords, dims, 4);
}

struct blob {
	unsigned char *bytes;
	int len;
};

static struct blob written(gaiaGeomCollPtr g, bool compressed)
{
	struct blob blob = {0};

	g->Srid = 4326;
	if (compressed)
		gaiaToCompressedBlobWkb(g, &blob.bytes, &blob.len);
	else
		gaiaToSpatiaLiteBlobWkb(g, &blob.bytes, &blob.len);
	assert_non_null(blob.bytes);
	gaiaFreeGeomColl(g);
	return blob;
}

static struct blob a_line(int dims, int n, bool compressed)
{
	gaiaGeomCollPtr g = geometry_of(dims);

	add_line(g, dims, n);
	return written(g, compressed);
}

static struct blob a_mixture(int dims, bool compressed)
{
	gaiaGeomCollPtr g = geometry_of(dims);

	add_line(g, dims, 2);
	add_polygon(g, dims);
	add_line(g, dims, 6);
	add_polygon(g, dims);
	return written(g, compressed);
}

/* Whole as it is, but with no byte less before its last mark. */
static void expect_whole_alone(struct blob blob, const char *what, int dims)
{
	size_t len = (size_t)blob.len, cut;

	if (!gw_blob_is_whole(blob.bytes, len))
		fail_msg("%s of dimensions %d is not whole", what, dims);
	for (cut = 0; cut + 1 < len; cut++)
		if (gw_blob_is_whole(blob.bytes, cut))
			fail_msg("%s of dimensions %d is whole with %zu of %zu bytes", what, dims,
				cut, len);
	free(blob.bytes);
}

static void what_spatialite_writes_is_whole_and_no_beginning_of_it(void **state)
{
	static const int dims[] = {GAIA_XY, GAIA_XY_Z, GAIA_XY_M, GAIA_XY_Z_M};
	size_t i;

	for (i = 0; i < sizeof dims / sizeof *dims; i++) {
		expect_whole_alone(a_line(dims[i], 2, false), "a line", dims[i]);
		expect_whole_alone(a_line(dims[i], 9, true), "a compressed line", dims[i]);
		expect_whole_alone(a_mixture(dims[i], false), "a mixture", dims[i]);
		expect_whole_alone(a_mixture(dims[i], true), "a compressed mixture", dims[i]);
	}
}

static void points_are_whole(void **state)
{
	gaiaGeomCollPtr g = gaiaAllocGeomColl();
	struct blob tiny = {0};

	gaiaAddPointToGeomColl(g, 1, 2);
	expect_whole_alone(written(g, false), "a point", GAIA_XY);
	g = gaiaAllocGeomColl();
	gaiaAddPointToGeomColl(g, 1, 2);
	gaiaAddPointToGeomColl(g, 3, 4);
	expect_whole_alone(written(g, false), "two points", GAIA_XY);
	gaiaMakePoint(1, 2, 4326, &tiny.bytes, &tiny.len);
	assert_true(gw_blob_is_whole(tiny.bytes, (size_t)tiny.len));
	free(tiny.bytes);
}

/* SpatiaLite multiplies them in an int and then takes memory for them: such a row ended the
 * program. */
static void counts_that_the_bytes_do_not_hold_are_not_whole(void **state)
{
	static const uint32_t counts[] = {3, 1000, INT_MAX / 16 + 2, INT_MAX, 1u << 31, UINT32_MAX};
	struct blob blob = a_line(GAIA_XY, 2, false);
	size_t i;

	for (i = 0; i < sizeof counts / sizeof *counts; i++) {
		memcpy(blob.bytes + COUNT_AT, &counts[i], 4); /* written in this machine's order */
		if (gw_blob_is_whole(blob.bytes, (size_t)blob.len))
			fail_msg("%u points in %d bytes", counts[i], blob.len);
	}
	free(blob.bytes);
}

static void other_byte_orders_are_read(void **state)
{
	struct blob blob = a_line(GAIA_XY, 2, false);
	unsigned char *b = blob.bytes, t;
	size_t at, i;

	b[1] ^= 1;
	for (at = COUNT_AT - 4; at <= COUNT_AT; at += 4)
		for (i = 0; i < 2; i++) {
			t = b[at + i];
			b[at + i] = b[at + 3 - i];
			b[at + 3 - i] = t;
		}
	assert_true(gw_blob_is_whole(b, (size_t)blob.len));
	b[COUNT_AT] = 0x7f;
	assert_false(gw_blob_is_whole(b, (size_t)blob.len));
	free(b);
}

static void unknown_types_are_not_whole(void **state)
{
	static const uint32_t types[] = {0, 8, 4002, 2000002, UINT32_MAX};
	struct blob blob = a_line(GAIA_XY, 2, false);
	size_t i;

	for (i = 0; i < sizeof types / sizeof *types; i++) {
		memcpy(blob.bytes + COUNT_AT - 4, &types[i], 4);
		assert_false(gw_blob_is_whole(blob.bytes, (size_t)blob.len));
	}
	free(blob.bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_spatialite_writes_is_whole_and_no_beginning_of_it),
		cmocka_unit_test(points_are_whole),
		cmocka_unit_test(counts_that_the_bytes_do_not_hold_are_not_whole),
		cmocka_unit_test(other_byte_orders_are_read),
		cmocka_unit_test(unknown_types_are_not_whole),
	};

	return cmocka_run_group_tests_name("store/blob", tests, NULL, NULL);
}
