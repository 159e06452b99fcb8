/* SPDX-License-Identifier: Apache-2.0 */
#include "service/sheet.h"

#include <stdio.h>
#include <string.h>

#define TEXT_MAX 512

/* What a sheet says in one language. */
struct wording {
	const char *lang;
	const char *titles[2]; /* by theme; %s is the level */
	const char *source; /* scheme, level, cells, valid from */
	const char *since_ever;
	const char *reports; /* how many */
	const char *note;
};

static const struct wording wordings[] = {
	{
		.lang = "en",
		.titles = {"Reports by %s", "Safety level by %s"},
		.source = "Division: %s, level %s, %lld cells, valid from %s.",
		.since_ever = "the beginning",
		.reports = " %llu reports in the month.",
		.note = "A point on a border belongs to the unit on its north; "
			"where the border runs due north, to the one on its east.",
	},
	{
		.lang = "zh",
		.titles = {"各%s上报数量图", "各%s安全等级图"},
		.source = "区划：%s，层级 %s，共 %lld 个单元，自%s起有效。",
		.since_ever = "始",
		.reports = "本月上报 %llu 件。",
		.note = "位于边界上的点归其北侧单元；边界为正南北向时归其东侧单元。",
	},
};

/* The usual levels in Chinese; a city's own names go as they are. */
static const char *level_in(const char *level, const char *lang)
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

	for (i = 0; i < sizeof usual / sizeof *usual && !strcmp(lang, "zh"); i++)
		if (!strcmp(usual[i].level, level))
			return usual[i].zh;
	return level;
}

static const struct wording *find_wording(const char *lang)
{
	size_t i;

	for (i = 0; i < sizeof wordings / sizeof *wordings; i++)
		if (!strcmp(wordings[i].lang, lang))
			return &wordings[i];
	return NULL;
}

/* The formats are those of the table above: none comes from outside. */
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

enum gw_status gw_map_sheet(const struct gw_map *map, const char *title, const char *lang,
	struct gw_sheet_size size, struct gw_buf *png, struct gw_error *err)
{
	const struct wording *w = find_wording(lang);
	char usual[TEXT_MAX], source[TEXT_MAX], reports[TEXT_MAX] = "";
	char month[GW_TIME_TEXT_MAX], day[GW_TIME_TEXT_MAX];
	const char *level = level_in(map->level, lang);
	struct gw_sheet_text text = {.lang = lang, .counted = level};

	if (!w)
		return gw_fail(err, GW_EINVAL, "language \"%.20s\" is neither zh nor en", lang);
	snprintf(usual, sizeof usual, w->titles[map->theme], level);
	if (map->theme == GW_THEME_REPORTS)
		snprintf(reports, sizeof reports, w->reports, (unsigned long long)map->num_reports);
	snprintf(source, sizeof source, w->source, map->division.scheme,
		level_in(map->division.level, lang), (long long)map->division.num_cells,
		map->division.valid_from == GW_DATE_MIN
			? w->since_ever
			: gw_date_format(map->division.valid_from, day));
	strncat(source, reports, sizeof source - strlen(source) - 1);
	text.title = title ? title : usual;
	text.period = gw_month_format(map->month, month);
	text.source = source;
	text.note = w->note;
	return gw_sheet_draw(map->painter, &text, size, png, err);
}
