/* SPDX-License-Identifier: Apache-2.0 */
#include "http/layers.h"

#include "http/uri.h"
#include "service/readers.h"

#include <stdio.h>
#include <string.h>

/* A visit under way. */
struct visit {
	const struct gw_inventory *inventory;
	bool is_public;
	enum gw_status (*each)(
		void *context, const struct gw_layer_entry *entry, struct gw_error *err);
	void *context;
};

gw_month gw_layer_newest(const struct gw_layer_entry *entry)
{
	return entry->months[entry->num_months - 1];
}

static enum gw_status visit_level(
	const struct visit *v, struct gw_layer_entry *entry, struct gw_error *err)
{
	const char *scheme = entry->scheme->division.scheme;
	struct gw_buf name;

	gw_buf_init(&name, sizeof entry->name - 1);
	gw_ows_layer_write(&name, entry->kind, scheme, entry->level);
	snprintf(entry->name, sizeof entry->name, "%s", gw_buf_cstr(&name));
	gw_buf_finish(&name);
	snprintf(entry->title, sizeof entry->title, GW_OWS_TITLE, entry->kind->title, entry->level,
		scheme);
	snprintf(entry->abstract, sizeof entry->abstract, "%s, by month. %s（%s，%s），按月。",
		entry->title, entry->kind->title_zh, scheme, entry->level);
	return v->each(v->context, entry, err);
}

static enum gw_status visit_scheme(const struct visit *v, const struct gw_inventory_scheme *scheme,
	struct gw_bbox box, struct gw_error *err)
{
	gw_month months[GW_INVENTORY_MONTHS_MAX];
	struct gw_layer_entry entry = {.scheme = scheme, .box = box, .months = months};
	enum gw_status st = GW_OK;
	uint32_t rank;

	for (entry.kind = gw_map_kinds; entry.kind->name && !st; entry.kind++) {
		entry.num_months =
			gw_inventory_months(v->inventory, scheme, entry.kind, v->is_public, months);
		for (rank = scheme->num_levels; rank-- > 0 && entry.num_months && !st;) {
			entry.level = scheme->levels[rank];
			st = visit_level(v, &entry, err);
		}
	}
	return st;
}

static enum gw_status find_box(const struct gw_site *site, const struct gw_inventory_scheme *scheme,
	struct gw_bbox *out, struct gw_error *err)
{
	const struct gw_division *division;
	gw_date day = scheme->division.valid_from;
	enum gw_status st;

	st = gw_atlas_division(
		site->atlas, scheme->division.scheme, day, GW_WAIT, &division, NULL, err);
	if (st)
		return st;
	*out = division->grid->bbox;
	gw_atlas_release_division(site->atlas, division);
	return GW_OK;
}

enum gw_status gw_layers_visit(const struct gw_site *site, const struct gw_request *request,
	enum gw_status (*each)(
		void *context, const struct gw_layer_entry *entry, struct gw_error *err),
	void *context, struct gw_error *err)
{
	struct gw_inventory inventory;
	struct visit v = {
		&inventory, !gw_role_may(request->role, GW_MAY_SEE_INTERNAL), each, context};
	struct gw_store *store;
	struct gw_bbox box;
	enum gw_status st;
	size_t i;

	st = gw_readers_borrow(site->readers, &store, err);
	if (st)
		return st;
	st = gw_inventory_read(&inventory, store, err);
	gw_readers_return(site->readers, store);
	if (st)
		return st;
	for (i = 0; i < inventory.n && !st; i++) {
		st = find_box(site, &inventory.schemes[i], &box, err);
		if (!st)
			st = visit_scheme(&v, &inventory.schemes[i], box, err);
	}
	gw_inventory_finish(&inventory);
	return st;
}

void gw_layer_legend_url(struct gw_buf *out, const char *base, const struct gw_layer_entry *entry)
{
	gw_buf_printf(out,
		"%s/wms?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetLegendGraphic&FORMAT=image%%2Fpng&LAYER=",
		base);
	gw_uri_encode(out, entry->name);
}

struct gw_world_box gw_layers_square(struct gw_bbox box)
{
	return (struct gw_world_box){
		gw_world_from_lonlat((struct gw_lonlat){box.min.lon, box.max.lat}),
		gw_world_from_lonlat((struct gw_lonlat){box.max.lon, box.min.lat})};
}
