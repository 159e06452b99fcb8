/* SPDX-License-Identifier: Apache-2.0 */
#include "service/locate_text.h"

#include "base/buf.h"
#include "base/csv.h"
#include "base/mem.h"
#include "base/parse.h"
#include "base/threads.h"
#include "geo/crs.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BATCH 1024

/* A piece of the text that one thread does at a time. */
#define CHUNK ((size_t)256 << 10)

/* What a chunk may grow to: a path is longer than a point. */
#define CHUNK_OUT_MAX ((size_t)256 << 20)

/* A line as JSON is shorter; what it may grow to in memory is bounded. */
#define LINE_MAX_BYTES ((size_t)4096)

/* One text: lines, cut into chunks at their ends. */
struct run {
	const struct gw_locate_text *job;
	const char *text;
	size_t len, num_chunks;
	bool is_csv;
	size_t x_column, y_column, num_columns;
	struct gw_buf *outs; /* by chunk */
	uint64_t *bad; /* by chunk */
	enum gw_status *sts;
};

/* What a thread works with. */
struct worker {
	const struct run *run;
	struct gw_crs *crs;
	struct gw_buf *out;
	uint64_t *bad;
	/* What is told of each cell, once it was asked for. */
	size_t *tails; /* where it begins in told, plus one; 0: not yet */
	size_t *tail_lens;
	struct gw_buf told;
	/* Lines that wait to be located. */
	const char *lines[BATCH];
	size_t lens[BATCH], fields[BATCH];
	double x[BATCH], y[BATCH];
	struct gw_lonlat points[BATCH];
	bool ok[BATCH];
	gw_cell_id cells[BATCH];
	size_t n;
};

static const char *const no_point =
	"{\"error\":\"the line is neither {\\\"lon\\\":..,\\\"lat\\\":..}"
	" nor [lon,lat]\"}\n";
static const char *const no_place = "{\"error\":\"the coordinates are none of the CRS\"}\n";

/* Appends what is told of a cell. */
static void tell(struct worker *w, gw_cell_id cell)
{
	if (!w->tails[cell]) {
		w->tails[cell] = w->told.len + 1;
		w->run->job->write_cell(w->run->job->context, &w->told, cell);
		w->tail_lens[cell] = w->told.len + 1 - w->tails[cell];
		if (!gw_buf_ok(&w->told)) {
			w->out->failed = true;
			return;
		}
	}
	gw_buf_append(w->out, w->told.data + w->tails[cell] - 1, w->tail_lens[cell]);
}

static void write_csv_line(struct worker *w, size_t i)
{
	const struct gw_locate_text *job = w->run->job;
	size_t k;

	gw_buf_append(w->out, w->lines[i], w->lens[i]);
	for (k = w->fields[i]; k < w->run->num_columns; k++) /* the new columns keep their place */
		gw_buf_append(w->out, ",", 1);
	tell(w, w->cells[i]);
	if (job->accuracy >= 0)
		job->write_near(job->context, w->out, w->points[i], w->ok[i]);
	gw_buf_append(w->out, "\n", 1);
}

static void write_json_line(struct worker *w, size_t i)
{
	const struct gw_locate_text *job = w->run->job;

	if (!w->ok[i]) {
		gw_buf_puts(w->out, isnan(w->x[i]) ? no_point : no_place);
		return;
	}
	tell(w, w->cells[i]);
	if (job->accuracy >= 0)
		job->write_near(job->context, w->out, w->points[i], true);
	gw_buf_append(w->out, "}\n", 2);
}

static void locate_lines(struct worker *w)
{
	size_t i;

	*w->bad += w->n - gw_crs_to_lonlat(w->crs, w->x, w->y, w->n, w->points, w->ok);
	gw_locator_cells(w->run->job->division->locator, w->points, w->n, w->cells);
	for (i = 0; i < w->n; i++) {
		if (!w->ok[i])
			w->cells[i] = GW_OUTSIDE;
		if (w->run->is_csv)
			write_csv_line(w, i);
		else
			write_json_line(w, i);
	}
	w->n = 0;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The number in a field, blanks around it left aside; NaN for what is none. */
static double number_in(const char *at, const char *end)
{
	double v;

	while (at < end && is_blank(*at))
		at++;
	while (at < end && is_blank(end[-1]))
		end--;
	return gw_parse_double(at, (size_t)(end - at), &v) ? v : (double)NAN;
}

/* A line without quotes. */
static void read_csv_line(struct worker *w, const char *line, size_t len)
{
	const char *at = line, *end = line + len, *comma;
	size_t field = 0, i = w->n;

	w->x[i] = w->y[i] = (double)NAN;
	for (;; field++) {
		comma = at < end ? memchr(at, ',', (size_t)(end - at)) : NULL;
		if (field == w->run->x_column)
			w->x[i] = number_in(at, comma ? comma : end);
		if (field == w->run->y_column)
			w->y[i] = number_in(at, comma ? comma : end);
		if (!comma)
			break;
		at = comma + 1;
	}
	w->fields[i] = field + 1;
}

static const char *skip_blanks(const char *at)
{
	while (is_blank(*at))
		at++;
	return at;
}

/* A number and the blanks around it; NULL where none stands. A line ends in what is none. */
static const char *read_number(const char *at, double *v)
{
	const char *end;

	at = skip_blanks(at);
	/* JSON has no sign but a minus, and no number begins or ends with its point. */
	end = at + (*at == '-');
	if (*end < '0' || *end > '9' || (*end == '0' && end[1] >= '0' && end[1] <= '9'))
		return NULL;
	while ((*end >= '0' && *end <= '9') || (*end == '.' && end[1] >= '0' && end[1] <= '9'))
		end++;
	if (*end == 'e' || *end == 'E' || *end == '.')
		return NULL; /* left to the parser */
	return gw_parse_double(at, (size_t)(end - at), v) ? skip_blanks(end) : NULL;
}

/* [x,y] and {"lon":x,"lat":y} as they are mostly written. */
static bool read_plain(const char *at, const char *end, double *x, double *y)
{
	at = skip_blanks(at);
	if (*at == '[') {
		at = read_number(at + 1, x);
		if (!at || *at != ',')
			return false;
		at = read_number(at + 1, y);
		return at && *at == ']' && skip_blanks(at + 1) == end;
	}
	if (*at != '{')
		return false;
	at = skip_blanks(at + 1);
	if (strncmp(at, "\"lon\"", 5) != 0)
		return false;
	at = skip_blanks(at + 5);
	at = *at == ':' ? read_number(at + 1, x) : NULL;
	if (!at || *at != ',')
		return false;
	at = skip_blanks(at + 1);
	if (strncmp(at, "\"lat\"", 5) != 0)
		return false;
	at = skip_blanks(at + 5);
	at = *at == ':' ? read_number(at + 1, y) : NULL;
	return at && *at == '}' && skip_blanks(at + 1) == end;
}

/* Any JSON that means a point. */
static bool read_any(const char *line, size_t len, double *x, double *y)
{
	json_t *root = len > LINE_MAX_BYTES
		? NULL
		: json_loadb(line, len, JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, NULL);
	const json_t *lon = NULL, *lat = NULL;
	bool good;

	if (json_is_array(root) && json_array_size(root) == 2) {
		lon = json_array_get(root, 0);
		lat = json_array_get(root, 1);
	} else if (json_is_object(root) && json_object_size(root) == 2) {
		lon = json_object_get(root, "lon");
		lat = json_object_get(root, "lat");
	}
	good = json_is_number(lon) && json_is_number(lat);
	*x = good ? json_number_value(lon) : (double)NAN;
	*y = good ? json_number_value(lat) : (double)NAN;
	json_decref(root);
	return good;
}

static void read_json_line(struct worker *w, const char *line, size_t len)
{
	size_t i = w->n;

	if (!read_plain(line, line + len, &w->x[i], &w->y[i]))
		read_any(line, len, &w->x[i], &w->y[i]);
}

/* The beginning of the first line that begins at or behind i chunks. */
static size_t chunk_begin(const struct run *run, size_t i)
{
	size_t at = i * CHUNK;
	const char *newline;

	if (!i || at > run->len)
		return i ? run->len : 0;
	newline = memchr(run->text + at - 1, '\n', run->len - at + 1);
	return newline ? (size_t)(newline + 1 - run->text) : run->len;
}

static void do_chunk(struct worker *w, size_t chunk)
{
	const struct run *run = w->run;
	const char *at = run->text + chunk_begin(run, chunk);
	const char *end = run->text + chunk_begin(run, chunk + 1);

	w->out = &run->outs[chunk];
	w->bad = &run->bad[chunk];
	while (at < end && gw_buf_ok(w->out)) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline ? newline : end;
		size_t len = (size_t)(stop - at);

		if (len && at[len - 1] == '\r')
			len--;
		if (skip_blanks(at) < at + len) {
			w->lines[w->n] = at;
			w->lens[w->n] = len;
			if (run->is_csv)
				read_csv_line(w, at, len);
			else
				read_json_line(w, at, len);
			if (++w->n == BATCH)
				locate_lines(w);
		}
		at = newline ? newline + 1 : end;
	}
	locate_lines(w);
}

/* Destroy it in any case. */
static enum gw_status worker_create(
	struct worker **out, const struct run *run, struct gw_error *err)
{
	size_t n = (size_t)run->job->division->units->num_cells + 1;
	struct worker *w = *out = calloc(1, sizeof *w);

	if (!w)
		return gw_fail_nomem(err);
	w->run = run;
	gw_buf_init(&w->told, CHUNK_OUT_MAX);
	w->tails = calloc(n, sizeof *w->tails);
	w->tail_lens = calloc(n, sizeof *w->tail_lens);
	if (!w->tails || !w->tail_lens)
		return gw_fail_nomem(err);
	return gw_crs_create(&w->crs, run->job->crs, err);
}

static void worker_destroy(struct worker *w)
{
	if (!w)
		return;
	gw_crs_destroy(w->crs);
	gw_buf_finish(&w->told);
	free(w->tails);
	free(w->tail_lens);
	free(w);
}

static void do_chunks(void *context, size_t first, size_t count)
{
	const struct run *run = context;
	struct worker *w;
	enum gw_status st;
	size_t i;

	st = worker_create(&w, run, NULL);
	for (i = first; i < first + count; i++) {
		if (!st)
			do_chunk(w, i);
		run->sts[i] = st ? st : gw_buf_ok(&run->outs[i]) ? GW_OK : GW_ENOMEM;
	}
	worker_destroy(w);
}

static enum gw_status do_run(
	struct run *run, struct gw_buf *out, uint64_t *bad, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	struct gw_crs *crs;
	size_t all = 0, i;

	st = gw_crs_create(&crs, run->job->crs, err); /* its error is told once, here */
	if (st)
		return st;
	gw_crs_destroy(crs);
	run->num_chunks = run->len / CHUNK + 1;
	run->outs = calloc(run->num_chunks, sizeof *run->outs);
	run->bad = calloc(run->num_chunks, sizeof *run->bad);
	run->sts = calloc(run->num_chunks, sizeof *run->sts);
	if (!run->outs || !run->bad || !run->sts) {
		st = gw_fail_nomem(err);
		goto out;
	}
	for (i = 0; i < run->num_chunks; i++)
		gw_buf_init(&run->outs[i], CHUNK_OUT_MAX);
	gw_parallel_for(run->num_chunks, 1, gw_threads_available(), do_chunks, run);
	for (i = 0; i < run->num_chunks; i++)
		all += run->outs[i].len;
	gw_buf_reserve(out, all);
	for (i = 0; i < run->num_chunks && !st; i++) {
		if (run->sts[i])
			st = gw_fail_nomem(err);
		gw_buf_append(out, run->outs[i].data, run->outs[i].len);
		*bad += run->bad[i];
		gw_buf_finish(&run->outs[i]);
	}
	for (; i < run->num_chunks; i++)
		gw_buf_finish(&run->outs[i]);
out:
	free(run->outs);
	free(run->bad);
	free(run->sts);
	return st;
}

enum gw_status gw_locate_json_lines(const struct gw_locate_text *job, const char *text, size_t len,
	struct gw_buf *out, uint64_t *bad, struct gw_error *err)
{
	struct run run = {.job = job, .text = text, .len = len};

	*bad = 0;
	return do_run(&run, out, bad, err);
}

static enum gw_status find_columns(
	struct run *run, const struct gw_csv_row *header, struct gw_error *err)
{
	int x = gw_csv_column(header, "lon"), y = gw_csv_column(header, "lat");

	if (x < 0)
		x = gw_csv_column(header, "longitude");
	if (y < 0)
		y = gw_csv_column(header, "latitude");
	if (x < 0 || y < 0)
		return gw_fail(err, GW_ENOTFOUND, "no column \"%s\" in the header %.*s",
			x < 0 ? "lon" : "lat", (int)(header->raw_len < 400 ? header->raw_len : 400),
			header->raw);
	run->x_column = (size_t)x;
	run->y_column = (size_t)y;
	run->num_columns = header->n;
	return GW_OK;
}

static enum gw_status read_header(struct run *run, struct gw_csv_reader *reader, const char *fields,
	struct gw_buf *out, struct gw_error *err)
{
	const struct gw_csv_row *row;
	enum gw_status st;

	st = gw_csv_read(reader, &row, err);
	if (!st && !row)
		st = gw_fail(err, GW_EINVAL, "the input is empty; a CSV header is expected");
	if (!st)
		st = find_columns(run, row, err);
	if (st)
		return st;
	gw_buf_append(out, row->raw, row->raw_len);
	gw_buf_puts(out, fields);
	gw_buf_puts(out, "\n");
	return GW_OK;
}

/* Whether each line is a row, and each comma parts two fields. */
static bool is_plain(const char *text, size_t len)
{
	const char *end = text + len, *cr = text;

	if (memchr(text, '"', len))
		return false;
	while ((cr = memchr(cr, '\r', (size_t)(end - cr)))) {
		if (++cr == end || *cr != '\n')
			return false;
	}
	return true;
}

static double field_of(const struct gw_csv_row *row, size_t column)
{
	const char *field = column < row->n ? row->fields[column] : "";

	return number_in(field, field + (column < row->n ? row->lens[column] : 0));
}

/* Row by row, as libcsv reads them. */
static enum gw_status locate_quoted(struct run *run, struct gw_csv_reader *reader,
	struct gw_buf *out, uint64_t *bad, struct gw_error *err)
{
	const struct gw_csv_row *row;
	struct worker *w;
	enum gw_status st;

	st = worker_create(&w, run, err);
	while (!st) {
		st = gw_csv_read(reader, &row, err);
		if (st || !row)
			break;
		w->out = out;
		w->bad = bad;
		w->lines[0] = row->raw;
		w->lens[0] = row->raw_len;
		w->fields[0] = row->n;
		w->x[0] = field_of(row, run->x_column);
		w->y[0] = field_of(row, run->y_column);
		w->n = 1;
		locate_lines(w);
		if (!gw_buf_ok(out))
			break;
	}
	worker_destroy(w);
	return st;
}

enum gw_status gw_locate_csv_text(const struct gw_locate_text *job, const char *text, size_t len,
	const char *fields, struct gw_buf *out, uint64_t *bad, struct gw_error *err)
{
	struct run run = {.job = job, .is_csv = true};
	bool plain = is_plain(text, len);
	struct gw_csv_reader *reader;
	const char *newline;
	enum gw_status st;

	*bad = 0;
	if (plain) { /* the header alone, behind what a reader passes over */
		if (len >= 3 && !memcmp(text, "\xef\xbb\xbf", 3)) {
			text += 3;
			len -= 3;
		}
		while (len && strchr(" \t\r\n", *text) && *text) {
			text++;
			len--;
		}
	}
	newline = plain ? memchr(text, '\n', len) : NULL;
	st = gw_csv_reader_create_text(
		&reader, text, newline ? (size_t)(newline + 1 - text) : len, "the body", err);
	if (st)
		return st;
	st = read_header(&run, reader, fields, out, err);
	if (!st && newline) {
		run.text = newline + 1;
		run.len = len - (size_t)(run.text - text);
		st = do_run(&run, out, bad, err);
	} else if (!st) {
		st = locate_quoted(&run, reader, out, bad, err);
	}
	gw_csv_reader_destroy(reader);
	return st;
}
