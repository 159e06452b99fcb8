/* SPDX-License-Identifier: Apache-2.0 */
#include "http/pages.h"

#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX ((size_t)4 << 20)

#define HTML   "text/html; charset=utf-8"
#define SCRIPT "text/javascript; charset=utf-8"
#define STYLE  "text/css; charset=utf-8"

enum folder { FOLDER_WEB, FOLDER_LEAFLET };

static const struct {
	const char *path;
	enum folder folder;
	const char *file, *type;
} table[] = {
	{"/", FOLDER_WEB, "index.html", HTML},
	{"/api.js", FOLDER_WEB, "api.js", SCRIPT},
	{"/app.js", FOLDER_WEB, "app.js", SCRIPT},
	{"/catalogue.js", FOLDER_WEB, "catalogue.js", SCRIPT},
	{"/choices.js", FOLDER_WEB, "choices.js", SCRIPT},
	{"/connection.js", FOLDER_WEB, "connection.js", SCRIPT},
	{"/dom.js", FOLDER_WEB, "dom.js", SCRIPT},
	{"/events.js", FOLDER_WEB, "events.js", SCRIPT},
	{"/grades.js", FOLDER_WEB, "grades.js", SCRIPT},
	{"/leaflet/images/layers-2x.png", FOLDER_LEAFLET, "images/layers-2x.png", "image/png"},
	{"/leaflet/images/layers.png", FOLDER_LEAFLET, "images/layers.png", "image/png"},
	{"/leaflet/images/marker-icon-2x.png", FOLDER_LEAFLET, "images/marker-icon-2x.png",
		"image/png"},
	{"/leaflet/images/marker-icon.png", FOLDER_LEAFLET, "images/marker-icon.png", "image/png"},
	{"/leaflet/images/marker-shadow.png", FOLDER_LEAFLET, "images/marker-shadow.png",
		"image/png"},
	{"/leaflet/leaflet.css", FOLDER_LEAFLET, "leaflet.css", STYLE},
	{"/leaflet/leaflet.js", FOLDER_LEAFLET, "leaflet.min.js", SCRIPT},
	{"/legend.js", FOLDER_WEB, "legend.js", SCRIPT},
	{"/list.js", FOLDER_WEB, "list.js", SCRIPT},
	{"/live.js", FOLDER_WEB, "live.js", SCRIPT},
	{"/map.js", FOLDER_WEB, "map.js", SCRIPT},
	{"/months.js", FOLDER_WEB, "months.js", SCRIPT},
	{"/outline.js", FOLDER_WEB, "outline.js", SCRIPT},
	{"/openapi.json", FOLDER_WEB, "openapi.json", "application/json"},
	{"/panels.css", FOLDER_WEB, "panels.css", STYLE},
	{"/place.js", FOLDER_WEB, "place.js", SCRIPT},
	{"/points.js", FOLDER_WEB, "points.js", SCRIPT},
	{"/problems.js", FOLDER_WEB, "problems.js", SCRIPT},
	{"/report.js", FOLDER_WEB, "report.js", SCRIPT},
	{"/reports.js", FOLDER_WEB, "reports.js", SCRIPT},
	{"/search.js", FOLDER_WEB, "search.js", SCRIPT},
	{"/session.js", FOLDER_WEB, "session.js", SCRIPT},
	{"/share.js", FOLDER_WEB, "share.js", SCRIPT},
	{"/sparkline.js", FOLDER_WEB, "sparkline.js", SCRIPT},
	{"/state.js", FOLDER_WEB, "state.js", SCRIPT},
	{"/style.css", FOLDER_WEB, "style.css", STYLE},
	{"/symbols.js", FOLDER_WEB, "symbols.js", SCRIPT},
	{"/tiles.js", FOLDER_WEB, "tiles.js", SCRIPT},
	{"/views.js", FOLDER_WEB, "views.js", SCRIPT},
	{"/words.js", FOLDER_WEB, "words.js", SCRIPT},
	{"/words_en.js", FOLDER_WEB, "words_en.js", SCRIPT},
	{"/words_zh.js", FOLDER_WEB, "words_zh.js", SCRIPT},
};

#define NUM_PAGES (sizeof table / sizeof *table)

struct gw_pages {
	struct gw_page items[NUM_PAGES];
	size_t n;
};

enum gw_status gw_pages_create(
	struct gw_pages **out, const char *web_dir, const char *leaflet_dir, struct gw_error *err)
{
	struct gw_pages *pages;
	enum gw_status st = GW_OK;
	char file[4096];
	size_t i;

	pages = calloc(1, sizeof *pages);
	if (!pages)
		return gw_fail_nomem(err);
	for (i = 0; web_dir && i < NUM_PAGES && !st; i++) {
		struct gw_page *page = &pages->items[pages->n++];

		page->path = table[i].path;
		page->type = table[i].type;
		gw_buf_init(&page->contents, FILE_MAX);
		snprintf(file, sizeof file, "%s/%s",
			table[i].folder == FOLDER_WEB ? web_dir : leaflet_dir, table[i].file);
		st = gw_file_read(&page->contents, file, err);
	}
	if (st)
		gw_pages_destroy(pages);
	else
		*out = pages;
	return st;
}

void gw_pages_destroy(struct gw_pages *pages)
{
	size_t i;

	if (!pages)
		return;
	for (i = 0; i < pages->n; i++)
		gw_buf_finish(&pages->items[i].contents);
	free(pages);
}

const struct gw_page *gw_pages_find(const struct gw_pages *pages, const char *path)
{
	size_t i;

	for (i = 0; pages && i < pages->n; i++)
		if (!strcmp(pages->items[i].path, path))
			return &pages->items[i];
	return NULL;
}
