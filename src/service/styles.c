/* SPDX-License-Identifier: Apache-2.0 */
#include "service/styles.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "style/faults.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_BYTES 4096

const struct gw_map_kind gw_map_kinds[] = {
	{"safety", GW_THEME_GRADE, GW_OPEN_WHEN_PUBLISHED, "safety", "print", "Safety level",
		"安全等级"},
	{"safety-contrast", GW_THEME_GRADE, GW_OPEN_WHEN_PUBLISHED, "safety-contrast",
		"safety-contrast", "Safety level", "安全等级"},
	{"counts", GW_THEME_REPORTS, GW_INTERNAL, "counts", "print", "Number of reports",
		"上报数量"},
	{"reports", GW_THEME_REPORTS, GW_INTERNAL, "reports", "reports", "Places of reports",
		"上报地点"},
	{"grid", GW_THEME_GRADE, GW_OPEN, "grid", "grid", "Borders and codes", "边界与编码"},
	{NULL},
};

enum gw_status gw_map_kind_find(
	const char *name, const struct gw_map_kind **out, struct gw_error *err)
{
	const struct gw_map_kind *kind;
	char names[256] = "";
	size_t len = 0;

	for (kind = gw_map_kinds; kind->name; kind++) {
		if (!strcmp(kind->name, name)) {
			*out = kind;
			return GW_OK;
		}
		len += (size_t)snprintf(
			names + len, sizeof names - len, "%s%s", len ? ", " : "", kind->name);
	}
	return gw_fail(err, GW_ENOTFOUND, "no map \"%.60s\"; there are: %s", name, names);
}

struct named_style {
	char *name;
	struct gw_style *style;
};

struct gw_styles {
	char folder[PATH_BYTES];
	struct gw_studio *studio;
	struct named_style *items;
	size_t n, capacity;
};

enum gw_status gw_styles_open(struct gw_styles **out, const char *folder, struct gw_error *err)
{
	struct gw_styles *styles = calloc(1, sizeof *styles);
	char sprites[PATH_BYTES + 16];
	enum gw_status st;

	if (!styles)
		return gw_fail_nomem(err);
	snprintf(styles->folder, sizeof styles->folder, "%s", folder);
	snprintf(sprites, sizeof sprites, "%s/sprites", styles->folder);
	st = gw_studio_create(&styles->studio, sprites, err);
	if (st)
		gw_styles_close(styles);
	else
		*out = styles;
	return st;
}

void gw_styles_close(struct gw_styles *styles)
{
	size_t i;

	if (!styles)
		return;
	for (i = 0; i < styles->n; i++) {
		free(styles->items[i].name);
		gw_style_destroy(styles->items[i].style);
	}
	free(styles->items);
	gw_studio_destroy(styles->studio);
	free(styles);
}

struct gw_studio *gw_styles_studio(const struct gw_styles *styles)
{
	return styles->studio;
}

static enum gw_status read_style(struct gw_style **out, const char *path, struct gw_error *err)
{
	struct gw_style_faults faults;
	struct gw_buf json;
	enum gw_status st;

	gw_buf_init(&json, GW_STYLE_BYTES_MAX);
	gw_style_faults_init(&faults);
	st = gw_file_read(&json, path, err);
	if (!st) {
		st = gw_style_parse(out, json.data ? json.data : "", json.len, &faults, err);
		if (st)
			gw_fail_in(err, st, path);
	}
	gw_style_faults_finish(&faults);
	gw_buf_finish(&json);
	return st;
}

enum gw_status gw_styles_find(struct gw_styles *styles, const char *name,
	const struct gw_style **out, struct gw_error *err)
{
	char path[2 * PATH_BYTES];
	struct named_style *item;
	enum gw_status st;
	size_t i;

	for (i = 0; i < styles->n; i++)
		if (!strcmp(styles->items[i].name, name)) {
			*out = styles->items[i].style;
			return GW_OK;
		}
	if (!gw_grow(&styles->items, styles->n, &styles->capacity, sizeof *styles->items))
		return gw_fail_nomem(err);
	item = &styles->items[styles->n];
	if (strpbrk(name, "/."))
		snprintf(path, sizeof path, "%s", name);
	else
		snprintf(path, sizeof path, "%s/%s.json", styles->folder, name);
	item->style = NULL;
	st = read_style(&item->style, path, err);
	if (st)
		return st;
	item->name = strdup(name);
	if (!item->name) {
		gw_style_destroy(item->style);
		return gw_fail_nomem(err);
	}
	styles->n++;
	*out = item->style;
	return GW_OK;
}
