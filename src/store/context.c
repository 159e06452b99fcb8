/* SPDX-License-Identifier: Apache-2.0 */
#include "store/context.h"

#include "base/mem.h"
#include "store/db.h"
#include "store/geometry.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct gw_context_writer {
	struct gw_store *store;
	char kind[GW_KIND_MAX + 1];
	sqlite3_stmt *insert;
};

enum gw_status gw_context_writer_create(struct gw_context_writer **out, struct gw_store *store,
	const char *kind, struct gw_error *err)
{
	size_t len = strspn(kind, "abcdefghijklmnopqrstuvwxyz_-");
	struct gw_context_writer *w;
	enum gw_status st;

	if (!len || len > GW_KIND_MAX || kind[len])
		return gw_fail(err, GW_EINVAL,
			"\"%s\" is no kind: it is 1 to %d characters of a to z, _ and -", kind,
			GW_KIND_MAX);
	w = calloc(1, sizeof *w);
	if (!w)
		return gw_fail_nomem(err);
	w->store = store;
	memcpy(w->kind, kind, len);
	st = gw_db_query(store, &w->insert, err,
		"INSERT INTO context (kind, class, name, name_en, geom) VALUES (?, ?, ?, ?, ?)",
		"");
	if (st)
		gw_context_writer_destroy(w);
	else
		*out = w;
	return st;
}

void gw_context_writer_destroy(struct gw_context_writer *w)
{
	if (!w)
		return;
	sqlite3_finalize(w->insert);
	free(w);
}

enum gw_status gw_context_writer_add(
	struct gw_context_writer *w, const struct gw_context_row *row, struct gw_error *err)
{
	unsigned char *blob;
	enum gw_status st;
	bool there;
	int len;

	st = gw_geometry_from_pieces(row, &blob, &len, err);
	if (st)
		return st;
	st = gw_db_bind(
		w->store, w->insert, err, "ssss", w->kind, row->class, row->name, row->name_en);
	if (!st && sqlite3_bind_blob(w->insert, 5, blob, len, SQLITE_STATIC))
		st = gw_db_fail(w->store, err);
	if (!st)
		st = gw_db_step(w->store, w->insert, &there, err);
	sqlite3_reset(w->insert);
	free(blob);
	return st;
}

enum gw_status gw_store_count_context(
	struct gw_store *store, const char *kind, uint64_t *n, struct gw_error *err)
{
	enum gw_status st;
	int64_t count;

	st = gw_db_int(
		store, &count, err, "SELECT count(*) FROM context WHERE kind = ?", "s", kind);
	if (!st)
		*n = (uint64_t)count;
	return st;
}

enum gw_status gw_store_clear_context(
	struct gw_store *store, const char *kind, struct gw_error *err)
{
	return gw_db_exec(store, err, "DELETE FROM context WHERE kind = ?", "s", kind);
}

/* A context in the making. */
struct loading {
	struct gw_context *context;
	size_t cap_features, cap_points, cap_parts;
	sqlite3_stmt *row; /* kind, class, name, name_en, geom, id */
	bool begun; /* the row has a feature already, the last one */
};

/* False when memory ends. */
static bool copy_column(struct loading *l, int column, const char **out)
{
	const char *text = (const char *)sqlite3_column_text(l->row, column);

	*out = text ? strdup(text) : NULL;
	return *out || sqlite3_column_type(l->row, column) == SQLITE_NULL;
}

static bool begin_feature(struct loading *l, enum gw_feature_shape shape)
{
	struct gw_context *c = l->context;
	struct gw_context_feature *f;

	if (!gw_grow(&c->features, c->num_features, &l->cap_features, sizeof *c->features))
		return false;
	f = &c->features[c->num_features++];
	*f = (struct gw_context_feature){
		.shape = shape,
		.first_part = c->num_parts,
		.box = {{INFINITY, INFINITY}, {-INFINITY, -INFINITY}},
	};
	l->begun = true;
	return copy_column(l, 0, &f->kind) && copy_column(l, 1, &f->class) &&
		copy_column(l, 2, &f->name) && copy_column(l, 3, &f->name_en);
}

static bool add_point(struct loading *l, struct gw_world_box *box, struct gw_lonlat p)
{
	struct gw_context *c = l->context;
	struct gw_world w = gw_world_from_lonlat(p);

	if (!gw_grow(&c->points, c->num_points, &l->cap_points, sizeof *c->points))
		return false;
	c->points[c->num_points++] = w;
	box->min.x = fmin(box->min.x, w.x);
	box->min.y = fmin(box->min.y, w.y);
	box->max.x = fmax(box->max.x, w.x);
	box->max.y = fmax(box->max.y, w.y);
	return true;
}

/* Notes where the next part begins; the first time, that is 0. */
static bool mark_part(struct loading *l)
{
	struct gw_context *c = l->context;

	if (!gw_grow(&c->part_first, c->num_parts, &l->cap_parts, sizeof *c->part_first))
		return false;
	c->part_first[c->num_parts] = c->num_points;
	return true;
}

/* What another program wrote with too few points to be drawn is passed over. */
static enum gw_status add_part(void *loading, enum gw_feature_shape shape,
	const struct gw_lonlat *points, size_t n, struct gw_error *err)
{
	static const size_t fewest[] = {
		[GW_SHAPE_POINT] = 1, [GW_SHAPE_LINE] = 2, [GW_SHAPE_POLYGON] = 3};
	struct loading *l = loading;
	struct gw_context *c = l->context;
	struct gw_context_feature *f;
	size_t i;

	if (shape == GW_SHAPE_POLYGON && n && gw_lonlat_equal(points[0], points[n - 1]))
		n--;
	if (n < fewest[shape])
		return GW_OK;
	if ((!l->begun || c->features[c->num_features - 1].shape != shape) &&
		!begin_feature(l, shape))
		return gw_fail_nomem(err);
	f = &c->features[c->num_features - 1];
	for (i = 0; i < n; i++)
		if (!add_point(l, &f->box, points[i]))
			return gw_fail_nomem(err);
	f->num_parts++;
	c->num_parts++;
	return mark_part(l) ? GW_OK : gw_fail_nomem(err);
}

static enum gw_status load_rows(struct gw_store *store, struct loading *l, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	char place[64];
	bool there;

	while (!st) {
		st = gw_db_step(store, l->row, &there, err);
		if (st || !there)
			return st;
		l->begun = false;
		st = gw_geometry_visit(sqlite3_column_blob(l->row, 4),
			sqlite3_column_bytes(l->row, 4), add_part, l, err);
	}
	snprintf(place, sizeof place, "context %lld", (long long)sqlite3_column_int64(l->row, 5));
	gw_fail_in(err, st, place);
	return gw_fail_in(err, st, store->path);
}

enum gw_status gw_store_load_context(
	struct gw_store *store, struct gw_context **out, struct gw_error *err)
{
	struct loading l = {.context = calloc(1, sizeof *l.context)};
	enum gw_status st;

	if (!l.context || !mark_part(&l)) {
		gw_context_destroy(l.context);
		return gw_fail_nomem(err);
	}
	st = gw_db_query(store, &l.row, err,
		"SELECT kind, class, name, name_en, geom, id FROM context ORDER BY id", "");
	if (!st)
		st = load_rows(store, &l, err);
	sqlite3_finalize(l.row);
	if (st)
		gw_context_destroy(l.context);
	else
		*out = l.context;
	return st;
}
