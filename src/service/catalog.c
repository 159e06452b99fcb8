/* SPDX-License-Identifier: Apache-2.0 */
#include "service/catalog.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum gw_status gw_catalog_load(
	struct gw_catalog **out, struct gw_store *store, struct gw_error *err)
{
	struct gw_catalog *catalog = calloc(1, sizeof *catalog);
	enum gw_status st;

	if (!catalog)
		return gw_fail_nomem(err);
	st = gw_store_list_levels(store, &catalog->levels, &catalog->num_levels, err);
	if (!st)
		st = gw_store_list_divisions(
			store, &catalog->divisions, &catalog->num_divisions, err);
	if (!st)
		st = gw_store_list_publications(
			store, &catalog->publications, &catalog->num_publications, err);
	if (st)
		gw_catalog_destroy(catalog);
	else
		*out = catalog;
	return st;
}

void gw_catalog_destroy(struct gw_catalog *catalog)
{
	if (!catalog)
		return;
	free(catalog->levels);
	free(catalog->divisions);
	free(catalog->publications);
	free(catalog);
}

#define NAMES_MAX 512

/* Appends a name to those in text. */
static void add_name(char text[NAMES_MAX], const char *name)
{
	size_t len = strlen(text);

	snprintf(text + len, NAMES_MAX - len, "%s%s", len ? ", " : "", name);
}

static void list_schemes(const struct gw_catalog *catalog, char text[NAMES_MAX])
{
	size_t i;

	*text = '\0';
	for (i = 0; i < catalog->num_levels; i++)
		if (!i || catalog->levels[i].scheme_id != catalog->levels[i - 1].scheme_id)
			add_name(text, catalog->levels[i].scheme);
}

static void list_levels(const struct gw_catalog *catalog, int64_t scheme, char text[NAMES_MAX])
{
	size_t i;

	*text = '\0';
	for (i = 0; i < catalog->num_levels; i++)
		if (catalog->levels[i].scheme_id == scheme && *catalog->levels[i].name)
			add_name(text, catalog->levels[i].name);
}

enum gw_status gw_catalog_find_scheme(
	const struct gw_catalog *catalog, const char *name, int64_t *scheme, struct gw_error *err)
{
	char text[NAMES_MAX];
	size_t i;

	if (!name && catalog->num_divisions) {
		*scheme = catalog->divisions[0].scheme_id;
		return GW_OK;
	}
	if (!name)
		return gw_fail(err, GW_ENOTFOUND,
			"there are no cells yet; gridward import cells brings them");
	for (i = 0; i < catalog->num_levels; i++)
		if (!strcmp(catalog->levels[i].scheme, name)) {
			*scheme = catalog->levels[i].scheme_id;
			return GW_OK;
		}
	list_schemes(catalog, text);
	return gw_fail(
		err, GW_ENOTFOUND, "no scheme \"%s\"; there are: %s", name, *text ? text : "none");
}

enum gw_status gw_catalog_find_division(const struct gw_catalog *catalog, int64_t scheme,
	gw_date day, const struct gw_division_info **out, struct gw_error *err)
{
	char date[GW_TIME_TEXT_MAX];
	size_t i;

	for (i = 0; i < catalog->num_divisions; i++) {
		const struct gw_division_info *info = &catalog->divisions[i];

		if (info->scheme_id == scheme && info->valid_from <= day && info->valid_to > day) {
			*out = info;
			return GW_OK;
		}
	}
	return gw_fail(err, GW_ENOTFOUND, "no division of the scheme is valid on %s",
		gw_date_format(day, date));
}

const struct gw_division_info *gw_catalog_division(const struct gw_catalog *catalog, int64_t id)
{
	size_t i;

	for (i = 0; i < catalog->num_divisions; i++)
		if (catalog->divisions[i].id == id)
			return &catalog->divisions[i];
	return NULL;
}

enum gw_status gw_catalog_find_level(const struct gw_catalog *catalog, int64_t scheme,
	const char *name, const struct gw_level_info **out, struct gw_error *err)
{
	char text[NAMES_MAX];
	size_t i;

	for (i = 0; i < catalog->num_levels; i++)
		if (catalog->levels[i].scheme_id == scheme &&
			!strcmp(catalog->levels[i].name, name)) {
			*out = &catalog->levels[i];
			return GW_OK;
		}
	list_levels(catalog, scheme, text);
	return gw_fail(
		err, GW_ENOTFOUND, "no level \"%s\"; there are: %s", name, *text ? text : "none");
}

const struct gw_level_info *gw_catalog_level(
	const struct gw_catalog *catalog, int64_t scheme, uint32_t rank)
{
	size_t i;

	for (i = 0; i < catalog->num_levels; i++)
		if (catalog->levels[i].scheme_id == scheme && catalog->levels[i].rank == rank &&
			*catalog->levels[i].name)
			return &catalog->levels[i];
	return NULL;
}

const struct gw_publication *gw_catalog_publication(
	const struct gw_catalog *catalog, int64_t scheme, gw_month month)
{
	const struct gw_publication *found = NULL;
	size_t i;

	for (i = 0; i < catalog->num_publications; i++) {
		const struct gw_publication *p = &catalog->publications[i];

		if (p->scheme_id == scheme && (!month || p->month == month))
			found = p; /* months ascend */
	}
	return found;
}
