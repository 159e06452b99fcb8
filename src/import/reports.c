/* SPDX-License-Identifier: Apache-2.0 */
#include "import/reports.h"

#include "base/buf.h"
#include "base/csv.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/parse.h"
#include "base/utf8.h"
#include "import/shapes.h"
#include "import/source.h"
#include "store/divisions.h"
#include "store/reports.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define RAW_FEATURE_MAX ((size_t)64 << 20)
#define REJECTS_MAX	((size_t)4 << 30)

/* A division of the database, loaded when a report first needs it. */
struct known_division {
	struct gw_division_info info;
	struct gw_division *division;
};

struct reports_import {
	const struct gw_reports_options *options;
	struct gw_reports_result *result;
	struct gw_store *store;
	struct gw_report_writer *writer;
	struct gw_crs *crs;
	struct known_division *divisions;
	size_t num_divisions;
	struct gw_buf rejects;
};

/* One row as read; texts may be NULL. */
struct report_row {
	uint64_t number;
	const char *id, *time, *lon, *lat, *category, *source, *description;
	bool has_xy; /* x and y are numbers already: a feature's point */
	double x, y;
	const char *raw; /* as it goes to the rejects, in CSV */
	size_t raw_len;
};

static bool is_blank(const char *text)
{
	return !text || !*text;
}

static bool parse_coordinate(const char *text, const char *what, double *out, struct gw_error *why)
{
	if (is_blank(text))
		gw_fail(why, GW_EINVAL, "no %s", what);
	else if (!gw_parse_double(text, strlen(text), out))
		gw_fail(why, GW_EINVAL, "%s \"%.40s\" is not a number", what, text);
	else
		return true;
	return false;
}

/* The row's place; where it has none, why says so. */
static bool find_place(struct reports_import *im, struct report_row *row, struct gw_lonlat *place,
	struct gw_error *why)
{
	if (!row->has_xy &&
		(!parse_coordinate(row->lon, "longitude", &row->x, why) ||
			!parse_coordinate(row->lat, "latitude", &row->y, why)))
		return false;
	if (im->options->reject_null_island && row->x == 0 && row->y == 0)
		gw_fail(why, GW_EINVAL, "coordinates are 0, 0");
	else if (gw_crs_point_to_lonlat(im->crs, row->x, row->y, place))
		return true;
	else if (row->lat && !(row->y >= -90 && row->y <= 90))
		gw_fail(why, GW_EINVAL, "latitude \"%.40s\" is outside -90 to 90", row->lat);
	else if (row->lon && !(row->x >= -180 && row->x <= 180))
		gw_fail(why, GW_EINVAL, "longitude \"%.40s\" is outside -180 to 180", row->lon);
	else
		gw_fail(why, GW_EINVAL, "%.10g %.10g is no place on earth in %s", row->x, row->y,
			gw_crs_name(im->crs));
	return false;
}

static bool read_report(struct reports_import *im, struct report_row *row, struct gw_report *report,
	struct gw_error *why)
{
	*report = (struct gw_report){
		.code = is_blank(row->id) ? NULL : row->id,
		.category = row->category,
		.source = row->source,
		.description = row->description,
	};
	if (!find_place(im, row, &report->place, why))
		return false;
	if (is_blank(row->time))
		gw_fail(why, GW_EINVAL, "no time");
	else if (!gw_time_parse(row->time, im->options->time_format, gw_store_zone(im->store),
			 &report->time))
		gw_fail(why, GW_EINVAL, "time \"%.60s\" cannot be read", row->time);
	else
		return true;
	return false;
}

static void reject(struct reports_import *im, const struct report_row *row, const char *reason)
{
	im->result->rejected++;
	if (im->options->on_reject)
		im->options->on_reject(im->options->context, row->number, reason);
	gw_buf_printf(&im->rejects, "%llu,", (unsigned long long)row->number);
	gw_csv_append(&im->rejects, reason, strlen(reason));
	gw_buf_puts(&im->rejects, ",");
	gw_buf_append(&im->rejects, row->raw, row->raw_len);
	gw_buf_puts(&im->rejects, "\n");
}

static enum gw_status assign(struct reports_import *im, int64_t id, const struct gw_report *report,
	bool *inside, struct gw_error *err)
{
	gw_date day = gw_time_date(report->time, gw_store_zone(im->store));
	enum gw_status st = GW_OK;
	size_t i;

	*inside = false;
	for (i = 0; i < im->num_divisions && !st; i++) {
		struct known_division *d = &im->divisions[i];
		gw_cell_id cell;

		if (day < d->info.valid_from || day >= d->info.valid_to)
			continue;
		if (!d->division)
			st = gw_store_load_division(im->store, &d->info, &d->division, err);
		cell = st ? GW_OUTSIDE : gw_locator_cell(d->division->locator, report->place);
		if (cell == GW_OUTSIDE)
			continue;
		*inside = true;
		st = gw_report_writer_assign(im->writer, id, d->info.scheme_id,
			d->division->units->items[d->division->units->of_cell[cell]].key, err);
	}
	return st;
}

static enum gw_status take_row(
	struct reports_import *im, struct report_row *row, struct gw_error *err)
{
	struct gw_report report;
	struct gw_error why;
	enum gw_status st;
	bool inside;
	int64_t id;

	im->result->rows++;
	if (!read_report(im, row, &report, &why)) {
		reject(im, row, why.text);
		return GW_OK;
	}
	st = gw_report_writer_add(im->writer, &report, &id, err);
	if (st == GW_EEXISTS) {
		reject(im, row, err->text);
		return GW_OK;
	}
	if (!st)
		st = assign(im, id, &report, &inside, err);
	if (!st) {
		im->result->stored++;
		im->result->outside += !inside;
	}
	return st;
}

/* The columns of a CSV file, -1 where there is none. */
struct columns {
	int id, time, lon, lat, category, source, description;
};

static enum gw_status find_column(const struct gw_csv_row *header, const char *path,
	const char *wanted, const char *const *usual, int *column, struct gw_error *err)
{
	struct gw_buf names;
	enum gw_status st;
	size_t i;

	*column = -1;
	for (i = 0; !wanted && usual[i] && *column < 0; i++)
		*column = gw_csv_column(header, usual[i]);
	if (!wanted)
		return GW_OK;
	*column = gw_csv_column(header, wanted);
	if (*column >= 0)
		return GW_OK;
	gw_buf_init(&names, GW_ERROR_TEXT_MAX);
	for (i = 0; i < header->n; i++)
		gw_buf_printf(&names, "%s%s", i ? ", " : "", header->fields[i]);
	st = gw_fail(err, GW_ENOTFOUND, "%s: no column \"%s\"; there are: %s", path, wanted,
		gw_buf_cstr(&names) ? gw_buf_cstr(&names) : "");
	gw_buf_finish(&names);
	return st;
}

/* Column names that need no option. */
static const char *const usual_id[] = {"id", "code", NULL};
static const char *const usual_time[] = {"time", "datetime", "timestamp", NULL};
static const char *const usual_lon[] = {"lon", "longitude", "lng", "Longitude", NULL};
static const char *const usual_lat[] = {"lat", "latitude", "Latitude", NULL};
static const char *const usual_category[] = {"category", NULL};
static const char *const usual_source[] = {"source", NULL};
static const char *const usual_description[] = {"description", NULL};

static enum gw_status find_columns(const struct gw_reports_options *options,
	const struct gw_csv_row *header, struct columns *c, struct gw_error *err)
{
	const struct gw_report_fields *f = &options->fields;
	const struct {
		const char *wanted;
		const char *const *usual;
		int *column;
	} list[] = {
		{f->id, usual_id, &c->id},
		{f->time, usual_time, &c->time},
		{f->lon, usual_lon, &c->lon},
		{f->lat, usual_lat, &c->lat},
		{f->category, usual_category, &c->category},
		{f->source, usual_source, &c->source},
		{f->description, usual_description, &c->description},
	};
	enum gw_status st = GW_OK;
	size_t i;

	for (i = 0; i < sizeof list / sizeof *list && !st; i++)
		st = find_column(header, options->file.path, list[i].wanted, list[i].usual,
			list[i].column, err);
	if (!st && (c->time < 0 || c->lon < 0 || c->lat < 0))
		/*
		 * Asking for the usual name by name makes the message list the columns there are.
		 */
		st = find_column(header, options->file.path,
			c->time < 0	     ? usual_time[0]
				: c->lon < 0 ? usual_lon[0]
					     : usual_lat[0],
			usual_time, &c->time, err);
	return st;
}

static const char *field_of(const struct gw_csv_row *row, int column)
{
	return column >= 0 && (size_t)column < row->n ? row->fields[column] : NULL;
}

static void begin_rejects(struct reports_import *im, const char *columns, size_t len)
{
	gw_buf_puts(&im->rejects, "row,reason,");
	gw_buf_append(&im->rejects, columns, len);
	gw_buf_puts(&im->rejects, "\n");
}

/* Whether a row has the header's width and is text; otherwise why says what it is. */
static bool is_sound_row(
	const struct gw_csv_row *row, size_t width, const char *encoding, struct gw_error *why)
{
	if (row->n != width)
		gw_fail(why, GW_EINVAL, "it has %zu fields, the header has %zu", row->n, width);
	else if (row->garbled && memchr(row->raw, '\0', row->raw_len))
		gw_fail(why, GW_EINVAL, "it has a NUL byte");
	else if (row->garbled)
		gw_fail(why, GW_EINVAL, "it is no text in %s", encoding);
	else if (!encoding && !gw_utf8_is_valid(row->raw, row->raw_len))
		gw_fail(why, GW_EINVAL, "it is not UTF-8; --encoding says in what it is written");
	else
		return true;
	return false;
}

static enum gw_status import_csv_rows(
	struct reports_import *im, struct gw_csv_reader *reader, struct gw_error *err)
{
	const struct gw_reports_options *options = im->options;
	const struct gw_csv_row *row;
	struct gw_error why;
	struct columns c;
	enum gw_status st;
	size_t width;

	st = gw_csv_read(reader, &row, err);
	if (!st && !row)
		st = gw_fail(err, GW_EINVAL, "%s: it is empty", options->file.path);
	if (!st)
		st = find_columns(options, row, &c, err);
	if (st)
		return st;
	width = row->n;
	begin_rejects(im, row->raw, row->raw_len);
	for (;;) {
		st = gw_csv_read(reader, &row, err);
		if (st || !row)
			return st;
		struct report_row r = {
			.number = row->line,
			.id = field_of(row, c.id),
			.time = field_of(row, c.time),
			.lon = field_of(row, c.lon),
			.lat = field_of(row, c.lat),
			.category = field_of(row, c.category),
			.source = field_of(row, c.source),
			.description = field_of(row, c.description),
			.raw = row->raw,
			.raw_len = row->raw_len,
		};

		if (!is_sound_row(row, width, options->file.encoding, &why)) {
			im->result->rows++;
			reject(im, &r, why.text);
			continue;
		}
		st = take_row(im, &r, err);
		if (st)
			return st;
		gw_progress_show(options->file.progress, "reports", im->result->rows, 0);
	}
}

static enum gw_status import_csv(struct reports_import *im, struct gw_error *err)
{
	const struct gw_file_options *file = &im->options->file;
	struct gw_csv_reader *reader;
	enum gw_status st;
	int fd;

	st = gw_choose_crs(&im->crs, file, NULL, err);
	if (st)
		return st;
	fd = open(file->path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return gw_fail(err, errno == ENOENT ? GW_ENOTFOUND : GW_EIO, "%s: %s", file->path,
			strerror(errno));
	st = gw_csv_reader_create(&reader, fd, file->path, file->encoding, err);
	if (!st) {
		st = import_csv_rows(im, reader, err);
		gw_csv_reader_destroy(reader);
	}
	close(fd);
	return st;
}

static enum gw_status find_source_field(const struct gw_source *source, const char *wanted,
	const char *const *usual, int *field, struct gw_error *err)
{
	size_t i;

	*field = -1;
	if (wanted)
		return gw_source_field(source, wanted, field, err);
	for (i = 0; usual[i] && *field < 0; i++)
		(void)gw_source_field(source, usual[i], field, NULL); /* -1 is an answer too */
	return GW_OK;
}

/* Writes all fields of a feature, and its point, as one CSV row. */
static void write_raw(struct gw_buf *raw, struct gw_source *source, const struct report_row *r)
{
	int i, n = gw_source_num_fields(source);

	gw_buf_clear(raw);
	for (i = 0; i < n; i++) {
		const char *text = gw_source_text(source, i);

		gw_csv_append(raw, text ? text : "", text ? strlen(text) : 0);
		gw_buf_puts(raw, ",");
	}
	if (r->has_xy)
		gw_buf_printf(raw, "%.10g,%.10g", r->x, r->y);
	else
		gw_buf_puts(raw, ",");
}

static void begin_source_rejects(
	struct reports_import *im, struct gw_source *source, struct gw_buf *raw)
{
	int i, n = gw_source_num_fields(source);

	for (i = 0; i < n; i++) {
		const char *name = gw_source_field_name(source, i);

		gw_csv_append(raw, name, strlen(name));
		gw_buf_puts(raw, ",");
	}
	gw_buf_puts(raw, "x,y");
	begin_rejects(im, raw->data, raw->len);
}

/* A feature's texts live only until the next is asked for, so each is copied. */
static const char *take_text(struct gw_source *source, int field, char **copy)
{
	const char *text = gw_source_text(source, field);

	free(*copy);
	*copy = text ? strdup(text) : NULL;
	return *copy;
}

static enum gw_status import_features(struct reports_import *im, struct gw_source *source,
	const struct columns *c, struct gw_buf *raw, struct gw_error *err)
{
	char *copies[5] = {0};
	enum gw_status st;
	bool there;
	size_t i;

	begin_source_rejects(im, source, raw);
	for (;;) {
		st = gw_source_next(source, &there, err);
		if (st || !there)
			break;
		struct report_row r = {
			.number = gw_source_number(source),
			.id = take_text(source, c->id, &copies[0]),
			.time = take_text(source, c->time, &copies[1]),
			.category = take_text(source, c->category, &copies[2]),
			.source = take_text(source, c->source, &copies[3]),
			.description = take_text(source, c->description, &copies[4]),
		};

		r.has_xy = gw_source_point(source, &r.x, &r.y);
		write_raw(raw, source, &r);
		if (!gw_buf_ok(raw)) {
			st = gw_fail(err, GW_ENOMEM, "%s: feature %llu is larger than %zu bytes",
				im->options->file.path, (unsigned long long)r.number, raw->max);
			break;
		}
		r.raw = raw->data;
		r.raw_len = raw->len;
		st = take_row(im, &r, err);
		if (st)
			break;
		gw_progress_show(im->options->file.progress, "reports", im->result->rows,
			gw_source_count(source));
	}
	for (i = 0; i < sizeof copies / sizeof *copies; i++)
		free(copies[i]);
	return st;
}

static enum gw_status import_source(struct reports_import *im, struct gw_error *err)
{
	const struct gw_file_options *file = &im->options->file;
	const struct gw_report_fields *f = &im->options->fields;
	struct gw_source *source;
	struct columns c;
	struct gw_buf raw;
	enum gw_status st;

	st = gw_source_open(&source, file->path, file->layer, file->encoding, err);
	if (st)
		return st;
	gw_buf_init(&raw, RAW_FEATURE_MAX);
	st = gw_choose_crs(&im->crs, file, gw_source_crs(source), err);
	if (!st)
		st = find_source_field(source, f->id, usual_id, &c.id, err);
	if (!st)
		st = find_source_field(source, f->time, usual_time, &c.time, err);
	if (!st && c.time < 0)
		st = gw_source_field(source, usual_time[0], &c.time, err);
	if (!st)
		st = find_source_field(source, f->category, usual_category, &c.category, err);
	if (!st)
		st = find_source_field(source, f->source, usual_source, &c.source, err);
	if (!st)
		st = find_source_field(
			source, f->description, usual_description, &c.description, err);
	if (!st)
		st = import_features(im, source, &c, &raw, err);
	gw_buf_finish(&raw);
	gw_source_close(source);
	return st;
}

static enum gw_status list_divisions(struct reports_import *im, struct gw_error *err)
{
	struct gw_division_info *list;
	enum gw_status st;
	size_t i, n;

	st = gw_store_list_divisions(im->store, &list, &n, err);
	if (st)
		return st;
	im->divisions = calloc(n + 1, sizeof *im->divisions);
	if (!im->divisions)
		st = gw_fail_nomem(err);
	for (i = 0; i < n && !st; i++)
		im->divisions[i].info = list[i];
	im->num_divisions = st ? 0 : n;
	free(list);
	return st;
}

static bool is_csv(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot && !strcasecmp(dot, ".csv");
}

/* Between begin and commit: what was rejected is on disk before what was stored. */
static enum gw_status import_all(struct reports_import *im, struct gw_error *err)
{
	const struct gw_reports_options *options = im->options;
	enum gw_status st;

	st = list_divisions(im, err);
	if (!st)
		st = gw_report_writer_create(&im->writer, im->store, err);
	if (!st)
		st = is_csv(options->file.path) ? import_csv(im, err) : import_source(im, err);
	if (!st && !gw_buf_ok(&im->rejects))
		st = gw_fail_nomem(err);
	if (!st && options->rejects)
		st = gw_file_replace(options->rejects, im->rejects.data, im->rejects.len, err);
	return st;
}

enum gw_status gw_import_reports(struct gw_store *store, const struct gw_reports_options *options,
	struct gw_reports_result *result, struct gw_error *err)
{
	struct reports_import im = {.options = options, .result = result, .store = store};
	enum gw_status st;
	size_t i;

	*result = (struct gw_reports_result){0};
	gw_buf_init(&im.rejects, REJECTS_MAX);
	st = gw_store_begin(store, err);
	if (!st)
		st = import_all(&im, err);
	gw_report_writer_destroy(im.writer); /* an open statement would hold up the commit */
	if (!st)
		st = gw_store_commit(store, err);
	if (st)
		gw_store_rollback(store);
	for (i = 0; i < im.num_divisions; i++)
		gw_division_destroy(im.divisions[i].division);
	free(im.divisions);
	gw_crs_destroy(im.crs);
	gw_buf_finish(&im.rejects);
	return st;
}
