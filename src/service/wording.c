/* SPDX-License-Identifier: Apache-2.0 */
#include "service/wording.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* The usual schemes and levels; a city's own names go as they are. */
struct usual {
	const char *name, *zh, *en;
};

static const struct usual schemes[] = {
	{"governance", "社会治理网格", "Governance grid"},
	{"police", "公安警务", "Police"},
	{NULL, NULL, NULL},
};

static const struct usual levels[] = {
	{"city", "市", "cities"},
	{"district", "区", "districts"},
	{"county", "县", "counties"},
	{"street", "街道", "streets"},
	{"township", "乡镇", "townships"},
	{"community", "社区", "communities"},
	{"grid", "网格", "grids"},
	{"branch", "分局", "branches"},
	{"station", "派出所", "stations"},
	{"beat", "警务区", "beats"},
	{NULL, NULL, NULL},
};

static struct gw_words usual_words(const struct usual *usual, const char *name)
{
	for (; usual->name; usual++)
		if (!strcmp(usual->name, name))
			return (struct gw_words){usual->zh, usual->en};
	return (struct gw_words){name, name};
}

static void print(char text[GW_WORDING_MAX], const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Appends; what does not fit is left out. */
static void print(char text[GW_WORDING_MAX], const char *format, ...)
{
	size_t len = strlen(text);
	va_list args;

	va_start(args, format);
	vsnprintf(text + len, GW_WORDING_MAX - len, format, args);
	va_end(args);
}

static const char *month_name(int month)
{
	static const char *const names[] = {"January", "February", "March", "April", "May", "June",
		"July", "August", "September", "October", "November", "December"};

	return names[month >= 1 && month <= 12 ? month - 1 : 0];
}

static void print_day(struct gw_wording_lines *out, gw_date day)
{
	int year = day / 10000, month = day / 100 % 100;

	print(out->zh, "%d年%d月%d日", year, month, day % 100);
	print(out->en, "%d %s %d", day % 100, month_name(month), year);
}

static void print_title(
	struct gw_wording_lines *out, const struct gw_map *map, const char *title, bool has_classes)
{
	bool grade = map->kind->theme == GW_THEME_GRADE;

	if (title) {
		print(out->zh, "%s", title);
		print(out->en, "%s", title);
		return;
	}
	if (!has_classes) {
		print(out->zh, "%s", map->kind->title_zh);
		print(out->en, "%s", map->kind->title);
		return;
	}
	print(out->zh, "各%s%s", usual_words(levels, map->level).zh,
		grade ? "安全等级图" : "上报数量图");
	print(out->en, "%s by %s", grade ? "Safety level" : "Reports", map->level);
}

/* The only unit of the highest level, or NULL when there are more. */
static const struct gw_unit *top_of(const struct gw_units *units)
{
	const struct gw_unit *top = NULL;
	uint32_t i;

	for (i = 0; i < units->n; i++) {
		if (units->items[i].level)
			continue;
		if (top)
			return NULL;
		top = &units->items[i];
	}
	return top;
}

static void print_path(
	struct gw_wording_lines *out, const struct gw_units *units, const struct gw_unit *unit)
{
	const struct gw_unit *path[32];
	size_t n = 0;

	for (; n < 32; unit = &units->items[unit->parent]) {
		path[n++] = unit;
		if (unit->parent == GW_NO_UNIT)
			break;
	}
	while (n--) {
		const char *name = gw_unit_name(path[n]);

		print(out->zh, "%s%s", *out->zh ? " › " : "", name);
		print(out->en, "%s%s", *out->en ? " › " : "",
			path[n]->name_en ? path[n]->name_en : name);
	}
}

static void print_place(
	struct gw_wording_lines *out, const struct gw_map *map, const struct gw_part *part)
{
	const struct gw_units *units = map->choropleth->division->units;
	const struct gw_unit *place = part->unit ? part->unit : top_of(units);

	if (place)
		print_path(out, units, place);
}

static void print_source(struct gw_wording_lines *out, const struct gw_map *map,
	const struct gw_part *part, bool has_classes)
{
	const struct gw_units *units = map->choropleth->division->units;
	const struct gw_context *context = map->data.context;
	long long reports = 0;
	uint32_t i;

	for (i = 0; i < units->n; i++)
		if (map->choropleth->values[i].count > 0 && gw_part_has(part, &units->items[i]))
			reports += map->choropleth->values[i].count;
	if (map->kind->theme == GW_THEME_REPORTS) {
		print(out->zh, "本月上报 %lld 件。", reports);
		print(out->en, "%lld reports in the month.", reports);
	} else if (has_classes) {
		print(out->zh, "等级由市方评定并导入。");
		print(out->en, "Levels as the city graded and imported them.");
	}
	if (has_classes && context && context->num_features) {
		print(out->zh, "道路与水域由市方提供。");
		print(out->en, " Roads and water as the city provided them.");
	}
}

static void print_division(struct gw_wording_lines *out, const struct gw_division_info *info)
{
	struct gw_words scheme = usual_words(schemes, info->scheme);
	struct gw_words level = usual_words(levels, info->level);
	long long n = (long long)info->num_cells;

	print(out->zh, "%s，共 %lld 个%s，", scheme.zh, n, level.zh);
	print(out->en, "%s, %lld %s, ", scheme.en, n, level.en);
	if (info->valid_from == GW_DATE_MIN) {
		print(out->zh, "自始有效。");
		print(out->en, "valid from the beginning.");
		return;
	}
	print(out->zh, "自 ");
	print(out->en, "valid from ");
	print_day(out, info->valid_from);
	print(out->zh, " 起有效。");
	print(out->en, ".");
}

static const struct gw_words count_method = {"按各单元本月上报件数分级，各级单元数大致相等。",
	"Reports are counted by unit; each class holds about as many units."};
static const struct gw_words grade_method = {"采用市方下发的五级评定结果，未作改动。",
	"Five levels as delivered by the city, unchanged."};
static const struct gw_words count_disclaimer = {
	"本图统计的是地点上报件数，不涉及任何个人；件数多也可能只是上报更勤。",
	"Reports are counted by place and say nothing of any person; "
	"more of them may only mean that more was reported."};
static const struct gw_words grade_disclaimer = {
	"本图评定的是地点而非个人，不得据此评价在当地居住或工作的任何人。",
	"Places are graded, not people: nothing here is a judgement of "
	"anybody who lives or works there."};
static const struct gw_words tie_rule = {
	"位于边界上的点归其北侧单元；边界为正南北向时归其东侧单元。",
	"A point on a border belongs to the unit on its north; "
	"where the border runs due north, to the one on its east."};

static struct gw_words words_of(const struct gw_wording_lines *lines)
{
	return (struct gw_words){lines->zh, lines->en};
}

/* Which division and which data the sheet is made of, for the file alone. */
static void print_version(struct gw_wording *w, const struct gw_map *map)
{
	char from[GW_TIME_TEXT_MAX] = "the beginning";

	if (map->division.valid_from != GW_DATE_MIN)
		gw_date_format(map->division.valid_from, from);
	if (map->cutoff)
		gw_date_format(map->cutoff, w->date);
	print(w->version, "%s/%s; division valid from %s; data as of %s", map->division.scheme,
		map->level, from, *w->date ? w->date : "no day");
}

void gw_wording_init(struct gw_wording *w, const struct gw_map *map, const struct gw_part *part,
	const struct gw_sheet_request *request, bool has_classes)
{
	bool graded = map->kind->theme == GW_THEME_GRADE;

	*w = (struct gw_wording){0};
	print_title(&w->title, map, request->title, has_classes);
	print_place(&w->place, map, part);
	print(w->period.zh, "%d年%d月", map->month / 100, map->month % 100);
	print(w->period.en, "%s %d", month_name(map->month % 100), map->month / 100);
	if (map->cutoff)
		print_day(&w->cutoff, map->cutoff);
	print_source(&w->source, map, part, has_classes);
	print_division(&w->division, &map->division);
	print_version(w, map);
	w->text = (struct gw_sheet_text){
		.lang = request->lang,
		.title = words_of(&w->title),
		.place = words_of(&w->place),
		.period = words_of(&w->period),
		.counted = usual_words(levels, map->level),
		.cutoff = words_of(&w->cutoff),
		.source = words_of(&w->source),
		.method = graded ? grade_method : count_method,
		.division = words_of(&w->division),
		.note = tie_rule,
		.disclaimer = graded ? grade_disclaimer : count_disclaimer,
		.provisional =
			request->provisional || (request->today && request->today <= map->last_day),
		.date = *w->date ? w->date : NULL,
		.version = w->version,
	};
	if (!has_classes) /* places or borders: no units are graded or counted */
		w->text.method = w->text.disclaimer = (struct gw_words){0};
	if (!graded) {
		w->text.legend = (struct gw_words){"上报件数", "Number of reports"};
		w->text.measured = (struct gw_words){"件", "reports"};
	}
}
