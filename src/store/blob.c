/* SPDX-License-Identifier: Apache-2.0 */
#include "store/blob.h"

#include <stdint.h>

/* A mark, the byte order, the SRID, the bounds, a mark; the geometry; a mark. */
#define HEADER		39
#define BIG_ENDIAN_BLOB 0
#define TINY_POINT	0x80

#define COMPRESSED 1000000 /* added to a geometry's type, as thousands are for Z and M */

enum { POINT = 1, LINE, POLYGON, MULTIPOINT, MULTILINE, MULTIPOLYGON, COLLECTION };

/* Bytes of a point: XY, XYZ, XYM, XYZM; compressed, but for the first and last, floats and M. */
static const unsigned full[] = {16, 24, 24, 32}, compact[] = {8, 12, 16, 20};

struct reader {
	const unsigned char *at;
	size_t left;
	bool big_endian;
};

static bool skip(struct reader *r, uint64_t bytes)
{
	if (bytes > r->left)
		return false;
	r->at += bytes;
	r->left -= bytes;
	return true;
}

static bool read_number(struct reader *r, uint32_t *out)
{
	const unsigned char *b = r->at;

	if (!skip(r, 4))
		return false;
	*out = r->big_endian
		? (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3]
		: (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[1] << 8 | b[0];
	return true;
}

/* A count and its points. */
static bool skip_points(struct reader *r, uint32_t type)
{
	unsigned dims = type % COMPRESSED / 1000;
	uint32_t n;

	if (!read_number(r, &n))
		return false;
	if (type < COMPRESSED || n < 3)
		return skip(r, (uint64_t)n * full[dims]);
	return skip(r, 2 * full[dims] + (uint64_t)(n - 2) * compact[dims]);
}

static bool skip_single(struct reader *r, uint32_t type)
{
	unsigned dims = type % COMPRESSED / 1000;
	uint32_t rings;

	if (type / COMPRESSED > 1 || dims > 3)
		return false;
	switch (type % 1000) {
	case POINT:
		return skip(r, full[dims]);
	case LINE:
		return skip_points(r, type);
	case POLYGON:
		if (!read_number(r, &rings))
			return false;
		while (rings && skip_points(r, type))
			rings--;
		return !rings;
	default:
		return false;
	}
}

/* A part of a collection begins with a mark. */
static bool skip_part(struct reader *r)
{
	uint32_t type;

	return skip(r, 1) && read_number(r, &type) && skip_single(r, type);
}

bool gw_blob_is_whole(const unsigned char *blob, size_t len)
{
	struct reader r = {blob, len, false};
	uint32_t type, parts;

	if (len && blob[0] == TINY_POINT)
		return true; /* of one size */
	if (!skip(&r, HEADER))
		return false;
	r.big_endian = blob[1] == BIG_ENDIAN_BLOB;
	if (!read_number(&r, &type))
		return false;
	if (type % 1000 < MULTIPOINT || type % 1000 > COLLECTION)
		return skip_single(&r, type);
	if (!read_number(&r, &parts))
		return false;
	while (parts && skip_part(&r))
		parts--;
	return !parts;
}
