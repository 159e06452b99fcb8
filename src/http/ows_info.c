/* SPDX-License-Identifier: Apache-2.0 */
#include "http/json.h"
#include "http/ows.h"
#include "render/choropleth.h"

#include <string.h>

bool gw_ows_info_parse(const char *format, enum gw_ows_info *out)
{
	if (!strcmp(format, "application/json") || !strcmp(format, "application/geo+json"))
		*out = GW_INFO_JSON;
	else if (!strcmp(format, "text/plain"))
		*out = GW_INFO_TEXT;
	else
		return false;
	return true;
}

/* What a map shows at the spot. */
struct found {
	const struct gw_map *map;
	const char *layer;
	const struct gw_unit *unit;
	const struct gw_class *class; /* NULL: it shows none */
	int64_t count; /* -1: not shown */
	bool sees_internal;
};

static bool find(const struct gw_ows_spot *spot, size_t number, struct found *out)
{
	const struct gw_map *map = spot->maps[number];
	const struct gw_choropleth *shown = map->choropleth;
	const struct gw_division *division = shown->division;
	const struct gw_unit_value *value;
	gw_cell_id cell = GW_OUTSIDE;
	uint32_t unit;

	if (spot->is_anywhere)
		cell = gw_locator_cell(division->locator, spot->place);
	unit = cell == GW_OUTSIDE ? GW_NO_UNIT
				  : gw_units_above(division->units, cell, shown->level);
	if (unit == GW_NO_UNIT)
		return false;
	value = &shown->values[unit];
	*out = (struct found){map, spot->names[number], &division->units->items[unit], NULL,
		value->count, spot->sees_internal};
	/* A map of borders says nothing of units but where they are. */
	if (value->class >= 0 && map->kind->openness != GW_OPEN)
		out->class = &shown->classes[value->class];
	if (map->kind->openness != GW_INTERNAL)
		out->count = -1;
	return true;
}

/* How a class is called: by name and cut points, as far as there are. */
static void write_class(struct gw_buf *out, const struct gw_class *class, const char *lang)
{
	bool zh = !strcmp(lang, "zh");
	const char *name = zh && *class->label_zh ? class->label_zh : class->label_en;

	gw_buf_puts(out, *name ? name : class->label_zh);
	if (*class->cuts)
		gw_buf_printf(out, "%s%s", out->len ? " " : "", class->cuts);
}

/* The unit and those above it, from the top. */
static size_t climb(const struct found *f, const struct gw_unit *path[], size_t max)
{
	const struct gw_units *units = f->map->choropleth->division->units;
	const struct gw_unit *unit = f->unit;
	size_t n = 0, i;

	for (;;) {
		path[n++] = unit;
		if (unit->parent == GW_NO_UNIT || n == max)
			break;
		unit = &units->items[unit->parent];
	}
	for (i = 0; i < n / 2; i++) {
		unit = path[i];
		path[i] = path[n - 1 - i];
		path[n - 1 - i] = unit;
	}
	return n;
}

#define PATH_MAX_UNITS 32

static const char *name_in(const struct gw_unit *unit, const char *lang)
{
	if (!strcmp(lang, "en") && unit->name_en)
		return unit->name_en;
	return gw_unit_name(unit);
}

static void write_path(struct gw_buf *out, const struct found *f)
{
	const struct gw_unit *path[PATH_MAX_UNITS];
	size_t n = climb(f, path, PATH_MAX_UNITS), i;

	gw_buf_puts(out, "\"path\":[");
	for (i = 0; i < n; i++) {
		gw_buf_puts(out, i ? ",{" : "{");
		gw_json_member(out, "level", f->map->data.level_names[path[i]->level]);
		gw_buf_puts(out, ",");
		gw_json_member(out, "code", path[i]->code);
		gw_buf_puts(out, ",");
		gw_json_member(out, "name", gw_unit_name(path[i]));
		gw_buf_puts(out, ",");
		gw_json_member(out, "name_en", path[i]->name_en);
		gw_buf_puts(out, "}");
	}
	gw_buf_puts(out, "]");
}

static void write_number(struct gw_buf *out, const char *name, int64_t v)
{
	if (v >= 0)
		gw_buf_printf(out, ",\"%s\":%lld", name, (long long)v);
}

static void write_feature(struct gw_buf *out, const struct found *f)
{
	char month[GW_TIME_TEXT_MAX];
	struct gw_buf class;

	gw_buf_init(&class, 4 * GW_LABEL_MAX);
	gw_buf_puts(out, "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{");
	gw_json_member(out, "layer", f->layer);
	gw_buf_puts(out, ",");
	gw_json_member(out, "month", gw_month_format(f->map->month, month));
	gw_buf_puts(out, ",");
	gw_json_member(out, "scheme", f->map->division.scheme);
	gw_buf_puts(out, ",");
	gw_json_member(out, "level", f->map->level);
	gw_buf_puts(out, ",");
	gw_json_member(out, "code", f->unit->code);
	gw_buf_puts(out, ",");
	gw_json_member(out, "name", gw_unit_name(f->unit));
	gw_buf_puts(out, ",");
	gw_json_member(out, "name_en", f->unit->name_en);
	if (f->class) {
		write_class(&class, f->class, f->map->data.lang);
		gw_buf_puts(out, ",");
		gw_json_member(out, "class", gw_buf_cstr(&class));
	}
	write_number(out, "count", f->count);
	if (f->sees_internal) {
		write_number(out, "households", f->unit->households);
		write_number(out, "residents", f->unit->residents);
		gw_buf_puts(out, ",");
		gw_json_member(out, "responsible", f->unit->responsible);
	}
	gw_buf_puts(out, ",");
	write_path(out, f);
	gw_buf_puts(out, "}}");
	gw_buf_finish(&class);
}

/* Control characters would make lines of their own. */
static void write_line(struct gw_buf *out, const char *name, const char *text)
{
	gw_buf_printf(out, "%s: ", name);
	for (; text && *text; text++)
		gw_buf_append(out, (unsigned char)*text < 0x20 ? " " : text, 1);
	gw_buf_puts(out, "\n");
}

static void write_text(struct gw_buf *out, const struct found *f)
{
	const struct gw_unit *path[PATH_MAX_UNITS];
	size_t n = climb(f, path, PATH_MAX_UNITS), i;
	char month[GW_TIME_TEXT_MAX];
	struct gw_buf line;

	gw_buf_init(&line, (size_t)1 << 16);
	write_line(out, "layer", f->layer);
	write_line(out, "month", gw_month_format(f->map->month, month));
	for (i = 0; i < n; i++)
		gw_buf_printf(&line, "%s%s", i ? " › " : "", name_in(path[i], f->map->data.lang));
	write_line(out, "path", gw_buf_cstr(&line));
	write_line(out, f->map->level, f->unit->code);
	if (f->class) {
		gw_buf_clear(&line);
		write_class(&line, f->class, f->map->data.lang);
		write_line(out, "class", gw_buf_cstr(&line));
	}
	if (f->count >= 0)
		gw_buf_printf(out, "count: %lld\n", (long long)f->count);
	gw_buf_puts(out, "\n");
	gw_buf_finish(&line);
}

void gw_ows_info_write(
	struct gw_reply *reply, enum gw_ows_info format, const struct gw_ows_spot *spot)
{
	struct gw_buf *out = &reply->body;
	const char *before = "\n";
	struct found found;
	size_t i;

	if (format == GW_INFO_JSON)
		gw_buf_puts(out, "{\"type\":\"FeatureCollection\",\"features\":[");
	for (i = 0; i < spot->n; i++) {
		if (!find(spot, i, &found))
			continue;
		if (format == GW_INFO_TEXT) {
			write_text(out, &found);
			continue;
		}
		gw_buf_puts(out, before);
		before = ",\n";
		write_feature(out, &found);
	}
	if (format == GW_INFO_JSON)
		gw_buf_puts(out, "]}\n");
	else if (!out->len)
		gw_buf_puts(out, "nothing is mapped here\n");
	reply->type = format == GW_INFO_JSON ? "application/json" : "text/plain; charset=utf-8";
}
