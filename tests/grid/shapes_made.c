/* SPDX-License-Identifier: Apache-2.0 */
#include "shapes.h"

#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct shape shape_squares(
	uint32_t columns, uint32_t rows, int64_t size, int64_t west, int64_t south)
{
	struct shape s;
	uint32_t x, y;

	shape_init(&s, "%ux%u squares of %d at %d,%d", columns, rows, (int)size, (int)west,
		(int)south);
	for (y = 0; y < rows; y++)
		for (x = 0; x < columns; x++)
			shape_box(&s, y * columns + x + 1, false, west + x * size, south + y * size,
				west + (x + 1) * size, south + (y + 1) * size);
	s.covers_box = true;
	return s;
}

/* A number below `range` that belongs to a place, whoever asks. */
static int64_t place_noise(
	const struct town *t, uint32_t x, uint32_t y, uint32_t salt, int64_t range)
{
	uint64_t state = t->seed * 1000003 + ((uint64_t)x << 40) + ((uint64_t)y << 16) + salt;

	shape_random(&state);
	return range ? (int64_t)(shape_random(&state) % (uint64_t)range) : 0;
}

static struct gw_lonlat node_of(const struct town *t, uint32_t x, uint32_t y)
{
	int64_t reach = t->spacing / 8;

	return (struct gw_lonlat){
		(int32_t)(t->west + x * t->spacing + place_noise(t, x, y, 1, 2 * reach + 1) -
			reach),
		(int32_t)(t->south + y * t->spacing + place_noise(t, x, y, 2, 2 * reach + 1) -
			reach),
	};
}

static void add_bend(
	struct shape *s, const struct town *t, uint32_t x, uint32_t y, bool north, uint32_t i)
{
	struct gw_lonlat a = node_of(t, x, y), b = node_of(t, x + !north, y + north);
	int64_t reach = t->spacing / 12, n = t->mids + 1, lon, lat;
	uint32_t salt = 10 + 4 * i + 2 * north;

	lon = a.lon + ((int64_t)b.lon - a.lon) * i / n;
	lat = a.lat + ((int64_t)b.lat - a.lat) * i / n;
	lon += place_noise(t, x, y, salt, 2 * reach + 1) - reach;
	lat += place_noise(t, x, y, salt + 1, 2 * reach + 1) - reach;
	shape_point(s, lon, lat);
}

/* The border from node (x, y) north or east, its far end left out; backwards, its near end. */
static void add_border(
	struct shape *s, const struct town *t, uint32_t x, uint32_t y, bool north, bool backwards)
{
	struct gw_lonlat start = node_of(t, x + (backwards && !north), y + (backwards && north));
	uint32_t i;

	shape_point(s, start.lon, start.lat);
	for (i = 1; i <= t->mids; i++)
		add_bend(s, t, x, y, north, backwards ? t->mids + 1 - i : i);
}

struct shape shape_town(struct town t)
{
	struct shape s;
	uint32_t x, y, cell;

	shape_init(&s, "town %ux%u spacing %d cells %u lakes %u mids %u seed %llu at %d,%d",
		t.columns, t.rows, (int)t.spacing, t.cells, t.lakes, t.mids,
		(unsigned long long)t.seed, (int)t.west, (int)t.south);
	for (y = 0; y < t.rows; y++) {
		for (x = 0; x < t.columns; x++) {
			if (t.lakes && place_noise(&t, x, y, 3, t.lakes) == 0)
				continue;
			cell = y * t.columns + x + 1;
			if (t.cells)
				cell = 1 + (uint32_t)place_noise(&t, x, y, 4, t.cells);
			shape_begin(&s, cell, false);
			add_border(&s, &t, x, y, false, false);
			add_border(&s, &t, x + 1, y, true, false);
			add_border(&s, &t, x, y + 1, false, true);
			add_border(&s, &t, x, y, true, true);
		}
	}
	return s;
}

static void add_triangle(
	struct shape *s, uint32_t cell, const int64_t (*at)[2], int i, int j, int k)
{
	if (!cell)
		return;
	shape_begin(s, cell, false);
	shape_point(s, at[i][0], at[i][1]);
	shape_point(s, at[j][0], at[j][1]);
	shape_point(s, at[k][0], at[k][1]);
}

struct shape shape_triangles(uint32_t columns, uint32_t rows, uint32_t cells, uint64_t seed)
{
	struct shape s;
	uint32_t x, y;

	shape_init(&s, "triangles %ux%u cells %u seed %llu", columns, rows, cells,
		(unsigned long long)seed);
	for (y = 0; y < rows; y++) {
		for (x = 0; x < columns; x++) {
			const int64_t at[4][2] = {{x, y}, {x + 1, y}, {x + 1, y + 1}, {x, y + 1}};
			uint32_t one = (uint32_t)(shape_random(&seed) % (cells + 1));
			uint32_t two = (uint32_t)(shape_random(&seed) % (cells + 1));
			int turn = (int)(shape_random(&seed) & 1);

			add_triangle(&s, one, at, turn, turn + 1, turn + 2);
			add_triangle(&s, two, at, turn, turn + 2, (turn + 3) % 4);
		}
	}
	return s;
}

/* Cells in a ring of cells, three deep, with holes that touch each other in vertices. */
static struct shape nested(void)
{
	static const struct gw_lonlat diamond[] = {{50, 30}, {70, 50}, {50, 70}, {30, 50}};
	static const struct gw_lonlat wedge[] = {{70, 50}, {75, 45}, {75, 55}};
	struct shape s;

	shape_init(&s, "nested cells");
	shape_box(&s, 1, false, 0, 0, 100, 100);
	shape_box(&s, 1, true, 20, 20, 80, 80);
	shape_box(&s, 2, false, 20, 20, 80, 80);
	shape_add(&s, 2, true, diamond, COUNT(diamond));
	shape_add(&s, 2, true, wedge, COUNT(wedge)); /* touches the diamond */
	shape_add(&s, 3, false, diamond, COUNT(diamond));
	shape_box(&s, 3, true, 45, 45, 55, 55);
	shape_add(&s, 1, false, wedge, COUNT(wedge)); /* back to the outermost cell */
	shape_box(&s, 4, false, 48, 48, 52, 52); /* in a lake of cell 3 */
	return s;
}

static struct shape checkers(void)
{
	struct shape s;
	int x, y;

	shape_init(&s, "checkers that touch in vertices");
	for (y = 0; y < 6; y++)
		for (x = 0; x < 6; x++)
			if ((x + y) % 2 == 0)
				shape_box(&s, 1 + (uint32_t)(x / 2), false, 10 * x, 10 * y,
					10 * x + 10, 10 * y + 10);
	return s;
}

static struct shape bowtie(void)
{
	struct shape s;

	shape_init(&s, "one cell of two parts that meet in a vertex");
	shape_begin(&s, 1, false);
	shape_point(&s, 0, 0);
	shape_point(&s, -10, 5);
	shape_point(&s, -10, -5);
	shape_begin(&s, 1, false);
	shape_point(&s, 0, 0);
	shape_point(&s, 10, -5);
	shape_point(&s, 10, 5);
	return s;
}

static struct shape stripes(bool upright, int n, int64_t length)
{
	struct shape s;
	int i;

	shape_init(&s, "%d %s stripes 1 unit wide, %d long", n, upright ? "upright" : "level",
		(int)length);
	for (i = 0; i < n; i++)
		shape_box(&s, (uint32_t)i + 1, false, upright ? i : 0, upright ? 0 : i,
			upright ? i + 1 : length, upright ? length : i + 1);
	s.covers_box = true;
	return s;
}

/*
 * Triangles round one vertex, with borders that run level, upright and on the diagonals among them.
 */
static struct shape fan(int64_t size)
{
	static const int8_t rim[][2] = {{4, 0}, {4, 1}, {4, 4}, {1, 4}, {0, 4}, {-1, 4}, {-4, 4},
		{-4, 1}, {-4, 0}, {-4, -1}, {-4, -4}, {-1, -4}, {0, -4}, {1, -4}, {4, -4}, {4, -1}};
	struct shape s;
	size_t i;

	shape_init(&s, "fan of size %d", (int)size);
	for (i = 0; i < COUNT(rim); i++) {
		const int8_t *a = rim[i], *b = rim[(i + 1) % COUNT(rim)];

		shape_begin(&s, (uint32_t)i + 1, false);
		shape_point(&s, 0, 0);
		shape_point(&s, a[0] * size, a[1] * size);
		shape_point(&s, b[0] * size, b[1] * size);
	}
	s.covers_box = true;
	return s;
}

/* Needles of one unit at their base that all end in one far point. */
static struct shape needles(int64_t length, int64_t rise)
{
	struct shape s;
	int i;

	shape_init(&s, "needles %d long, rising %d", (int)length, (int)rise);
	for (i = 0; i < 12; i++) {
		shape_begin(&s, (uint32_t)i + 1, false);
		shape_point(&s, 0, i);
		shape_point(&s, length, rise);
		shape_point(&s, 0, i + 1);
	}
	return s;
}

/* Two cells with needless vertices on straight borders. */
static struct shape collinear(void)
{
	struct shape s;
	int i;

	shape_init(&s, "collinear runs");
	shape_begin(&s, 1, false);
	shape_point(&s, 0, 0);
	for (i = 0; i <= 40; i++) /* the shared border, upright */
		shape_point(&s, 40, i);
	for (i = 40; i > 0; i--)
		shape_point(&s, i - 1, 40);
	shape_begin(&s, 2, false);
	for (i = 40; i >= 0; i--)
		shape_point(&s, 40, i);
	for (i = 1; i <= 40; i++) /* a diagonal */
		shape_point(&s, 40 + i, i);
	return s;
}

/* A comb: many ends of teeth in the same tiles, level and upright borders in turn. */
static struct shape comb(void)
{
	struct shape s;
	int i;

	shape_init(&s, "comb");
	shape_begin(&s, 1, false);
	shape_point(&s, 120, -20);
	shape_point(&s, 0, -20);
	for (i = 0; i <= 30; i++) {
		shape_point(&s, 4 * i, 0);
		shape_point(&s, 4 * i, 100);
		shape_point(&s, 4 * i + 1, 100);
		shape_point(&s, 4 * i + 1, 0);
	}
	return s;
}

/* One ring that goes to its hole and back over the same bridge, and another that touches itself. */
static struct shape keyhole(void)
{
	static const struct gw_lonlat bridged[] = {{0, 0}, {90, 0}, {90, 90}, {0, 90}, {0, 40},
		{30, 40}, {30, 60}, {60, 60}, {60, 30}, {30, 30}, {30, 40}, {0, 40}};
	static const struct gw_lonlat touching[] = {{90, 0}, {180, 0}, {180, 90}, {90, 90},
		{120, 60}, {150, 40}, {150, 20}, {130, 20}, {90, 90}};
	struct shape s;

	shape_init(&s, "keyholes");
	shape_add(&s, 1, false, bridged, COUNT(bridged));
	shape_add(&s, 2, false, touching, COUNT(touching));
	s.ragged = true; /* the bridge is no border */
	return s;
}

static struct shape t_junctions(void)
{
	struct shape s;

	shape_init(&s, "T-junctions without a vertex");
	shape_box(&s, 1, false, 0, 0, 60, 30);
	shape_box(&s, 2, false, 0, 30, 20, 60);
	shape_box(&s, 3, false, 20, 30, 40, 60);
	shape_box(&s, 4, false, 40, 30, 60, 60);
	s.covers_box = true;
	s.ragged = true;
	return s;
}

static struct shape corners_of_the_world(void)
{
	const int64_t e = GW_LON_MAX, n = GW_LAT_MAX, d = 1000000;
	struct shape s;

	shape_init(&s, "corners of the world");
	shape_box(&s, 1, false, -e, -n, -e + d, -n + d);
	shape_box(&s, 2, false, e - d, -n, e, -n + d);
	shape_box(&s, 3, false, e - d, n - d, e, n);
	shape_box(&s, 4, false, -e, n - d, -e + d, n);
	return s;
}

struct shape shape_world_boxes(void)
{
	const int64_t e = GW_LON_MAX, n = GW_LAT_MAX;
	struct shape s;

	shape_init(&s, "world of boxes");
	shape_box(&s, 1, false, -e, -n, e, 0);
	shape_box(&s, 2, false, -e, 0, 0, n);
	shape_begin(&s, 3, false); /* with the vertex that cell 1 gets when its border is split */
	shape_point(&s, 0, 0);
	shape_point(&s, e, 0);
	shape_point(&s, e, n);
	shape_point(&s, 0, n);
	s.covers_box = true;
	s.ragged = true;
	return s;
}

static struct shape world_spokes(const char *name, int64_t lon, int64_t lat)
{
	const int64_t e = GW_LON_MAX, n = GW_LAT_MAX;
	const int64_t rim[4][2] = {{-e, -n}, {e, -n}, {e, n}, {-e, n}};
	struct shape s;
	int i;

	shape_init(&s, "%s", name);
	for (i = 0; i < 4; i++) {
		shape_begin(&s, (uint32_t)i + 1, false);
		shape_point(&s, lon, lat);
		shape_point(&s, rim[i][0], rim[i][1]);
		shape_point(&s, rim[(i + 1) % 4][0], rim[(i + 1) % 4][1]);
	}
	s.covers_box = true;
	s.ragged = true;
	return s;
}

struct shape shape_world_diagonals(void)
{
	return world_spokes("world cut by its diagonals", 0, 0);
}

struct shape shape_world_uneven(void)
{
	return world_spokes("world cut off its middle", -123456789, 98765431);
}

static struct shape empty(void)
{
	struct shape s;

	shape_init(&s, "no cells");
	return s;
}

/* A cell with a spike so far out that it would stretch the index. */
static struct shape spiked(void)
{
	static const struct gw_lonlat ring[] = {{7000, -9000}, {0, 0}, {40, 0}, {40, 20}, {90, 20},
		{95, 25}, {90, 20}, {40, 20}, {40, 20}, {40, 40}, {0, 40}, {0, 0}};
	struct shape s;

	shape_init(&s, "spiked square");
	shape_add(&s, 1, false, ring, COUNT(ring));
	shape_box(&s, 2, false, 0, -40, 40, 0);
	s.ragged = true; /* a vertex at (40, 20) in one cell only */
	return s;
}

static struct shape moved(struct shape s, int64_t east, int64_t north)
{
	shape_map(&s, 1, 0, 0, 1, east, north);
	return s;
}

static struct shape sheared(struct shape s, int64_t b, int64_t c)
{
	shape_map(&s, 1, b, c, 1 + b * c, 0, 0);
	return s;
}

/* clang-format off */
struct shape shape_fixed(int number)
{
	switch (number) {
	case 0: return empty();
	case 1: return shape_squares(1, 1, 1, 0, 0);
	case 2: return shape_squares(1, 1, 1000000, -5, 7);
	case 3: return shape_squares(2, 2, 100000, 1208400000, 406900000);
	case 4: return shape_squares(9, 7, 1, -4, -3);
	case 5: return shape_squares(16, 16, 64, -512, 512);
	case 6: return shape_squares(16, 16, 4096, 1200000000, 400000000);
	case 7: return shape_squares(13, 5, 12345, -1799999999, -899999999);
	case 8: return nested();
	case 9: return moved(nested(), 1164000000, 399000000);
	case 10: return checkers();
	case 11: return bowtie();
	case 12: return stripes(true, 30, 1000);
	case 13: return stripes(false, 30, 1000);
	case 14: return sheared(stripes(true, 20, 300), 0, 1);
	case 15: return sheared(stripes(false, 20, 300), -3, 7);
	case 16: return moved(stripes(false, 3, 2000000), GW_LON_MAX - 2000000, GW_LAT_MAX - 3);
	case 17: return moved(stripes(true, 3, 2000000), -GW_LON_MAX, -GW_LAT_MAX);
	case 18: return fan(1);
	case 19: return fan(25000);
	case 20: return needles(1000000, 5);
	case 21: return needles(999999, -777777);
	case 22: return collinear();
	case 23: return comb();
	case 24: return keyhole();
	case 25: return t_junctions();
	case 26: return corners_of_the_world();
	default: return spiked();
	}
}
/* clang-format on */
