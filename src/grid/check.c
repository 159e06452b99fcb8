/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/check.h"

#include "base/mem.h"
#include "grid/diagnose.h"

#include <math.h>
#include <stdlib.h>

/*
 * An uncovered enclosed area of at least this width, and this part of its extent, is meant: a lake.
 */
#define HOLE_WIDTH_M 50.0
#define HOLE_SLENDER 20.0

void gw_faults_init(struct gw_faults *faults)
{
	*faults = (struct gw_faults){0};
}

void gw_faults_finish(struct gw_faults *faults)
{
	free(faults->items);
	*faults = (struct gw_faults){0};
}

enum gw_status gw_faults_add(struct gw_faults *faults, struct gw_fault fault, struct gw_error *err)
{
	if (!gw_grow(&faults->items, faults->n, &faults->capacity, sizeof fault))
		return gw_fail_nomem(err);
	faults->items[faults->n++] = fault;
	return GW_OK;
}

size_t gw_faults_count(const struct gw_faults *faults)
{
	size_t i, n = 0;

	for (i = 0; i < faults->n; i++)
		n += faults->items[i].kind != GW_NOTE_HOLE;
	return n;
}

const char *gw_fault_kind_name(enum gw_fault_kind kind)
{
	static const char *const names[] = {
		[GW_FAULT_GAP] = "gap",
		[GW_FAULT_OVERLAP] = "overlap",
		[GW_FAULT_UNMATCHED_VERTEX] = "unmatched-vertex",
		[GW_FAULT_SELF_CROSSING] = "self-crossing",
		[GW_FAULT_UNCLOSED_RING] = "unclosed-ring",
		[GW_FAULT_DEGENERATE_RING] = "degenerate-ring",
		[GW_FAULT_DUPLICATE_CODE] = "duplicate-code",
		[GW_NOTE_HOLE] = "hole",
	};

	return names[kind];
}

static int compare_faults(const void *x, const void *y)
{
	const struct gw_fault *a = x, *b = y;
	const int64_t keys[][2] = {{a->kind, b->kind}, {a->place.lon, b->place.lon},
		{a->place.lat, b->place.lat}, {a->cells[0], b->cells[0]},
		{a->cells[1], b->cells[1]}};
	size_t i;

	for (i = 0; i < sizeof keys / sizeof *keys; i++)
		if (keys[i][0] != keys[i][1])
			return keys[i][0] < keys[i][1] ? -1 : 1;
	return (a->area_m2 > b->area_m2) - (a->area_m2 < b->area_m2);
}

enum gw_fault_kind gw_gap_kind(const struct gw_measure *m)
{
	bool wide = m->width_m >= HOLE_WIDTH_M && m->width_m >= m->extent_m / HOLE_SLENDER;

	return wide ? GW_NOTE_HOLE : GW_FAULT_GAP;
}

bool gw_is_hair(double width_m, int32_t lat)
{
	return width_m <= GW_HAIR_UNITS * gw_scale_at(lat).north;
}

struct gw_lonlat gw_rounded(double lon, double lat)
{
	return (struct gw_lonlat){(int32_t)llround(lon), (int32_t)llround(lat)};
}

static enum gw_status find_flaws(struct gw_diagnosis *d, struct gw_error *err)
{
	enum gw_status st;
	size_t i;

	st = gw_flaws_find(&d->flaws, d->grid, d->locator, err);
	for (i = 0; i < d->flaws.n && !st; i++)
		st = gw_flaw_places(&d->flaws.items[i], d->grid, &d->flawed, err);
	gw_places_sort(&d->flawed);
	return st;
}

static enum gw_status diagnose(struct gw_diagnosis *d, struct gw_error *err)
{
	enum gw_status st;

	st = gw_diagnose_gaps(d, err);
	if (!st && !d->flaws.n)
		return gw_diagnose_channels(d, err);
	if (st)
		return st;
	st = gw_diagnose_self_crossings(d, err);
	if (!st)
		st = gw_diagnose_areas(d, err);
	return st ? st : gw_diagnose_unmatched(d, err);
}

enum gw_status gw_check(const struct gw_rings *rings, const struct gw_grid *grid,
	const struct gw_locator *locator, struct gw_faults *faults, struct gw_error *err)
{
	struct gw_diagnosis d = {rings, grid, locator, .faults = faults, .first_fault = faults->n};
	size_t before = faults->n;
	enum gw_status st;

	gw_flaws_init(&d.flaws);
	gw_places_init(&d.flawed);
	gw_places_init(&d.reported);
	st = gw_planar_create(&d.planar, err);
	if (!st)
		st = find_flaws(&d, err);
	if (!st)
		st = diagnose(&d, err);
	if (faults->n > before)
		qsort(faults->items + before, faults->n - before, sizeof *faults->items,
			compare_faults);
	gw_planar_destroy(d.planar);
	gw_places_finish(&d.reported);
	gw_places_finish(&d.flawed);
	gw_flaws_finish(&d.flaws);
	return st;
}
