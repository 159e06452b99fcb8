/* SPDX-License-Identifier: Apache-2.0 */
#include "render/sprites.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "image/png.h"

#include <cairo.h>
#include <dirent.h>
#include <errno.h>
#include <librsvg/rsvg.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct sprite {
	char *name;
	unsigned width, height;
	uint32_t *pixels[GW_SPRITE_SCALE_MAX]; /* for scale 1 first */
	RsvgHandle *svg; /* NULL: a PNG */
	pthread_mutex_t lock; /* of svg: librsvg's handles serve one thread at a time */
};

struct gw_sprites {
	struct sprite *items; /* by name */
	size_t n, capacity;
};

static void sprite_finish(struct sprite *sprite)
{
	unsigned i;

	free(sprite->name);
	for (i = 0; i < GW_SPRITE_SCALE_MAX; i++)
		free(sprite->pixels[i]);
	if (sprite->svg)
		g_object_unref(sprite->svg);
	pthread_mutex_destroy(&sprite->lock);
}

void gw_sprites_destroy(struct gw_sprites *sprites)
{
	size_t i;

	if (!sprites)
		return;
	for (i = 0; i < sprites->n; i++)
		sprite_finish(&sprites->items[i]);
	free(sprites->items);
	free(sprites);
}

static bool draw_svg(struct sprite *sprite, cairo_t *cr, double width, double height)
{
	RsvgRectangle all = {0, 0, width, height};
	bool ok;

	pthread_mutex_lock(&sprite->lock);
	ok = rsvg_handle_render_document(sprite->svg, cr, &all, NULL);
	pthread_mutex_unlock(&sprite->lock);
	return ok;
}

/* Cairo only reads from such a surface. */
static cairo_surface_t *surface_of(uint32_t *pixels, unsigned width, unsigned height)
{
	return cairo_image_surface_create_for_data((unsigned char *)pixels, CAIRO_FORMAT_ARGB32,
		(int)width, (int)height, (int)width * 4);
}

static bool rasterise(struct sprite *sprite, uint32_t *pixels, unsigned width, unsigned height)
{
	cairo_surface_t *surface = surface_of(pixels, width, height);
	cairo_t *cr = cairo_create(surface);
	bool ok = draw_svg(sprite, cr, width, height) && !cairo_status(cr);

	cairo_destroy(cr);
	cairo_surface_finish(surface);
	cairo_surface_destroy(surface);
	return ok;
}

static enum gw_status check_sides(double width, double height, struct gw_error *err)
{
	if (!(width >= 1 && width <= GW_SPRITE_SIDE_MAX && height >= 1 &&
		    height <= GW_SPRITE_SIDE_MAX))
		return gw_fail(err, GW_EINVAL,
			"%g by %g pixels: a sprite's sides are 1 to %d pixels", width, height,
			GW_SPRITE_SIDE_MAX);
	if (width != floor(width) || height != floor(height))
		return gw_fail(err, GW_EINVAL, "%g by %g pixels: a sprite has whole pixels", width,
			height);
	return GW_OK;
}

static enum gw_status read_svg(
	struct sprite *sprite, const struct gw_buf *file, struct gw_error *err)
{
	GError *fault = NULL;
	double width = 0, height = 0;
	enum gw_status st;
	unsigned i, k;

	sprite->svg =
		rsvg_handle_new_from_data((const guint8 *)file->data, (gsize)file->len, &fault);
	if (!sprite->svg) {
		st = gw_fail(err, GW_EINVAL, "not an SVG: %s",
			fault ? g_strchomp(fault->message) : "empty");
		g_clear_error(&fault);
		return st;
	}
	if (!rsvg_handle_get_intrinsic_size_in_pixels(sprite->svg, &width, &height))
		return gw_fail(err, GW_EINVAL, "the SVG has no width and height in pixels");
	st = check_sides(width, height, err);
	if (st)
		return st;
	sprite->width = (unsigned)width;
	sprite->height = (unsigned)height;
	for (i = 0; i < GW_SPRITE_SCALE_MAX; i++) {
		k = i + 1;
		sprite->pixels[i] = calloc((size_t)sprite->width * sprite->height * k * k, 4);
		if (!sprite->pixels[i])
			return gw_fail_nomem(err);
		if (!rasterise(sprite, sprite->pixels[i], sprite->width * k, sprite->height * k))
			return gw_fail(err, GW_EINVAL, "the SVG cannot be drawn");
	}
	return GW_OK;
}

/* Every pixel k times across and down. */
static uint32_t *enlarge(const struct gw_picture_rgba *picture, unsigned k)
{
	unsigned width = picture->width * k, height = picture->height * k, x, y;
	uint32_t *pixels = gw_alloc_array((size_t)width * height, sizeof *pixels);

	if (!pixels)
		return NULL;
	for (y = 0; y < height; y++)
		for (x = 0; x < width; x++)
			pixels[(size_t)y * width + x] = gw_rgba_premultiply(
				picture->pixels[(size_t)(y / k) * picture->width + x / k]);
	return pixels;
}

static enum gw_status read_png(
	struct sprite *sprite, const struct gw_buf *file, struct gw_error *err)
{
	struct gw_picture_rgba picture = {0};
	enum gw_status st;
	unsigned i;

	st = gw_png_decode(file->data, file->len, (size_t)GW_SPRITE_SIDE_MAX * GW_SPRITE_SIDE_MAX,
		&picture, err);
	if (st)
		return st;
	st = check_sides(picture.width, picture.height, err);
	sprite->width = picture.width;
	sprite->height = picture.height;
	for (i = 0; i < GW_SPRITE_SCALE_MAX && !st; i++) {
		sprite->pixels[i] = enlarge(&picture, i + 1);
		if (!sprite->pixels[i])
			st = gw_fail_nomem(err);
	}
	gw_picture_rgba_finish(&picture);
	return st;
}

static bool has_suffix(const char *name, const char *suffix)
{
	size_t n = strlen(name), m = strlen(suffix);

	return n > m && !strcmp(name + n - m, suffix);
}

/* Reads one file to a new item at the end; path is the folder's and the file's name. */
static enum gw_status add(
	struct gw_sprites *sprites, const char *path, const char *file_name, struct gw_error *err)
{
	struct sprite *sprite;
	struct gw_buf file;
	struct stat about;
	enum gw_status st;

	if (sprites->n == GW_SPRITES_MAX)
		return gw_fail(
			err, GW_EINVAL, "%s: a folder has up to %d sprites", path, GW_SPRITES_MAX);
	if (!gw_grow(&sprites->items, sprites->n, &sprites->capacity, sizeof *sprites->items))
		return gw_fail_nomem(err);
	if (!stat(path, &about) && !S_ISREG(about.st_mode)) /* a pipe would be waited for */
		return gw_fail(err, GW_EINVAL, "%s: not a file", path);
	if (!stat(path, &about) && about.st_size > (off_t)GW_SPRITE_FILE_MAX)
		return gw_fail(err, GW_EINVAL, "%s: a sprite's file has up to %zu bytes", path,
			GW_SPRITE_FILE_MAX);
	sprite = &sprites->items[sprites->n++];
	*sprite = (struct sprite){.name = strndup(file_name, strlen(file_name) - 4)};
	pthread_mutex_init(&sprite->lock, NULL);
	if (!sprite->name)
		return gw_fail_nomem(err);
	gw_buf_init(&file, GW_SPRITE_FILE_MAX);
	st = gw_file_read(&file, path, err);
	if (!st) {
		st = has_suffix(file_name, ".svg") ? read_svg(sprite, &file, err)
						   : read_png(sprite, &file, err);
		if (st)
			gw_fail_in(err, st, path);
	}
	gw_buf_finish(&file);
	return st;
}

static int is_sprite(const struct dirent *entry)
{
	return has_suffix(entry->d_name, ".svg") || has_suffix(entry->d_name, ".png");
}

/* By bytes, whatever the locale. */
static int compare_entries(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int compare_sprites(const void *x, const void *y)
{
	const struct sprite *a = x, *b = y;

	return strcmp(a->name, b->name);
}

static enum gw_status sort(struct gw_sprites *sprites, const char *folder, struct gw_error *err)
{
	size_t i;

	if (sprites->n)
		qsort(sprites->items, sprites->n, sizeof *sprites->items, compare_sprites);
	for (i = 1; i < sprites->n; i++)
		if (!strcmp(sprites->items[i - 1].name, sprites->items[i].name))
			return gw_fail(err, GW_EINVAL, "%s: there is both %s.png and %s.svg",
				folder, sprites->items[i].name, sprites->items[i].name);
	return GW_OK;
}

enum gw_status gw_sprites_open(struct gw_sprites **out, const char *folder, struct gw_error *err)
{
	struct gw_sprites *sprites;
	struct dirent **entries;
	enum gw_status st = GW_OK;
	char *path;
	int n, i;

	n = scandir(folder, &entries, is_sprite, compare_entries);
	if (n < 0)
		return gw_fail(err, errno == ENOENT ? GW_ENOTFOUND : GW_EIO, "%s: %s", folder,
			strerror(errno));
	sprites = calloc(1, sizeof *sprites);
	if (!sprites)
		st = gw_fail_nomem(err);
	for (i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;

		path = NULL;
		if (!st && asprintf(&path, "%s/%s", folder, name) < 0)
			st = gw_fail_nomem(err);
		if (!st) {
			st = add(sprites, path, name, err);
			free(path);
		}
		free(entries[i]);
	}
	free(entries);
	if (!st)
		st = sort(sprites, folder, err);
	if (st)
		gw_sprites_destroy(sprites);
	else
		*out = sprites;
	return st;
}

static int compare_name(const void *name, const void *sprite)
{
	return strcmp(name, ((const struct sprite *)sprite)->name);
}

uint32_t gw_sprites_find(const struct gw_sprites *sprites, const char *name)
{
	const struct sprite *found = NULL;

	if (sprites)
		found = bsearch(
			name, sprites->items, sprites->n, sizeof *sprites->items, compare_name);
	return found ? (uint32_t)(found - sprites->items) : GW_NO_SPRITE;
}

uint32_t gw_sprites_count(const struct gw_sprites *sprites)
{
	return (uint32_t)sprites->n;
}

const char *gw_sprites_name(const struct gw_sprites *sprites, uint32_t number)
{
	return sprites->items[number].name;
}

struct gw_bitmap gw_sprites_bitmap(
	const struct gw_sprites *sprites, uint32_t number, unsigned scale)
{
	const struct sprite *s = &sprites->items[number];

	return (struct gw_bitmap){s->pixels[scale - 1], s->width * scale, s->height * scale};
}

/* Draws the sprite from cr's (0, 0) on, width by height of cr's units large. */
static void draw_sprite(struct sprite *sprite, cairo_t *cr, double width, double height)
{
	cairo_surface_t *surface;

	if (sprite->svg) {
		draw_svg(sprite, cr, width, height);
		return;
	}
	surface = surface_of(sprite->pixels[0], sprite->width, sprite->height);
	cairo_scale(cr, width / sprite->width, height / sprite->height);
	cairo_set_source_surface(cr, surface, 0, 0);
	cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_BILINEAR);
	cairo_paint(cr);
	cairo_surface_destroy(surface);
}

void gw_sprites_draw(const struct gw_sprites *sprites, uint32_t number, cairo_t *cr, double x,
	double y, double scale)
{
	struct sprite *sprite = &sprites->items[number];

	cairo_save(cr);
	cairo_translate(cr, x, y);
	cairo_rectangle(cr, 0, 0, sprite->width * scale, sprite->height * scale);
	cairo_clip(cr); /* as the bitmaps are */
	draw_sprite(sprite, cr, sprite->width * scale, sprite->height * scale);
	cairo_restore(cr);
}

static bool is_vector(cairo_t *cr)
{
	return cairo_surface_get_type(cairo_get_target(cr)) != CAIRO_SURFACE_TYPE_IMAGE;
}

/* One repeat of the pattern, width by height pixels large. */
static cairo_surface_t *one_repeat(struct sprite *sprite, bool vector, double width, double height)
{
	cairo_rectangle_t all = {0, 0, width, height};
	cairo_surface_t *surface;
	cairo_t *cr;
	int scale;

	for (scale = 1; scale <= GW_SPRITE_SCALE_MAX && !vector; scale++)
		if (width == sprite->width * scale && height == sprite->height * scale)
			return surface_of(
				sprite->pixels[scale - 1], (unsigned)width, (unsigned)height);
	surface = vector ? cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, &all)
			 : cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)width, (int)height);
	cr = cairo_create(surface);
	draw_sprite(sprite, cr, width, height);
	cairo_destroy(cr);
	return surface;
}

void gw_sprites_spread(const struct gw_sprites *sprites, uint32_t number, cairo_t *cr,
	const struct gw_view *view, double opacity)
{
	struct sprite *sprite = &sprites->items[number];
	/* whole pixels or points, so that each repeat is like the other: PDFs cut it to these */
	double width = fmax(1, round(sprite->width * view->pen)), x, y;
	double height = fmax(1, round(sprite->height * view->pen));
	bool vector = is_vector(cr);
	cairo_surface_t *surface;

	x = fmod(view->origin.x * view->scale, width);
	y = fmod(view->origin.y * view->scale, height);
	if (!vector) {
		x = round(x);
		y = round(y);
	}
	surface = one_repeat(sprite, vector, width, height);
	cairo_set_source_surface(cr, surface, -x, -y);
	cairo_pattern_set_extend(cairo_get_source(cr), CAIRO_EXTEND_REPEAT);
	cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_NEAREST);
	cairo_paint_with_alpha(cr, opacity);
	cairo_set_source_rgb(cr, 0, 0, 0); /* lets go of the surface */
	cairo_surface_destroy(surface);
}
