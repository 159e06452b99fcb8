/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/units.h"

#include "base/buf.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define PATH_SEPARATOR " \xe2\x80\xba " /* U+203A */
#define DEPTH_MAX      32

/* A unit's place in the hierarchical order: the codes on the way down to it. */
struct ranked {
	const struct gw_unit *items;
	uint32_t number;
	uint32_t depth;
	uint32_t way[DEPTH_MAX]; /* from the top to itself, by number */
};

static enum gw_status find_way(
	const struct gw_unit *items, uint32_t number, struct ranked *r, struct gw_error *err)
{
	uint32_t up[DEPTH_MAX], n = 0, i, at;

	for (at = number; at != GW_NO_UNIT; at = items[at].parent) {
		if (n == DEPTH_MAX)
			return gw_fail(err, GW_EINVAL, "unit %s is among its own ancestors",
				items[number].code);
		if (at != number && items[at].is_cell)
			return gw_fail(err, GW_EINVAL, "cell %s is the parent of %s",
				items[at].code, items[number].code);
		up[n++] = at;
	}
	r->items = items;
	r->number = number;
	r->depth = n;
	for (i = 0; i < n; i++)
		r->way[i] = up[n - 1 - i];
	return GW_OK;
}

static int compare_ranked(const void *x, const void *y)
{
	const struct ranked *a = x, *b = y;
	uint32_t i, depth = a->depth < b->depth ? a->depth : b->depth;
	int order;

	for (i = 0; i < depth; i++) {
		if (a->way[i] == b->way[i])
			continue;
		order = strcmp(a->items[a->way[i]].code, b->items[b->way[i]].code);
		return order ? order : (a->way[i] < b->way[i] ? -1 : 1);
	}
	return (a->depth > b->depth) - (a->depth < b->depth);
}

static bool copy_text(const char **text)
{
	*text = *text ? strdup(*text) : NULL;
	return *text;
}

static bool copy_unit(struct gw_unit *to, const struct gw_unit *from)
{
	bool ok = true;

	*to = *from;
	ok &= copy_text(&to->code);
	ok &= copy_text(&to->name) || !from->name;
	ok &= copy_text(&to->name_en) || !from->name_en;
	ok &= copy_text(&to->responsible) || !from->responsible;
	to->first = 1;
	to->last = 0;
	return ok;
}

/* Numbers the cells, and lets every ancestor know its range. */
static void number_cells(struct gw_units *units)
{
	uint32_t i, at;

	units->of_cell[0] = GW_NO_UNIT;
	for (i = 0; i < units->n; i++) {
		gw_cell_id cell;

		if (!units->items[i].is_cell)
			continue;
		cell = ++units->num_cells;
		units->of_cell[cell] = i;
		for (at = i; at != GW_NO_UNIT; at = units->items[at].parent) {
			struct gw_unit *u = &units->items[at];

			u->first = u->first > u->last ? cell : u->first;
			u->last = cell;
		}
	}
}

enum gw_status gw_units_create(
	struct gw_units **out, const struct gw_unit *items, uint32_t n, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	struct gw_units *units;
	struct ranked *order;
	uint32_t *place, i;

	units = calloc(1, sizeof *units);
	order = gw_alloc_array(n, sizeof *order);
	place = gw_alloc_array(n, sizeof *place);
	if (units) {
		units->items = calloc((size_t)n + 1, sizeof *units->items);
		units->of_cell = gw_alloc_array((size_t)n + 1, sizeof *units->of_cell);
	}
	if (!units || !order || !place || !units->items || !units->of_cell) {
		st = gw_fail_nomem(err);
		goto out;
	}
	for (i = 0; i < n && !st; i++)
		st = find_way(items, i, &order[i], err);
	if (st)
		goto out;
	qsort(order, n, sizeof *order, compare_ranked);
	for (i = 0; i < n; i++)
		place[order[i].number] = i;
	for (i = 0; i < n && !st; i++) {
		const struct gw_unit *from = &items[order[i].number];

		units->n = i + 1;
		if (!copy_unit(&units->items[i], from))
			st = gw_fail_nomem(err);
		if (from->parent != GW_NO_UNIT)
			units->items[i].parent = place[from->parent];
	}
	if (!st)
		number_cells(units);
out:
	free(order);
	free(place);
	if (st)
		gw_units_destroy(units);
	else
		*out = units;
	return st;
}

void gw_units_destroy(struct gw_units *units)
{
	uint32_t i;

	if (!units)
		return;
	for (i = 0; i < units->n; i++) {
		free((char *)units->items[i].code);
		free((char *)units->items[i].name);
		free((char *)units->items[i].name_en);
		free((char *)units->items[i].responsible);
	}
	free(units->items);
	free(units->of_cell);
	free(units);
}

uint32_t gw_units_find(const struct gw_units *units, uint32_t level, const char *code)
{
	uint32_t i;

	for (i = 0; i < units->n; i++) {
		const struct gw_unit *u = &units->items[i];

		if ((level == GW_NO_UNIT ? u->is_cell : u->level == level) &&
			!strcmp(u->code, code))
			return i;
	}
	return GW_NO_UNIT;
}

uint32_t gw_units_above(const struct gw_units *units, gw_cell_id cell, uint32_t level)
{
	uint32_t at = cell <= units->num_cells ? units->of_cell[cell] : GW_NO_UNIT;

	while (at != GW_NO_UNIT && units->items[at].level != level)
		at = units->items[at].parent;
	return at;
}

uint32_t gw_units_count(const struct gw_units *units, uint32_t level)
{
	uint32_t i, n = 0;

	for (i = 0; i < units->n; i++)
		n += units->items[i].level == level;
	return n;
}

static uint32_t level_of(const struct gw_units *units, uint32_t unit)
{
	return unit == GW_NO_UNIT ? 0 : units->items[unit].level;
}

uint8_t gw_units_rank_between(const struct gw_units *units, gw_cell_id a, gw_cell_id b)
{
	uint32_t u = units->of_cell[a], v = units->of_cell[b];
	uint8_t rank = GW_NO_RANK;

	if (a != b && (u == GW_NO_UNIT || v == GW_NO_UNIT))
		return 0;
	/* ancestors may skip levels: the unit of the lower level climbs first */
	while (u != v) {
		uint32_t lu = level_of(units, u), lv = level_of(units, v);

		rank = (uint8_t)(lu < lv ? lv : lu);
		if (v == GW_NO_UNIT || (u != GW_NO_UNIT && lu >= lv))
			u = units->items[u].parent;
		if (lu <= lv && v != GW_NO_UNIT)
			v = units->items[v].parent;
	}
	return rank;
}

const char *gw_unit_name(const struct gw_unit *unit)
{
	return unit->name && *unit->name ? unit->name : unit->code;
}

const char *gw_cell_code(const struct gw_units *units, gw_cell_id cell)
{
	return units->items[units->of_cell[cell]].code;
}

static void append_path(const struct gw_units *units, uint32_t unit, struct gw_buf *out)
{
	if (units->items[unit].parent != GW_NO_UNIT) {
		append_path(units, units->items[unit].parent, out);
		gw_buf_puts(out, PATH_SEPARATOR);
	}
	gw_buf_puts(out, gw_unit_name(&units->items[unit]));
}

void gw_units_path(const struct gw_units *units, gw_cell_id cell, struct gw_buf *out)
{
	append_path(units, units->of_cell[cell], out);
}

static int compare_keyed(const void *x, const void *y)
{
	const struct gw_keyed_cell *a = x, *b = y;

	return (a->key > b->key) - (a->key < b->key);
}

struct gw_keyed_cell *gw_units_by_key(const struct gw_units *units)
{
	struct gw_keyed_cell *cells = gw_alloc_array(units->num_cells, sizeof *cells);
	gw_cell_id c;

	for (c = 1; cells && c <= units->num_cells; c++)
		cells[c - 1] = (struct gw_keyed_cell){units->items[units->of_cell[c]].key, c};
	if (cells && units->num_cells)
		qsort(cells, units->num_cells, sizeof *cells, compare_keyed);
	return cells;
}
