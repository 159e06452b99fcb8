/* SPDX-License-Identifier: Apache-2.0 */
#include "service/basemap.h"

#include "base/fingerprint.h"

#include <stdlib.h>
#include <string.h>

/* Levels of more units are drawn without labels: finding their poles would take many seconds. */
#define LABELLED_MAX 200000

static void release_ground(struct gw_ground *ground)
{
	uint32_t rank;

	if (!ground || atomic_fetch_sub(&ground->users, 1) > 1)
		return;
	for (rank = 0; rank < GW_BASEMAP_RANKS; rank++)
		gw_poles_destroy(ground->poles[rank]);
	gw_mesh_destroy(ground->mesh);
	gw_locator_destroy(ground->locator);
	gw_grid_destroy(ground->grid);
	pthread_mutex_destroy(&ground->lock);
	free(ground);
}

/* Takes a division apart: its units stay behind, with the caller. */
static enum gw_status make_ground(struct gw_ground **out, struct gw_division *division,
	struct gw_units **units, struct gw_error *err)
{
	struct gw_ground *ground = calloc(1, sizeof *ground);

	if (!ground)
		return gw_fail_nomem(err);
	pthread_mutex_init(&ground->lock, NULL);
	ground->users = 1;
	ground->grid = division->grid;
	ground->locator = division->locator;
	ground->print = gw_fingerprint_bytes(GW_FINGERPRINT_NONE, ground->grid->edges,
		ground->grid->num_edges * sizeof *ground->grid->edges);
	*units = division->units;
	*division = (struct gw_division){0};
	*out = ground;
	return GW_OK;
}

static enum gw_status name_levels(
	struct gw_basemap *basemap, struct gw_store *store, struct gw_error *err)
{
	char name[GW_NAME_MAX];
	enum gw_status st;
	uint32_t rank;

	for (rank = 0; rank <= basemap->info.rank && rank < GW_BASEMAP_RANKS; rank++) {
		st = gw_store_level_name(store, basemap->info.scheme_id, rank, name, err);
		if (st)
			return st;
		basemap->level_names[rank] = strdup(name);
		if (!basemap->level_names[rank])
			return gw_fail_nomem(err);
		basemap->print = gw_fingerprint_text(basemap->print, name);
	}
	return GW_OK;
}

static uint64_t print_units(uint64_t print, const struct gw_units *units)
{
	uint32_t i;

	for (i = 0; i < units->n; i++) {
		const struct gw_unit *u = &units->items[i];

		print = gw_fingerprint_text(gw_fingerprint_text(print, u->code), u->name);
		print = gw_fingerprint_text(gw_fingerprint_text(print, u->name_en), u->responsible);
		print = gw_fingerprint_number(print, (uint64_t)u->level << 32 | u->parent);
		print = gw_fingerprint_number(
			print, (uint64_t)(uint32_t)u->households << 32 | (uint32_t)u->residents);
		print = gw_fingerprint_number(print, (uint64_t)u->first << 32 | u->last);
	}
	return print;
}

/* Takes over the units, and one use of the ground, in any case. */
static enum gw_status make(struct gw_basemap **out, struct gw_ground *ground,
	struct gw_units *units, struct gw_store *store, const struct gw_division_info *info,
	const struct gw_store_state *state, struct gw_error *err)
{
	struct gw_basemap *basemap = calloc(1, sizeof *basemap);
	enum gw_status st;

	if (!basemap) {
		gw_units_destroy(units);
		release_ground(ground);
		return gw_fail_nomem(err);
	}
	basemap->division = (struct gw_division){units, ground->grid, ground->locator};
	basemap->ground = ground;
	basemap->info = *info;
	basemap->state = *state;
	basemap->users = 1;
	basemap->print = print_units(GW_FINGERPRINT_NONE, units);
	st = name_levels(basemap, store, err);
	if (st)
		gw_basemap_release(basemap);
	else
		*out = basemap;
	return st;
}

enum gw_status gw_basemap_load(struct gw_basemap **out, struct gw_store *store,
	const struct gw_division_info *info, const struct gw_store_state *state,
	struct gw_error *err)
{
	struct gw_division *division;
	struct gw_ground *ground = NULL;
	struct gw_units *units = NULL;
	enum gw_status st;
	uint64_t cells;

	st = gw_store_print_cells(store, info->id, &cells, err);
	if (!st)
		st = gw_store_load_division(store, info, &division, err);
	if (st)
		return st;
	st = make_ground(&ground, division, &units, err);
	gw_division_destroy(division);
	if (st)
		return st;
	ground->cells = cells;
	return make(out, ground, units, store, info, state, err);
}

static bool texts_equal(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* Whether all that a ground and what is made of it depend on is the same. */
static bool same_structure(const struct gw_units *a, const struct gw_units *b)
{
	uint32_t i;

	if (a->n != b->n || a->num_cells != b->num_cells)
		return false;
	for (i = 0; i < a->n; i++) {
		const struct gw_unit *u = &a->items[i], *v = &b->items[i];

		if (u->key != v->key || u->parent != v->parent || u->level != v->level ||
			u->is_cell != v->is_cell || u->first != v->first || u->last != v->last)
			return false;
	}
	return true;
}

static bool same_texts(const struct gw_units *a, const struct gw_units *b)
{
	uint32_t i;

	for (i = 0; i < a->n; i++) {
		const struct gw_unit *u = &a->items[i], *v = &b->items[i];

		if (u->grade != v->grade || u->households != v->households ||
			u->residents != v->residents || !texts_equal(u->code, v->code) ||
			!texts_equal(u->name, v->name) || !texts_equal(u->name_en, v->name_en) ||
			!texts_equal(u->responsible, v->responsible))
			return false;
	}
	return true;
}

enum gw_status gw_basemap_renew(struct gw_basemap **out, struct gw_basemap *basemap,
	struct gw_store *store, const struct gw_division_info *info,
	const struct gw_store_state *state, struct gw_error *err)
{
	uint64_t cells = basemap->ground->cells;
	struct gw_units *units;
	enum gw_status st = GW_OK;

	if (basemap->state.cells != state->cells)
		st = gw_store_print_cells(store, info->id, &cells, err);
	if (st)
		return st;
	if (cells != basemap->ground->cells)
		return gw_basemap_load(out, store, info, state, err);
	st = gw_store_read_units(store, info, &units, err);
	if (st)
		return st;
	if (!same_structure(basemap->division.units, units)) {
		gw_units_destroy(units);
		return gw_basemap_load(out, store, info, state, err);
	}
	if (same_texts(basemap->division.units, units)) {
		gw_units_destroy(units);
		basemap->state = *state;
		gw_basemap_use(basemap);
		*out = basemap;
		return GW_OK;
	}
	atomic_fetch_add(&basemap->ground->users, 1);
	return make(out, basemap->ground, units, store, info, state, err);
}

void gw_basemap_use(struct gw_basemap *basemap)
{
	atomic_fetch_add_explicit(&basemap->users, 1, memory_order_relaxed);
}

void gw_basemap_release(struct gw_basemap *basemap)
{
	uint32_t rank;

	if (!basemap || atomic_fetch_sub(&basemap->users, 1) > 1)
		return;
	for (rank = 0; rank < GW_BASEMAP_RANKS; rank++)
		free(basemap->level_names[rank]);
	gw_units_destroy(basemap->division.units);
	release_ground(basemap->ground);
	free(basemap);
}

struct gw_basemap *gw_basemap_of(const struct gw_division *division)
{
	return (struct gw_basemap *)division; /* its first member */
}

enum gw_status gw_basemap_prepare(struct gw_basemap *basemap, uint32_t rank, struct gw_error *err)
{
	struct gw_ground *ground = basemap->ground;
	enum gw_status st = GW_OK;
	uint32_t r;

	pthread_mutex_lock(&ground->lock);
	if (!ground->mesh)
		st = gw_mesh_create(&ground->mesh, &basemap->division, err);
	for (r = 0; r <= rank && r < GW_BASEMAP_RANKS && !st; r++)
		if (!ground->poles[r] && gw_units_count(basemap->division.units, r) <= LABELLED_MAX)
			st = gw_poles_create(&ground->poles[r], &basemap->division, r, err);
	pthread_mutex_unlock(&ground->lock);
	return st;
}

static uint64_t print_context(const struct gw_context *context)
{
	uint64_t print = gw_fingerprint_bytes(GW_FINGERPRINT_NONE, context->points,
		context->num_points * sizeof *context->points);
	size_t i;

	print = gw_fingerprint_bytes(
		print, context->part_first, context->num_parts * sizeof *context->part_first);
	for (i = 0; i < context->num_features; i++) {
		const struct gw_context_feature *f = &context->features[i];

		print = gw_fingerprint_text(gw_fingerprint_text(print, f->kind), f->class);
		print = gw_fingerprint_text(gw_fingerprint_text(print, f->name), f->name_en);
		print = gw_fingerprint_number(print, (uint64_t)f->num_parts << 2 | f->shape);
	}
	return print;
}

enum gw_status gw_surroundings_load(struct gw_surroundings **out, struct gw_store *store,
	const struct gw_store_state *state, struct gw_error *err)
{
	struct gw_surroundings *surroundings = calloc(1, sizeof *surroundings);
	enum gw_status st;

	if (!surroundings)
		return gw_fail_nomem(err);
	surroundings->users = 1;
	surroundings->state = *state;
	st = gw_store_load_context(store, &surroundings->context, err);
	if (st) {
		gw_surroundings_release(surroundings);
		return st;
	}
	surroundings->print = print_context(surroundings->context);
	*out = surroundings;
	return GW_OK;
}

void gw_surroundings_use(struct gw_surroundings *surroundings)
{
	atomic_fetch_add_explicit(&surroundings->users, 1, memory_order_relaxed);
}

void gw_surroundings_release(struct gw_surroundings *surroundings)
{
	if (!surroundings || atomic_fetch_sub(&surroundings->users, 1) > 1)
		return;
	gw_context_destroy(surroundings->context);
	free(surroundings);
}
