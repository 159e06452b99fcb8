/* SPDX-License-Identifier: Apache-2.0 */
#include "service/sheet.h"

#include <stdio.h>
#include <string.h>

#define TEXT_MAX 512

/* A text of the sheet in both languages, with room of its own. */
struct lines {
	char zh[TEXT_MAX], en[TEXT_MAX];
};

static struct gw_words words_of(const struct lines *lines)
{
	return (struct gw_words){lines->zh, lines->en};
}

/* The usual levels in Chinese; a city's own names go as they are. */
static const char *level_zh(const char *level)
{
	static const struct {
		const char *level, *zh;
	} usual[] = {
		{"city", "市"},
		{"district", "区"},
		{"county", "县"},
		{"street", "街道"},
		{"community", "社区"},
		{"grid", "网格"},
		{"branch", "分局"},
		{"station", "派出所"},
		{"beat", "警务区"},
	};
	size_t i;

	for (i = 0; i < sizeof usual / sizeof *usual; i++)
		if (!strcmp(usual[i].level, level))
			return usual[i].zh;
	return level;
}

static void write_title(struct lines *out, const struct gw_map *map, const char *title)
{
	bool grade = map->kind->theme == GW_THEME_GRADE;

	if (title) {
		snprintf(out->zh, sizeof out->zh, "%s", title);
		snprintf(out->en, sizeof out->en, "%s", title);
		return;
	}
	snprintf(out->zh, sizeof out->zh, "各%s%s", level_zh(map->level),
		grade ? "安全等级图" : "上报数量图");
	snprintf(out->en, sizeof out->en, "%s by %s", grade ? "Safety level" : "Reports",
		map->level);
}

static void write_period(struct lines *out, gw_month month)
{
	static const char *const names[] = {"January", "February", "March", "April", "May", "June",
		"July", "August", "September", "October", "November", "December"};
	int m = month % 100;

	snprintf(out->zh, sizeof out->zh, "%d年%d月", month / 100, m);
	snprintf(out->en, sizeof out->en, "%s %d", names[m >= 1 && m <= 12 ? m - 1 : 0],
		month / 100);
}

static void write_division(struct lines *out, const struct gw_division_info *info)
{
	bool ever = info->valid_from == GW_DATE_MIN;
	char day[GW_TIME_TEXT_MAX] = "";

	if (!ever)
		gw_date_format(info->valid_from, day);
	snprintf(out->zh, sizeof out->zh, "%s，层级 %s，共 %lld 个单元，自%s%s起有效。",
		info->scheme, level_zh(info->level), (long long)info->num_cells, ever ? "始" : " ",
		day);
	snprintf(out->en, sizeof out->en, "%s, level %s, %lld cells, valid from %s.", info->scheme,
		info->level, (long long)info->num_cells, ever ? "the beginning" : day);
}

static void write_source(struct lines *out, const struct gw_map *map)
{
	*out = (struct lines){{0}};
	if (map->kind->theme != GW_THEME_REPORTS)
		return;
	snprintf(out->zh, sizeof out->zh, "本月上报 %llu 件。",
		(unsigned long long)map->num_reports);
	snprintf(out->en, sizeof out->en, "%llu reports in the month.",
		(unsigned long long)map->num_reports);
}

/* The scene that a sheet shows, made anew for each scale that is tried. */
struct portrayal {
	const struct gw_map *map;
	struct gw_scene scene;
};

static enum gw_status portray(
	void *context, double zoom, const struct gw_scene **out, struct gw_error *err)
{
	struct portrayal *p = context;

	gw_scene_finish(&p->scene);
	*out = &p->scene;
	return gw_portray(&p->scene, p->map->style, &p->map->data,
		gw_studio_sprites(p->map->studio), zoom, err);
}

static struct gw_world_box box_of(struct gw_bbox box)
{
	return (struct gw_world_box){
		gw_world_from_lonlat((struct gw_lonlat){box.min.lon, box.max.lat}),
		gw_world_from_lonlat((struct gw_lonlat){box.max.lon, box.min.lat})};
}

static void count_changes(const struct gw_choropleth *map, struct gw_sheet_map *shown)
{
	uint32_t i;

	for (i = 0; i < map->division->units->n; i++)
		switch (map->values[i].class < 0 ? GW_CHANGE_UNKNOWN : map->values[i].change) {
		case 1:
			shown->rose++;
			break;
		case 0:
			shown->stayed++;
			break;
		case -1:
			shown->fell++;
			break;
		}
	if (!shown->rose && !shown->stayed && !shown->fell)
		shown->rose = shown->stayed = shown->fell = -1;
}

/* What the whole division is of: its only unit of the highest level; else nothing. */
static struct gw_words place_of(const struct gw_units *units)
{
	const struct gw_unit *top = NULL;
	uint32_t i;

	for (i = 0; i < units->n; i++) {
		if (units->items[i].level)
			continue;
		if (top)
			return (struct gw_words){NULL, NULL};
		top = &units->items[i];
	}
	if (!top)
		return (struct gw_words){NULL, NULL};
	return (struct gw_words){gw_unit_name(top), top->name_en};
}

enum gw_status gw_map_sheet(const struct gw_map *map, const char *title, const char *lang,
	const struct gw_sheet_options *options, const struct gw_progress *progress,
	struct gw_buf *out, struct gw_error *err)
{
	struct lines titles, period, division, source;
	struct portrayal portrayal = {.map = map};
	struct gw_sheet_text text = {
		.lang = lang,
		.place = place_of(map->choropleth->division->units),
		.counted = {level_zh(map->level), map->level},
		.note = {"位于边界上的点归其北侧单元；边界为正南北向时归其东侧单元。",
			"A point on a border belongs to the unit on its north; "
			"where the border runs due north, to the one on its east."},
	};
	struct gw_sheet_map shown = {
		.classes = map->choropleth,
		.box = box_of(map->bbox),
		.whole = box_of(map->bbox),
		.portray = portray,
		.context = &portrayal,
		.sprites = gw_studio_sprites(map->studio),
		.mesh = map->mesh,
	};
	enum gw_status st;

	count_changes(map->choropleth, &shown);
	write_title(&titles, map, title);
	write_period(&period, map->month);
	write_division(&division, &map->division);
	write_source(&source, map);
	if (map->kind->theme == GW_THEME_REPORTS)
		text.legend = (struct gw_words){"上报件数", "Number of reports"};
	text.title = words_of(&titles);
	text.period = words_of(&period);
	text.division = words_of(&division);
	text.source = words_of(&source);
	st = gw_sheet_draw(&shown, &text, options, progress, out, err);
	gw_scene_finish(&portrayal.scene);
	return st;
}
