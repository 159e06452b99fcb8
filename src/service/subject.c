/* SPDX-License-Identifier: Apache-2.0 */
#include "service/subject.h"

#include "base/fingerprint.h"
#include "service/basemap.h"

#include <stdio.h>
#include <string.h>

const char *gw_query_style(const struct gw_map_query *query)
{
	return query->style ? query->style : query->kind->style;
}

static enum gw_status settle_style(struct gw_subject *s, const struct gw_knowledge *k,
	const struct gw_map_query *query, struct gw_error *err)
{
	if (!k->styles)
		return gw_fail(err, GW_EINVAL, "there are no styles to draw in");
	return gw_styles_find(k->styles, gw_query_style(query), GW_DO_NOT_WAIT, &s->styled, err);
}

static enum gw_status settle_lang(
	struct gw_subject *s, const struct gw_map_query *query, struct gw_error *err)
{
	s->lang = query->lang && !strcmp(query->lang, "zh") ? "zh" : "en";
	if (query->lang && strcmp(query->lang, s->lang) != 0)
		return gw_fail(
			err, GW_EINVAL, "labels are in zh or en, not in \"%.40s\"", query->lang);
	return GW_OK;
}

/* Of a map that is open in published months alone. */
static bool is_by_publication(const struct gw_map_kind *kind)
{
	return kind->openness == GW_OPEN_WHEN_PUBLISHED;
}

/* What is open to everybody must not show what its month may not: as if it were not there. */
static enum gw_status settle_openness(struct gw_subject *s, const struct gw_knowledge *k,
	const struct gw_map_query *query, struct gw_error *err)
{
	const struct gw_publication *publication;
	char month[GW_TIME_TEXT_MAX];

	if (!query->is_public)
		return GW_OK;
	if (query->kind->openness == GW_INTERNAL)
		return gw_fail(
			err, GW_ENOTFOUND, "the map \"%s\" is not public", query->kind->name);
	s->is_veiled = query->kind->openness == GW_OPEN && query->style;
	if (!is_by_publication(query->kind))
		return GW_OK;
	publication = gw_catalog_publication(k->catalog, s->scheme, query->month);
	if (publication)
		s->month = publication->month;
	else if (query->month)
		return gw_fail(err, GW_ENOTFOUND, "%s is not published",
			gw_month_format(query->month, month));
	else
		return gw_fail(err, GW_ENOTFOUND, "no month is published yet");
	return GW_OK;
}

static void settle_month(
	struct gw_subject *s, const struct gw_knowledge *k, const struct gw_map_query *query)
{
	gw_date newest = k->history->newest_day;

	s->month = query->month;
	if (!s->month)
		s->month = (newest ? newest : gw_time_date(gw_time_now(), k->zone)) / 100;
}

static enum gw_status settle_level(struct gw_subject *s, const struct gw_catalog *catalog,
	const char *name, struct gw_error *err)
{
	const struct gw_level_info *level = NULL;
	enum gw_status st = GW_OK;

	if (name)
		st = gw_catalog_find_level(catalog, s->scheme, name, &level, err);
	else
		level = gw_catalog_level(catalog, s->scheme, s->division.rank);
	if (st)
		return st;
	if (!level)
		return gw_fail(err, GW_ENOTFOUND, "no level %u", s->division.rank);
	s->rank = level->rank;
	snprintf(s->level, sizeof s->level, "%s", level->name);
	if (s->rank > s->division.rank)
		return gw_fail(err, GW_ENOTFOUND, "level \"%s\" is below the cells of the division",
			s->level);
	if (s->rank >= GW_BASEMAP_RANKS)
		return gw_fail(err, GW_ENOTFOUND,
			"level \"%s\" is not among the upper %d, which can be drawn", s->level,
			GW_BASEMAP_RANKS);
	return GW_OK;
}

/* The division is that of the publication, or of the month's last day. */
enum gw_status gw_subject_settle_again(
	struct gw_subject *s, const struct gw_catalog *catalog, struct gw_error *err)
{
	const struct gw_publication *publication = NULL;
	const struct gw_division_info *info = NULL;
	enum gw_status st = GW_OK;

	if (is_by_publication(s->kind))
		publication = gw_catalog_publication(catalog, s->scheme, s->month);
	s->publication = publication ? publication->id : 0;
	s->version = publication ? publication->version : 0;
	if (publication)
		info = gw_catalog_division(catalog, publication->division_id);
	else
		st = gw_catalog_find_division(catalog, s->scheme, s->last_day, &info, err);
	if (!st && !info)
		st = gw_fail(err, GW_ENOTFOUND, "the division of the publication is gone");
	if (!st)
		s->division = *info;
	return st;
}

static uint64_t id_of(
	const struct gw_subject *s, const struct gw_map_query *query, const char *scheme)
{
	uint64_t id = gw_fingerprint_text(GW_FINGERPRINT_NONE, s->kind->name);

	id = gw_fingerprint_text(id, gw_query_style(query));
	id = gw_fingerprint_text(gw_fingerprint_text(id, scheme), s->level);
	id = gw_fingerprint_text(gw_fingerprint_number(id, (uint64_t)s->month), s->lang);
	return gw_fingerprint_number(id, s->is_veiled);
}

enum gw_status gw_subject_settle(struct gw_subject *s, const struct gw_knowledge *k,
	const struct gw_map_query *query, struct gw_error *err)
{
	enum gw_status st;

	*s = (struct gw_subject){.kind = query->kind};
	st = gw_catalog_find_scheme(k->catalog, query->scheme, &s->scheme, err);
	if (!st)
		st = settle_lang(s, query, err);
	if (st)
		return st;
	settle_month(s, k, query);
	st = settle_openness(s, k, query, err);
	if (st)
		return st;
	s->last_day = gw_month_last_day(s->month);
	st = gw_subject_settle_again(s, k->catalog, err);
	if (!st)
		st = settle_level(s, k->catalog, query->level, err);
	if (!st) /* at last: all else is right by then, so that reading it is worth it */
		st = settle_style(s, k, query, err);
	if (!st)
		s->id = id_of(s, query, s->division.scheme);
	return st;
}

bool gw_subjects_equal(const struct gw_subject *a, const struct gw_subject *b)
{
	return a->id == b->id && a->division.id == b->division.id &&
		a->publication == b->publication;
}
