/* SPDX-License-Identifier: Apache-2.0 */
#include "http/layers.h"

#include "http/uri.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A visit under way, and the layer it has come to. */
struct visit {
	struct gw_atlas *atlas;
	bool is_public;
	struct gw_level_info *levels; /* of the scheme */
	size_t num_levels;
	struct gw_layer_entry entry;
	enum gw_status (*each)(
		void *context, const struct gw_layer_entry *entry, struct gw_error *err);
	void *context;
};

static enum gw_status visit_level(struct visit *v, struct gw_error *err)
{
	struct gw_layer_entry *entry = &v->entry;
	struct gw_buf name;

	gw_buf_init(&name, sizeof entry->name - 1);
	gw_ows_layer_write(&name, entry->kind, entry->scheme, entry->level);
	snprintf(entry->name, sizeof entry->name, "%s", gw_buf_ok(&name) ? gw_buf_cstr(&name) : "");
	gw_buf_finish(&name);
	snprintf(entry->title, sizeof entry->title, GW_OWS_TITLE, entry->kind->title, entry->level,
		entry->scheme);
	snprintf(entry->abstract, sizeof entry->abstract, "%s, by month. %s（%s，%s），按月。",
		entry->title, entry->kind->title_zh, entry->scheme, entry->level);
	return v->each(v->context, entry, err);
}

static bool is_hidden(const struct visit *v, size_t num_months)
{
	enum gw_openness openness = v->entry.kind->openness;

	return v->is_public &&
		(openness == GW_INTERNAL || (openness == GW_OPEN_WHEN_PUBLISHED && !num_months));
}

static enum gw_status visit_kind(struct visit *v, struct gw_error *err)
{
	struct gw_map_query query = {
		.kind = v->entry.kind, .scheme = v->entry.scheme, .is_public = v->is_public};
	gw_month *months = NULL;
	enum gw_status st;
	size_t i;

	st = gw_atlas_months(v->atlas, &query, &months, &v->entry.num_months, err);
	if (st)
		return st;
	v->entry.months = months;
	for (i = v->num_levels; i-- > 0 && !is_hidden(v, v->entry.num_months) && !st;) {
		v->entry.level = v->levels[i].name;
		st = visit_level(v, err);
	}
	free(months);
	return st;
}

static enum gw_status find_box(
	struct visit *v, const struct gw_division_info *info, struct gw_error *err)
{
	const struct gw_division *division;
	enum gw_status st;

	st = gw_atlas_division(
		v->atlas, info->scheme, info->valid_from, GW_WAIT, &division, NULL, err);
	if (st)
		return st;
	v->entry.box = division->grid->bbox;
	gw_atlas_release_division(v->atlas, division);
	return GW_OK;
}

/* The scheme of a division, its newest. */
static enum gw_status visit_scheme(
	struct visit *v, const struct gw_division_info *info, struct gw_error *err)
{
	enum gw_status st;

	v->entry = (struct gw_layer_entry){.scheme = info->scheme};
	st = find_box(v, info, err);
	if (!st)
		st = gw_atlas_levels(v->atlas, info->id, &v->levels, &v->num_levels, err);
	if (st)
		return st;
	for (v->entry.kind = gw_map_kinds; v->entry.kind->name && !st; v->entry.kind++)
		st = visit_kind(v, err);
	free(v->levels);
	return st;
}

enum gw_status gw_layers_visit(const struct gw_site *site, const struct gw_request *request,
	enum gw_status (*each)(
		void *context, const struct gw_layer_entry *entry, struct gw_error *err),
	void *context, struct gw_error *err)
{
	struct visit v = {.atlas = site->atlas,
		.is_public = !gw_role_may(request->role, GW_MAY_SEE_INTERNAL),
		.each = each,
		.context = context};
	struct gw_division_info *list = NULL;
	enum gw_status st;
	size_t n = 0, i;

	st = gw_atlas_divisions(site->atlas, &list, &n, err);
	for (i = 0; i < n && !st; i++)
		if (i + 1 == n || strcmp(list[i].scheme, list[i + 1].scheme) != 0)
			st = visit_scheme(&v, &list[i], err);
	free(list);
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
