/* SPDX-License-Identifier: Apache-2.0 */
#include "service/styles.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/fingerprint.h"
#include "base/mem.h"
#include "style/faults.h"

#include <pthread.h>
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

const char *gw_theme_name(enum gw_theme theme)
{
	return theme == GW_THEME_GRADE ? "grade" : "reports";
}

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
	uint64_t print;
};

struct gw_styles {
	char folder[PATH_BYTES];
	struct gw_studio *studio;
	uint64_t sprites;
	pthread_mutex_t lock; /* over what follows; files are read outside it */
	struct named_style *items;
	size_t n, capacity;
};

static void finish_named(struct named_style *item)
{
	free(item->name);
	gw_style_destroy(item->style);
}

static uint64_t print_sprites(const struct gw_sprites *sprites)
{
	uint64_t print = GW_FINGERPRINT_NONE;
	uint32_t i, n = gw_sprites_count(sprites);
	unsigned scale;

	for (i = 0; i < n; i++) {
		print = gw_fingerprint_text(print, gw_sprites_name(sprites, i));
		for (scale = 1; scale <= GW_SPRITE_SCALE_MAX; scale++) {
			struct gw_bitmap b = gw_sprites_bitmap(sprites, i, scale);

			print = gw_fingerprint_bytes(
				print, b.pixels, (size_t)b.width * b.height * sizeof *b.pixels);
			print = gw_fingerprint_number(print, b.width);
		}
	}
	return print;
}

enum gw_status gw_styles_open(struct gw_styles **out, const char *folder, struct gw_error *err)
{
	struct gw_styles *styles = calloc(1, sizeof *styles);
	char sprites[PATH_BYTES + 16];
	enum gw_status st;

	if (!styles)
		return gw_fail_nomem(err);
	pthread_mutex_init(&styles->lock, NULL);
	snprintf(styles->folder, sizeof styles->folder, "%s", folder);
	snprintf(sprites, sizeof sprites, "%s/sprites", styles->folder);
	st = gw_studio_create(&styles->studio, sprites, err);
	if (st) {
		gw_styles_close(styles);
		return st;
	}
	styles->sprites = print_sprites(gw_studio_sprites(styles->studio));
	*out = styles;
	return GW_OK;
}

void gw_styles_close(struct gw_styles *styles)
{
	size_t i;

	if (!styles)
		return;
	for (i = 0; i < styles->n; i++)
		finish_named(&styles->items[i]);
	free(styles->items);
	gw_studio_destroy(styles->studio);
	pthread_mutex_destroy(&styles->lock);
	free(styles);
}

struct gw_studio *gw_styles_studio(const struct gw_styles *styles)
{
	return styles->studio;
}

uint64_t gw_styles_print_sprites(const struct gw_styles *styles)
{
	return styles->sprites;
}

static enum gw_status read_style(struct named_style *out, const char *path, struct gw_error *err)
{
	struct gw_style_faults faults;
	struct gw_buf json;
	enum gw_status st;

	gw_buf_init(&json, GW_STYLE_BYTES_MAX);
	gw_style_faults_init(&faults);
	st = gw_file_read(&json, path, err);
	if (!st) {
		st = gw_style_parse(
			&out->style, json.data ? json.data : "", json.len, &faults, err);
		if (st)
			gw_fail_in(err, st, path);
		out->print = gw_fingerprint_bytes(GW_FINGERPRINT_NONE, json.data, json.len);
	}
	gw_style_faults_finish(&faults);
	gw_buf_finish(&json);
	return st;
}

/* With the lock held. */
static bool find_named(const struct gw_styles *styles, const char *name, struct gw_styled *out)
{
	size_t i;

	for (i = 0; i < styles->n; i++)
		if (!strcmp(styles->items[i].name, name)) {
			*out = (struct gw_styled){styles->items[i].style, styles->items[i].print};
			return true;
		}
	return false;
}

/* Keeps a style that was read, unless another thread was quicker. Takes ownership in any case. */
static enum gw_status keep(struct gw_styles *styles, struct named_style *item,
	struct gw_styled *out, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	bool found;

	pthread_mutex_lock(&styles->lock);
	found = find_named(styles, item->name, out);
	if (!found && gw_grow(&styles->items, styles->n, &styles->capacity, sizeof *item)) {
		styles->items[styles->n++] = *item;
		*out = (struct gw_styled){item->style, item->print};
	} else {
		finish_named(item);
		st = found ? GW_OK : gw_fail_nomem(err);
	}
	pthread_mutex_unlock(&styles->lock);
	return st;
}

enum gw_status gw_styles_find(struct gw_styles *styles, const char *name, enum gw_patience patience,
	struct gw_styled *out, struct gw_error *err)
{
	char path[2 * PATH_BYTES];
	struct named_style item = {0};
	enum gw_status st;
	bool found;

	pthread_mutex_lock(&styles->lock);
	found = find_named(styles, name, out);
	pthread_mutex_unlock(&styles->lock);
	if (found)
		return GW_OK;
	if (patience == GW_DO_NOT_WAIT)
		return gw_fail(err, GW_EAGAIN, "the style \"%.60s\" is not read yet", name);
	if (strpbrk(name, "/."))
		snprintf(path, sizeof path, "%s", name);
	else
		snprintf(path, sizeof path, "%s/%s.json", styles->folder, name);
	item.name = strdup(name);
	st = item.name ? read_style(&item, path, err) : gw_fail_nomem(err);
	if (!st)
		return keep(styles, &item, out, err);
	finish_named(&item);
	return st;
}
