/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/crs.h"
#include "geo/tilekey.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX 256

static void expect(bool truth)
{
	if (!truth)
		abort();
}

/* A point converted is in range, and what goes back is finite. */
static void use_crs(struct gw_crs *crs, double x, double y)
{
	struct gw_lonlat p;
	bool ok;

	expect(*gw_crs_name(crs) != '\0');
	expect(gw_crs_same(crs, crs) && gw_crs_agrees(crs, crs));
	gw_crs_to_lonlat(crs, &x, &y, 1, &p, &ok);
	expect(abs(p.lon) <= GW_LON_MAX && abs(p.lat) <= GW_LAT_MAX);
	if (ok && gw_crs_point_from_lonlat(crs, p, &x, &y))
		expect(isfinite(x) && isfinite(y));
}

static void use_key(struct gw_tilekey key)
{
	struct gw_world_box world = gw_tilekey_world_box(key);
	struct gw_bbox box = gw_tilekey_bbox(key);

	expect(gw_tilekey_is_valid(key));
	expect(world.min.x >= 0 && world.max.x <= 1 && world.min.y >= 0 && world.max.y <= 1);
	expect(box.min.lon < box.max.lon && box.min.lat < box.max.lat);
}

/* Eight bytes of x, eight of y, then text that is tried as a CRS, as WKT and as a tile's key. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gw_crs *crs = NULL;
	char text[TEXT_MAX + 1];
	struct gw_tilekey key;
	struct gw_error err;
	double x, y;

	if (size < 16 || size > 16 + TEXT_MAX)
		return 0;
	memcpy(&x, data, 8);
	memcpy(&y, data + 8, 8);
	memcpy(text, data + 16, size - 16);
	text[size - 16] = '\0';
	if (!gw_crs_create(&crs, text, &err)) {
		use_crs(crs, x, y);
		gw_crs_destroy(crs);
	}
	if (strchr(text, '[') && !gw_crs_create_from_wkt(&crs, text, &err)) {
		use_crs(crs, x, y);
		gw_crs_destroy(crs);
	}
	if (gw_tilekey_parse_path(text, &key))
		use_key(key);
	if (gw_tilekey_parse(text, text, text, &key))
		use_key(key);
	return 0;
}
