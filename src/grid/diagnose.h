/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GRID_DIAGNOSE_H
#define GW_GRID_DIAGNOSE_H

/* Inside gw_check(): from flaws to faults, step by step, each in its file. */

#include "geo/planar.h"
#include "grid/check.h"
#include "grid/flaws.h"

struct gw_diagnosis {
	const struct gw_rings *rings;
	const struct gw_grid *grid;
	const struct gw_locator *locator;
	struct gw_planar *planar;
	struct gw_flaws flaws;
	struct gw_places flawed; /* where flaws show, sorted */
	struct gw_places
		reported; /* where the faults found so far show: flaws there are explained */
	struct gw_faults *faults;
	size_t first_fault; /* of this check; the caller may have brought others */
};

/* Flaws this near to a reported fault, in units on each axis, are part of it. */
#define GW_EXPLAINED_REACH 2

/*
 * The gaps, holes and open wedges of the outside's border, as far as it has no flaws. A loop with
 * flaws is left to gw_diagnose_areas(): by the same rule, a vertex of it in d->flawed.
 */
enum gw_status gw_diagnose_gaps(struct gw_diagnosis *d, struct gw_error *err);

/* Gaps that are open at both ends and so part the map. For maps without flaws. */
enum gw_status gw_diagnose_channels(struct gw_diagnosis *d, struct gw_error *err);

/* Rings that cross themselves. Needs no other step; the steps below need all before them. */
enum gw_status gw_diagnose_self_crossings(struct gw_diagnosis *d, struct gw_error *err);

/* Overlaps, and gaps with flaws on their border. */
enum gw_status gw_diagnose_areas(struct gw_diagnosis *d, struct gw_error *err);

/* A fault for each flaw that no fault so far explains. */
enum gw_status gw_diagnose_unmatched(struct gw_diagnosis *d, struct gw_error *err);

/* The kind of an uncovered enclosed area: a hole when it is wide enough to be meant. */
enum gw_fault_kind gw_gap_kind(const struct gw_measure *m);

/* Whether something is so narrow that only its vertices are to be told of, not its area. */
bool gw_is_hair(double width_m, int32_t lat);

struct gw_lonlat gw_rounded(double lon, double lat);

#endif
