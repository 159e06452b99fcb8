/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/diagnose.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

/*
 * A gap that is open at both ends parts the map in two: no loop encloses it. So each border edge
 * looks across the outside for a part of the map that it does not hang together with. Banks that
 * face each other over a length of several widths are a gap; a mere near touch is not, nor is what
 * is wider than most streets, since there may be a river or a strait.
 */
#define CHANNEL_WIDTH_M 20.0
#define CHANNEL_SLENDER 5.0

/* A cell's bank opposite another cell: what one border edge adds, or all of them together. */
struct bank {
	gw_cell_id cell, opposite;
	struct gw_lonlat place; /* where it is widest */
	double length_m, area_m2, width_m;
};

struct channels {
	struct gw_diagnosis *d;
	gw_cell_id *part; /* each cell's part of the map, as a union-find forest */
	struct bank *banks;
	size_t n, capacity;
};

static gw_cell_id part_of(gw_cell_id *part, gw_cell_id cell)
{
	while (part[cell] != cell)
		cell = part[cell] = part[part[cell]];
	return cell;
}

static gw_cell_id border_cell(const struct gw_edge *e)
{
	return e->left == GW_OUTSIDE ? e->right : e->right == GW_OUTSIDE ? e->left : GW_OUTSIDE;
}

/* The nearest border of another part of the map. */
struct lookout {
	const struct channels *c;
	struct gw_lonlat from;
	gw_cell_id part;
	gw_cell_id found;
	double metres;
};

static bool look_at(void *context, const struct gw_edge *e)
{
	struct lookout *l = context;
	gw_cell_id cell = border_cell(e);
	double metres;

	if (cell == GW_OUTSIDE || part_of(l->c->part, cell) == l->part)
		return true;
	metres = gw_distance_to_segment(l->from, e->a, e->b);
	if (metres < l->metres) {
		l->metres = metres;
		l->found = cell;
	}
	return true;
}

static struct gw_bbox box_around(struct gw_lonlat p, double metres)
{
	struct gw_scale s = gw_scale_at(p.lat);
	double lon = metres / fmax(s.east, s.north / 100) + 1, lat = metres / s.north + 1;
	struct gw_lonlat low =
		gw_rounded(fmax(p.lon - lon, -GW_LON_MAX), fmax(p.lat - lat, -GW_LAT_MAX));
	struct gw_lonlat high =
		gw_rounded(fmin(p.lon + lon, GW_LON_MAX), fmin(p.lat + lat, GW_LAT_MAX));

	return (struct gw_bbox){low, high};
}

static struct lookout look_from(const struct channels *c, struct gw_lonlat p, gw_cell_id cell)
{
	struct lookout l = {c, p, part_of(c->part, cell), GW_OUTSIDE, CHANNEL_WIDTH_M};

	gw_locator_visit(c->d->locator, box_around(p, CHANNEL_WIDTH_M), look_at, &l);
	return l;
}

/* Notes an edge as a bank when another part of the map lies near its ends and its middle. */
static enum gw_status note_bank(struct channels *c, const struct gw_edge *e, struct gw_error *err)
{
	const struct gw_lonlat middle = {
		(int32_t)(((int64_t)e->a.lon + e->b.lon) / 2),
		(int32_t)(((int64_t)e->a.lat + e->b.lat) / 2),
	};
	const struct gw_lonlat places[] = {middle, e->a, e->b};
	struct bank bank = {.cell = border_cell(e)};
	struct lookout seen;
	int i;

	if (bank.cell == GW_OUTSIDE)
		return GW_OK;
	bank.length_m = gw_distance_to_segment(e->a, e->b, e->b);
	for (i = 0; i < 3; i++) {
		seen = look_from(c, places[i], bank.cell);
		if (seen.found == GW_OUTSIDE)
			return GW_OK;
		bank.area_m2 += bank.length_m * seen.metres * (i == 0 ? 0.5 : 0.25);
		if (seen.metres > bank.width_m) {
			bank.width_m = seen.metres;
			bank.place = places[i];
		}
		if (i == 0) /* at the ends another cell may be as near */
			bank.opposite = seen.found;
	}
	if (!gw_grow(&c->banks, c->n, &c->capacity, sizeof *c->banks))
		return gw_fail_nomem(err);
	c->banks[c->n++] = bank;
	return GW_OK;
}

static int compare_banks(const void *x, const void *y)
{
	const struct bank *a = x, *b = y;

	if (a->cell != b->cell)
		return a->cell < b->cell ? -1 : 1;
	if (a->opposite != b->opposite)
		return a->opposite < b->opposite ? -1 : 1;
	if (a->place.lon != b->place.lon)
		return a->place.lon < b->place.lon ? -1 : 1;
	return (a->place.lat > b->place.lat) - (a->place.lat < b->place.lat);
}

/* Adds up the banks of each pair of cells, sorted by pair. Returns how many pairs there are. */
static size_t add_up(struct bank *banks, size_t n)
{
	size_t pairs = 0, i;

	for (i = 0; i < n; i++) {
		struct bank *sum = pairs ? &banks[pairs - 1] : NULL;

		if (!sum || sum->cell != banks[i].cell || sum->opposite != banks[i].opposite) {
			banks[pairs++] = banks[i];
			continue;
		}
		sum->length_m += banks[i].length_m;
		sum->area_m2 += banks[i].area_m2;
		if (banks[i].width_m > sum->width_m) {
			sum->width_m = banks[i].width_m;
			sum->place = banks[i].place;
		}
	}
	return pairs;
}

/* The same gap seen from its other bank, among those before. */
static bool is_told(const struct bank *banks, size_t i)
{
	size_t j;

	for (j = 0; j < i; j++)
		if (banks[j].cell == banks[i].opposite && banks[j].opposite == banks[i].cell &&
			banks[j].length_m > 0)
			return true;
	return false;
}

static enum gw_status report(struct channels *c, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	size_t i, pairs;

	if (!c->n)
		return GW_OK;
	qsort(c->banks, c->n, sizeof *c->banks, compare_banks);
	pairs = add_up(c->banks, c->n);
	for (i = 0; i < pairs && !st; i++) {
		struct bank *b = &c->banks[i];

		if (b->length_m * b->length_m < CHANNEL_SLENDER * b->area_m2) {
			b->length_m = 0; /* a near touch */
			continue;
		}
		if (!is_told(c->banks, i))
			st = gw_faults_add(c->d->faults,
				(struct gw_fault){.kind = GW_FAULT_GAP,
					.cells = {b->cell, b->opposite},
					.place = b->place,
					.area_m2 = b->area_m2,
					.width_m = b->width_m},
				err);
	}
	return st;
}

/* An end of a border edge, to find the cells that meet in it. */
struct border_end {
	struct gw_lonlat place;
	gw_cell_id cell;
};

static int compare_ends(const void *x, const void *y)
{
	const struct border_end *a = x, *b = y;

	if (a->place.lon != b->place.lon)
		return a->place.lon < b->place.lon ? -1 : 1;
	return (a->place.lat > b->place.lat) - (a->place.lat < b->place.lat);
}

static void unite(gw_cell_id *part, gw_cell_id a, gw_cell_id b)
{
	part[part_of(part, a)] = part_of(part, b);
}

/* Cells hang together by a common border, or by a vertex where their outer borders meet. */
static enum gw_status find_parts(struct channels *c, struct gw_error *err)
{
	const struct gw_grid *grid = c->d->grid;
	struct border_end *ends = NULL;
	size_t n = 0, capacity = 0, i;
	enum gw_status st = GW_OK;
	gw_cell_id cell;

	for (cell = 0; cell <= grid->num_cells; cell++)
		c->part[cell] = cell;
	for (i = 0; i < 2 * grid->num_edges && !st; i++) {
		const struct gw_edge *e = &grid->edges[i / 2];

		cell = border_cell(e);
		if (cell == GW_OUTSIDE)
			unite(c->part, e->left, e->right);
		else if (gw_grow(&ends, n, &capacity, sizeof *ends))
			ends[n++] = (struct border_end){i % 2 ? e->b : e->a, cell};
		else
			st = gw_fail_nomem(err);
	}
	if (n)
		qsort(ends, n, sizeof *ends, compare_ends);
	for (i = 1; i < n && !st; i++)
		if (gw_lonlat_equal(ends[i - 1].place, ends[i].place))
			unite(c->part, ends[i - 1].cell, ends[i].cell);
	free(ends);
	return st;
}

enum gw_status gw_diagnose_channels(struct gw_diagnosis *d, struct gw_error *err)
{
	struct channels c = {.d = d};
	enum gw_status st;
	size_t i;

	c.part = gw_alloc_array((size_t)d->grid->num_cells + 1, sizeof *c.part);
	if (!c.part)
		return gw_fail_nomem(err);
	st = find_parts(&c, err);
	for (i = 0; i < d->grid->num_edges && !st; i++)
		st = note_bank(&c, &d->grid->edges[i], err);
	if (!st)
		st = report(&c, err);
	free(c.banks);
	free(c.part);
	return st;
}
