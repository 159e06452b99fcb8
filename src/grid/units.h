/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GRID_UNITS_H
#define GW_GRID_UNITS_H

#include "grid/rings.h"

struct gw_buf;

#define GW_NO_UNIT ((uint32_t)-1)
#define GW_NO_DATA (-1)
#define GW_NO_RANK UINT8_MAX

/* A unit of a hierarchy: a district, a street, a grid cell; a station, a beat. */
struct gw_unit {
	const char *code;
	const char *name; /* NULL: the code serves */
	const char *name_en; /* or NULL */
	const char *responsible; /* or NULL */
	int64_t key; /* whatever the maker of the units knows it by */
	uint32_t parent; /* its number, or GW_NO_UNIT */
	uint32_t level; /* 0 is the top */
	int32_t households, residents, grade; /* GW_NO_DATA where unknown; grades are 1 to 5 */
	bool is_cell;
	gw_cell_id first,
		last; /* the cells of all its descendants; first > last when there are none */
};

/*
 * The units of one scheme in hierarchical order: a parent before its children, siblings by code.
 * Cells are numbered 1 .. num_cells in that order, so the descendants of any unit are one range of
 * cells.
 */
struct gw_units {
	struct gw_unit *items;
	uint32_t n;
	uint32_t *of_cell; /* a cell's unit; of_cell[0] is GW_NO_UNIT */
	gw_cell_id num_cells;
};

/*
 * Orders n units, given in any order with parents by their number in that order; copies all text.
 * first and last need not be set. GW_EINVAL when a unit is its own ancestor, or a cell is a parent.
 */
enum gw_status gw_units_create(
	struct gw_units **out, const struct gw_unit *items, uint32_t n, struct gw_error *err);
void gw_units_destroy(struct gw_units *units);

/* The first unit of that code at a level (the level of cells when GW_NO_UNIT), or GW_NO_UNIT. */
uint32_t gw_units_find(const struct gw_units *units, uint32_t level, const char *code);

/* The ancestor of a cell at a level, itself included, or GW_NO_UNIT. */
uint32_t gw_units_above(const struct gw_units *units, gw_cell_id cell, uint32_t level);

/* How many units a level has. Looks at all units. */
uint32_t gw_units_count(const struct gw_units *units, uint32_t level);

/*
 * The highest level, the one of the lowest rank, at which the units of two cells differ, the
 * outside being another unit of every level; GW_NO_RANK for a cell and itself.
 */
uint8_t gw_units_rank_between(const struct gw_units *units, gw_cell_id a, gw_cell_id b);

const char *gw_unit_name(const struct gw_unit *unit);
const char *gw_cell_code(const struct gw_units *units, gw_cell_id cell);

/* Appends a cell's path from the top, names joined by " › ": "Binhai › Haibin › Donggang › Grid
 * 03". */
void gw_units_path(const struct gw_units *units, gw_cell_id cell, struct gw_buf *out);

/* A cell and its unit's key. */
struct gw_keyed_cell {
	int64_t key;
	gw_cell_id cell;
};

/* All num_cells cells, sorted by key; NULL when memory ends. Caller frees. */
struct gw_keyed_cell *gw_units_by_key(const struct gw_units *units);

#endif
