/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/tilekey.h"

#include <math.h>
#include <stddef.h>

#define DIGITS_MAX 7 /* of 2^22 - 1 */

bool gw_tilekey_is_valid(struct gw_tilekey key)
{
	return key.z <= GW_TILE_ZOOM_MAX && key.x >> key.z == 0 && key.y >> key.z == 0;
}

/*
 * Reads a number up to the byte `stop`; the byte after that, or NULL when it is not a plain number.
 */
static const char *scan_number(const char *p, char stop, uint32_t *out)
{
	const char *start = p;
	uint32_t n = 0;

	for (; *p >= '0' && *p <= '9' && p - start < DIGITS_MAX; p++)
		n = 10 * n + (uint32_t)(*p - '0');
	if (p == start || *p != stop || (*start == '0' && p - start > 1))
		return NULL;
	*out = n;
	return p + 1;
}

static bool accept(struct gw_tilekey key, struct gw_tilekey *out)
{
	if (!gw_tilekey_is_valid(key))
		return false;
	*out = key;
	return true;
}

bool gw_tilekey_parse(const char *z, const char *x, const char *y, struct gw_tilekey *out)
{
	struct gw_tilekey key;

	return scan_number(z, '\0', &key.z) && scan_number(x, '\0', &key.x) &&
		scan_number(y, '\0', &key.y) && accept(key, out);
}

bool gw_tilekey_parse_path(const char *text, struct gw_tilekey *out)
{
	struct gw_tilekey key;

	text = scan_number(text, '/', &key.z);
	if (text)
		text = scan_number(text, '/', &key.x);
	if (text)
		text = scan_number(text, '\0', &key.y);
	return text && accept(key, out);
}

struct gw_world_box gw_tilekey_world_box(struct gw_tilekey key)
{
	double size = ldexp(1, -(int)key.z);

	return (struct gw_world_box){
		{key.x * size, key.y * size},
		{(key.x + 1) * size, (key.y + 1) * size},
	};
}

struct gw_bbox gw_tilekey_bbox(struct gw_tilekey key)
{
	struct gw_world_box box = gw_tilekey_world_box(key);

	return gw_bbox_of(gw_lonlat_from_world(box.min), gw_lonlat_from_world(box.max));
}
