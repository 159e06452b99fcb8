/* SPDX-License-Identifier: Apache-2.0 */
#include "import/context.h"

#include "base/mem.h"
#include "import/shapes.h"
#include "store/context.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* SQLite takes a thousand million bytes a row, SpatiaLite 16 a point. */
#define POINTS_MAX ((size_t)1 << 25)

struct context_import {
	const struct gw_context_options *options;
	struct gw_context_result *result;
	struct gw_source *source;
	struct gw_crs *crs;
	struct gw_context_writer *writer;
	int class, name, name_en; /* fields, -1 for those not wanted */
	/* The feature at hand, as far as it was taken. */
	struct gw_piece *pieces;
	size_t num_pieces, cap_pieces;
	struct gw_lonlat *points;
	bool *ok; /* which of the points last read are places */
	size_t num_points, cap_points, cap_ok;
	size_t num_seen; /* pieces, taken or not */
	bool exterior_taken; /* the last one */
};

static bool make_room(struct context_import *im, size_t n)
{
	while (im->cap_points < im->num_points + n)
		if (!gw_grow(&im->points, im->cap_points, &im->cap_points, sizeof *im->points))
			return false;
	while (im->cap_ok < n)
		if (!gw_grow(&im->ok, im->cap_ok, &im->cap_ok, sizeof *im->ok))
			return false;
	return true;
}

/* Takes out points that repeat the one before, and returns how many are left. */
static size_t without_repeats(struct gw_lonlat *points, size_t n)
{
	size_t i, kept = 0;

	for (i = 0; i < n; i++)
		if (!kept || !gw_lonlat_equal(points[i], points[kept - 1]))
			points[kept++] = points[i];
	return kept;
}

/* Whether a shape can be drawn: whether so many of the points are distinct as it takes. */
static bool has_extent(enum gw_feature_shape shape, const struct gw_lonlat *points, size_t n)
{
	size_t i;

	if (shape == GW_SHAPE_POINT)
		return n > 0;
	if (shape == GW_SHAPE_LINE)
		return n > 1; /* neighbours differ */
	for (i = 2; i < n; i++)
		if (!gw_lonlat_equal(points[i], points[0]) &&
			!gw_lonlat_equal(points[i], points[1]))
			return true;
	return false;
}

/* The canonical points of a piece, behind those that are there. */
static enum gw_status read_points(
	struct context_import *im, const struct gw_source_piece *p, struct gw_error *err)
{
	size_t i;

	if (p->n > POINTS_MAX - im->num_points)
		return gw_fail(err, GW_EINVAL, "it has more than %zu points", POINTS_MAX);
	if (!make_room(im, p->n + 1)) /* never none: there may be no points to count from */
		return gw_fail_nomem(err);
	if (gw_crs_to_lonlat(im->crs, p->x, p->y, p->n, im->points + im->num_points, im->ok) ==
		p->n)
		return GW_OK;
	for (i = 0; im->ok[i]; i++)
		;
	return gw_fail(err, GW_EINVAL, "vertex %zu (%.10g %.10g) is no place on earth in %s", i + 1,
		p->x[i], p->y[i], gw_crs_name(im->crs));
}

/* A piece without extent is left out, and so are the holes of an exterior that was. */
static enum gw_status take_piece(
	void *context, const struct gw_source_piece *p, struct gw_error *err)
{
	struct context_import *im = context;
	bool ring = p->shape == GW_SHAPE_POLYGON, taken;
	struct gw_lonlat *points;
	enum gw_status st;
	size_t n;

	im->num_seen++;
	st = read_points(im, p, err);
	if (st)
		return st;
	points = im->points + im->num_points;
	n = p->n;
	if (ring && n && !gw_lonlat_equal(points[0], points[n - 1]))
		return gw_fail(err, GW_EINVAL, "a ring does not end where it began (%.10g %.10g)",
			p->x[0], p->y[0]);
	n = without_repeats(points, n);
	if (ring && n > 1)
		n--;
	taken = has_extent(p->shape, points, n) && (!p->hole || im->exterior_taken);
	if (ring && !p->hole)
		im->exterior_taken = taken;
	if (!taken)
		return GW_OK;
	if (!gw_grow(&im->pieces, im->num_pieces, &im->cap_pieces, sizeof *im->pieces))
		return gw_fail_nomem(err);
	im->pieces[im->num_pieces++] = (struct gw_piece){p->shape, p->hole, im->num_points, n};
	im->num_points += n;
	return GW_OK;
}

static enum gw_status read_geometry(struct context_import *im, struct gw_error *err)
{
	enum gw_status st;

	im->num_pieces = im->num_points = im->num_seen = 0;
	st = gw_source_pieces(im->source, take_piece, im, err);
	if (!st && !im->num_pieces)
		st = gw_fail(err, GW_EINVAL, "it has no extent: too few distinct points");
	return st;
}

static void tell(const struct context_import *im, bool rejected, const char *reason)
{
	const struct gw_context_options *o = im->options;

	if (o->on_fault)
		o->on_fault(o->context, gw_source_number(im->source), rejected, reason);
}

static void tell_incomplete(struct context_import *im)
{
	char reason[96];

	im->result->incomplete++;
	snprintf(reason, sizeof reason, "parts that have too few distinct points: %zu of %zu",
		im->num_seen - im->num_pieces, im->num_seen);
	tell(im, false, reason);
}

/* A feature's text lives only until the next is asked for. */
static enum gw_status copy_text(
	struct context_import *im, int field, char **copy, struct gw_error *err)
{
	const char *text = gw_source_text(im->source, field);

	*copy = text ? strdup(text) : NULL;
	return text && !*copy ? gw_fail_nomem(err) : GW_OK;
}

static enum gw_status store_feature(struct context_import *im, struct gw_error *err)
{
	char *class = NULL, *name = NULL, *name_en = NULL;
	enum gw_status st;

	st = copy_text(im, im->class, &class, err);
	if (!st)
		st = copy_text(im, im->name, &name, err);
	if (!st)
		st = copy_text(im, im->name_en, &name_en, err);
	if (!st)
		st = gw_context_writer_add(im->writer,
			&(struct gw_context_row){
				class, name, name_en, im->pieces, im->num_pieces, im->points},
			err);
	free(class);
	free(name);
	free(name_en);
	return st;
}

static enum gw_status take_feature(struct context_import *im, struct gw_error *err)
{
	struct gw_context_result *result = im->result;
	struct gw_error why;
	enum gw_status st;

	result->features++;
	st = read_geometry(im, &why);
	if (st == GW_EINVAL) {
		result->rejected++;
		tell(im, true, why.text);
		return GW_OK;
	}
	if (st)
		return gw_fail(err, st, "%s: feature %llu: %s", im->options->file.path,
			(unsigned long long)gw_source_number(im->source), why.text);
	st = store_feature(im, err);
	if (st)
		return st;
	result->stored++;
	if (im->num_pieces < im->num_seen)
		tell_incomplete(im);
	return GW_OK;
}

static enum gw_status take_features(struct context_import *im, struct gw_error *err)
{
	const struct gw_file_options *file = &im->options->file;
	uint64_t total = gw_source_count(im->source);
	enum gw_status st;
	bool there;

	for (;;) {
		st = gw_source_next(im->source, &there, err);
		if (!st && there)
			st = take_feature(im, err);
		if (st || !there)
			break;
		gw_progress_show(file->progress, "features", im->result->features, total);
	}
	if (!st && !im->result->stored)
		st = im->result->features
			? gw_fail(err, GW_EINVAL,
				  "%s: nothing imported, none of its features "
				  "can be taken",
				  file->path)
			: gw_fail(err, GW_EINVAL, "%s: there are no features in it", file->path);
	return st;
}

static enum gw_status find_field(
	const struct gw_source *source, const char *name, int *number, struct gw_error *err)
{
	*number = -1;
	return name ? gw_source_field(source, name, number, err) : GW_OK;
}

static enum gw_status open_source(struct context_import *im, struct gw_error *err)
{
	const struct gw_context_options *o = im->options;
	enum gw_status st;

	st = gw_source_open(&im->source, o->file.path, o->file.layer, o->file.encoding, err);
	if (!st)
		st = gw_choose_crs(&im->crs, &o->file, gw_source_crs(im->source), err);
	if (!st)
		st = find_field(im->source, o->class, &im->class, err);
	if (!st)
		st = find_field(im->source, o->name, &im->name, err);
	if (!st)
		st = find_field(im->source, o->name_en, &im->name_en, err);
	return st;
}

/* Within a transaction. */
static enum gw_status replace_kind(
	struct context_import *im, struct gw_store *store, struct gw_error *err)
{
	const char *kind = im->options->kind;
	enum gw_status st = GW_OK;

	if (!im->options->append) {
		st = gw_store_count_context(store, kind, &im->result->replaced, err);
		if (!st)
			st = gw_store_clear_context(store, kind, err);
	}
	return st ? st : take_features(im, err);
}

enum gw_status gw_import_context(struct gw_store *store, const struct gw_context_options *options,
	struct gw_context_result *result, struct gw_error *err)
{
	struct context_import im = {.options = options, .result = result};
	enum gw_status st;

	*result = (struct gw_context_result){0};
	st = gw_context_writer_create(&im.writer, store, options->kind, err);
	if (!st)
		st = open_source(&im, err);
	if (st)
		goto out;
	st = gw_store_begin(store, err);
	if (st)
		goto out;
	st = replace_kind(&im, store, err);
	if (!st)
		st = gw_store_commit(store, err);
	if (st)
		gw_store_rollback(store);
out:
	gw_context_writer_destroy(im.writer);
	gw_crs_destroy(im.crs);
	gw_source_close(im.source);
	free(im.pieces);
	free(im.points);
	free(im.ok);
	return st;
}
