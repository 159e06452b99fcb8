/* SPDX-License-Identifier: Apache-2.0 */
#include "render/facts.h"

#include <math.h>
#include <string.h>

static bool put_text(struct gw_value *out, const char *text)
{
	if (text)
		*out = gw_value_string(text);
	return text;
}

/* A number that is there unless it is below the lowest it can be. */
static bool put_number(struct gw_value *out, double number, double lowest)
{
	if (number >= lowest)
		*out = gw_value_number(number);
	return number >= lowest;
}

static bool get_context(const struct gw_context_feature *f, const char *name, struct gw_value *out)
{
	if (!strcmp(name, "kind"))
		return put_text(out, f->kind);
	if (!strcmp(name, "class"))
		return put_text(out, f->class);
	if (!strcmp(name, "name"))
		return put_text(out, f->name);
	if (!strcmp(name, "name_en"))
		return put_text(out, f->name_en);
	return false;
}

/* What the unit's class alone tells. */
static bool get_class(const struct gw_facts *facts, const char *name, struct gw_value *out)
{
	const struct gw_unit_value *v = facts->value;
	const struct gw_choropleth *map = facts->data->choropleth;
	bool has_data = v->class >= 0 && !map->classes[v->class].is_no_data;

	if (!strcmp(name, "class"))
		return has_data && put_number(out, v->class, 0);
	if (!strcmp(name, "grade"))
		return has_data && map->graded && put_number(out, v->class + 1, 1);
	if (!strcmp(name, "mark") && v->class >= 0)
		return put_text(out, map->classes[v->class].mark);
	return false;
}

static bool is_of_class(const char *name)
{
	return !strcmp(name, "class") || !strcmp(name, "grade") || !strcmp(name, "mark");
}

static bool get_value(const struct gw_facts *facts, const char *name, struct gw_value *out)
{
	const struct gw_unit_value *v = facts->value;

	if (!strcmp(name, "count"))
		return put_number(out, (double)v->count, 0);
	if (!strcmp(name, "change"))
		return v->change != GW_CHANGE_UNKNOWN && put_number(out, v->change, -1);
	return false;
}

static bool get_unit(const struct gw_facts *facts, const char *name, struct gw_value *out)
{
	const struct gw_unit *u = facts->unit;
	const char *lang = facts->data->lang;

	if (!strcmp(name, "code"))
		return put_text(out, u->code);
	if (!strcmp(name, "name"))
		return put_text(out, u->name);
	if (!strcmp(name, "name_en"))
		return put_text(out, u->name_en);
	if (!strcmp(name, "label"))
		return put_text(out,
			u->name_en && lang && !strncmp(lang, "en", 2) ? u->name_en
								      : gw_unit_name(u));
	if (!strcmp(name, "responsible"))
		return put_text(out, u->responsible);
	if (!strcmp(name, "residents"))
		return put_number(out, u->residents, 0);
	if (!strcmp(name, "households"))
		return put_number(out, u->households, 0);
	return false;
}

static double typical_width(const struct gw_division *division, uint32_t rank)
{
	struct gw_world a = gw_world_from_lonlat(division->grid->bbox.min);
	struct gw_world b = gw_world_from_lonlat(division->grid->bbox.max);
	uint32_t n = gw_units_count(division->units, rank);

	return sqrt(fabs((b.x - a.x) * (b.y - a.y)) / (n ? n : 1));
}

/* It takes all units to tell, and each may ask. */
static double width_in_pixels(const struct gw_facts *facts)
{
	const struct gw_division *division = facts->data->choropleth->division;
	double *kept;

	if (facts->rank >= GW_FACTS_RANKS)
		return facts->scale * typical_width(division, facts->rank);
	kept = &facts->widths[facts->rank];
	if (!(*kept > 0))
		*kept = typical_width(division, facts->rank);
	return facts->scale * *kept;
}

static bool get_place(const struct gw_facts *facts, const char *name, struct gw_value *out)
{
	uint32_t drawn = facts->data->choropleth->level;

	if (!strcmp(name, "rank"))
		return put_number(out, facts->rank, 0);
	if (!strcmp(name, "depth"))
		return put_number(out, (double)drawn - facts->rank, 0);
	if (!strcmp(name, "level") && facts->data->level_names && facts->rank <= drawn)
		return put_text(out, facts->data->level_names[facts->rank]);
	if (!strcmp(name, "pixels"))
		return put_number(out, width_in_pixels(facts), 0);
	return false;
}

static bool get(const void *context, const char *name, struct gw_value *out)
{
	const struct gw_facts *facts = context;

	if (facts->context)
		return get_context(facts->context, name, out);
	if (facts->is_report)
		return !strcmp(name, "count") && put_number(out, 1, 0);
	if (facts->value && is_of_class(name))
		return get_class(facts, name, out);
	if (facts->asked_more)
		*facts->asked_more = true;
	if (facts->value && get_value(facts, name, out))
		return true;
	if (facts->unit && get_unit(facts, name, out))
		return true;
	return get_place(facts, name, out);
}

struct gw_feature gw_facts_feature(const struct gw_facts *facts, enum gw_geometry geometry)
{
	return (struct gw_feature){
		.geometry = geometry,
		.id = gw_value_null(),
		.get = get,
		.context = facts,
		.properties = gw_value_null(),
	};
}
