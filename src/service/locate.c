/* SPDX-License-Identifier: Apache-2.0 */
#include "service/locate.h"

#include "base/buf.h"
#include "base/csv.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/parse.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BATCH	   4096
#define OUTPUT_MAX ((size_t)1 << 30)
#define FLUSH_AT   ((size_t)1 << 20)

static const char no_place[] = "no usable coordinates";

/* What a run works with. */
struct locating {
	const struct gw_locate_options *options;
	const struct gw_division *division;
	int in, out_fd;
	const char **tails; /* by cell: what is written behind its rows, or its line */
	size_t *tail_lens;
	struct gw_buf tail_text;
	double x[BATCH], y[BATCH];
	struct gw_lonlat points[BATCH];
	bool ok[BATCH];
	gw_cell_id cells[BATCH];
	struct gw_candidate *candidates;
	size_t max_candidates;
	struct gw_buf codes; /* of a row's candidates */
	struct gw_buf out;
	uint64_t *bad;
};

/* Puts together what each cell's rows end in, so that a row costs one copy. */
static enum gw_status write_tails(struct locating *l, bool with_path, struct gw_error *err)
{
	const struct gw_units *units = l->division->units;
	size_t *starts, n = (size_t)units->num_cells + 1, i;
	struct gw_buf path;

	l->tails = calloc(n, sizeof *l->tails);
	l->tail_lens = calloc(n, sizeof *l->tail_lens);
	starts = calloc(n, sizeof *starts);
	gw_buf_init(&path, 1 << 16);
	for (i = 0; starts && l->tails && l->tail_lens && i < n; i++) {
		const char *code = i ? gw_cell_code(units, (gw_cell_id)i) : "";

		starts[i] = l->tail_text.len;
		if (!with_path) {
			gw_buf_printf(&l->tail_text, "%s\n", code);
		} else {
			gw_buf_clear(&path);
			if (i)
				gw_units_path(units, (gw_cell_id)i, &path);
			gw_buf_puts(&l->tail_text, ",");
			gw_csv_append(&l->tail_text, code, strlen(code));
			gw_buf_puts(&l->tail_text, ",");
			gw_csv_append(&l->tail_text, path.data, path.len);
		}
		l->tail_lens[i] = l->tail_text.len - starts[i];
	}
	gw_buf_finish(&path);
	for (i = 0; starts && l->tails && i < n; i++)
		l->tails[i] = l->tail_text.data + starts[i];
	free(starts);
	return starts && l->tails && l->tail_lens && gw_buf_ok(&l->tail_text) ? GW_OK
									      : gw_fail_nomem(err);
}

static enum gw_status flush(struct locating *l, size_t above, struct gw_error *err)
{
	enum gw_status st;

	if (!gw_buf_ok(&l->out))
		return gw_fail_nomem(err);
	if (l->out.len <= above)
		return GW_OK;
	st = gw_fd_write(l->out_fd, l->out.data, l->out.len, err);
	gw_buf_clear(&l->out);
	return st;
}

static void locate_batch(struct locating *l, size_t n)
{
	size_t i;

	gw_crs_to_lonlat(l->options->crs, l->x, l->y, n, l->points, l->ok);
	gw_locator_cells(l->division->locator, l->points, n, l->cells);
	for (i = 0; i < n; i++)
		if (!l->ok[i])
			l->cells[i] = GW_OUTSIDE;
}

static void note_bad(struct locating *l, uint64_t number, const char *reason)
{
	++*l->bad;
	if (l->options->on_bad)
		l->options->on_bad(l->options->context, number, reason);
}

static enum gw_status locate_f64(struct locating *l, struct gw_error *err)
{
	double pairs[2 * BATCH];
	size_t have = 0, n, i;
	uint64_t done = 0;
	enum gw_status st;
	ssize_t got;

	for (;;) {
		got = read(l->in, (char *)pairs + have, sizeof pairs - have);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return gw_fail(
				err, GW_EIO, "cannot read standard input: %s", strerror(errno));
		if (got == 0)
			break;
		have += (size_t)got;
		n = have / (2 * sizeof *pairs);
		for (i = 0; i < n; i++) {
			l->x[i] = pairs[2 * i];
			l->y[i] = pairs[2 * i + 1];
		}
		locate_batch(l, n);
		for (i = 0; i < n; i++) {
			gw_buf_append(&l->out, l->tails[l->cells[i]], l->tail_lens[l->cells[i]]);
			if (!l->ok[i])
				note_bad(l, done + i + 1, no_place);
		}
		st = flush(l, FLUSH_AT, err);
		if (st)
			return st;
		done += n;
		have -= n * 2 * sizeof *pairs;
		memmove(pairs, pairs + 2 * n, have);
	}
	if (have)
		note_bad(l, done + 1, "the input ends in the middle of the point");
	return flush(l, 0, err);
}

/* All cells within the accuracy of a row's point: room grows until they fit. */
static size_t find_candidates(struct locating *l, size_t row)
{
	size_t most = (size_t)l->division->units->num_cells, n;

	for (;;) {
		n = gw_locator_candidates(l->division->locator, l->points[row],
			l->options->accuracy, l->candidates, l->max_candidates);
		if (n < l->max_candidates || n == most)
			return n;
		if (!gw_grow(&l->candidates, l->max_candidates, &l->max_candidates,
			    sizeof *l->candidates)) {
			l->out.failed = true; /* the next flush tells */
			return 0;
		}
	}
}

static void write_candidates(struct locating *l, size_t row)
{
	const struct gw_units *units = l->division->units;
	size_t n = l->ok[row] ? find_candidates(l, row) : 0, i;

	gw_buf_clear(&l->codes);
	for (i = 0; i < n; i++)
		gw_buf_printf(&l->codes, "%s%s", i ? ";" : "",
			gw_cell_code(units, l->candidates[i].cell));
	l->out.failed |= l->codes.failed; /* the next flush tells */
	gw_buf_puts(&l->out, ",");
	gw_csv_append(&l->out, l->codes.data, l->codes.len);
}

/* Rows waiting to be located, as they stood in the input. */
struct waiting {
	struct gw_buf raw;
	size_t ends[BATCH];
	uint64_t lines[BATCH];
	size_t n;
};

static enum gw_status write_rows(struct locating *l, struct waiting *w, struct gw_error *err)
{
	size_t i, begin = 0;

	if (!gw_buf_ok(&w->raw))
		return gw_fail_nomem(err);
	locate_batch(l, w->n);
	for (i = 0; i < w->n; i++) {
		gw_buf_append(&l->out, w->raw.data + begin, w->ends[i] - begin);
		begin = w->ends[i];
		gw_buf_append(&l->out, l->tails[l->cells[i]], l->tail_lens[l->cells[i]]);
		if (l->options->accuracy >= 0)
			write_candidates(l, i);
		gw_buf_append(&l->out, "\n", 1);
		if (!l->ok[i])
			note_bad(l, w->lines[i], no_place);
	}
	gw_buf_clear(&w->raw);
	w->n = 0;
	return flush(l, FLUSH_AT, err);
}

/* The number in a field, or NaN, which no CRS takes for a coordinate. */
static double number_in(const struct gw_csv_row *row, int column)
{
	double v;

	if ((size_t)column < row->n && gw_parse_double(row->fields[column], row->lens[column], &v))
		return v;
	return (double)NAN;
}

static enum gw_status find_column(const struct gw_csv_row *header, const char *wanted,
	const char *usual, const char *usual_long, int *column, struct gw_error *err)
{
	*column = gw_csv_column(header, wanted ? wanted : usual);
	if (*column < 0 && !wanted)
		*column = gw_csv_column(header, usual_long);
	if (*column >= 0)
		return GW_OK;
	return gw_fail(err, GW_ENOTFOUND,
		"no column \"%s\" in the header %.*s; name the columns with "
		"--lon and --lat",
		wanted ? wanted : usual, (int)(header->raw_len < 400 ? header->raw_len : 400),
		header->raw);
}

static enum gw_status locate_rows(
	struct locating *l, struct gw_csv_reader *reader, struct waiting *w, struct gw_error *err)
{
	const struct gw_csv_row *row;
	enum gw_status st;
	size_t width, i;
	int x, y;

	st = gw_csv_read(reader, &row, err);
	if (!st && !row)
		st = gw_fail(err, GW_EINVAL, "the input is empty; a CSV header is expected");
	if (!st)
		st = find_column(row, l->options->lon, "lon", "longitude", &x, err);
	if (!st)
		st = find_column(row, l->options->lat, "lat", "latitude", &y, err);
	if (st)
		return st;
	width = row->n;
	gw_buf_append(&l->out, row->raw, row->raw_len);
	gw_buf_puts(
		&l->out, l->options->accuracy >= 0 ? ",cell,path,candidates\n" : ",cell,path\n");
	for (;;) {
		st = gw_csv_read(reader, &row, err);
		if (st)
			return st;
		if (!row || w->n == BATCH)
			st = write_rows(l, w, err);
		if (st || !row)
			return st ? st : flush(l, 0, err);
		l->x[w->n] = number_in(row, x);
		l->y[w->n] = number_in(row, y);
		gw_buf_append(&w->raw, row->raw, row->raw_len);
		for (i = row->n; i < width; i++) /* a short row's new columns keep their place */
			gw_buf_puts(&w->raw, ",");
		w->lines[w->n] = row->line;
		w->ends[w->n++] = w->raw.len;
	}
}

static enum gw_status locate_csv(struct locating *l, struct gw_error *err)
{
	struct gw_csv_reader *reader;
	struct waiting w = {.n = 0};
	enum gw_status st;

	st = gw_csv_reader_create(&reader, l->in, "the input", NULL, err);
	if (st)
		return st;
	gw_buf_init(&w.raw, OUTPUT_MAX);
	st = locate_rows(l, reader, &w, err);
	gw_buf_finish(&w.raw);
	gw_csv_reader_destroy(reader);
	return st;
}

static enum gw_status run(int in, int out, const struct gw_locate_options *options, uint64_t *bad,
	bool f64, struct gw_error *err)
{
	struct locating *l = calloc(1, sizeof *l);
	enum gw_status st;

	if (!l)
		return gw_fail_nomem(err);
	l->options = options;
	l->division = options->division;
	l->in = in;
	l->out_fd = out;
	l->bad = bad;
	*bad = 0;
	gw_buf_init(&l->out, OUTPUT_MAX);
	gw_buf_init(&l->codes, OUTPUT_MAX);
	gw_buf_init(&l->tail_text, OUTPUT_MAX);
	st = write_tails(l, !f64, err);
	if (!st)
		st = f64 ? locate_f64(l, err) : locate_csv(l, err);
	gw_buf_finish(&l->out);
	gw_buf_finish(&l->codes);
	free(l->candidates);
	gw_buf_finish(&l->tail_text);
	free(l->tails);
	free(l->tail_lens);
	free(l);
	return st;
}

enum gw_status gw_locate_csv(int in, int out, const struct gw_locate_options *options,
	uint64_t *bad, struct gw_error *err)
{
	return run(in, out, options, bad, false, err);
}

enum gw_status gw_locate_f64(int in, int out, const struct gw_locate_options *options,
	uint64_t *bad, struct gw_error *err)
{
	return run(in, out, options, bad, true, err);
}
