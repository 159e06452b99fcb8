/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "base/file.h"
#include "base/parse.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "geo/crs.h"
#include "import/csv.h"
#include "store/divisions.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BATCH		4096
#define OUTPUT_MAX	((size_t)1 << 30)
#define FLUSH_AT	((size_t)1 << 20)
#define CANDIDATES_MAX	64
#define COMPLAINTS_MAX	100

static const char more[] =
	"Reads CSV with a header from standard input and writes it with two columns more: cell (its code)\n"
	"and path (from the top unit down, joined by \" \xe2\x80\xba \"), empty outside. With --accuracy a third,\n"
	"candidates: the codes of all cells within that distance, the owner first, joined by \";\".\n"
	"With --format f64 it reads raw little-endian float64 pairs x, y and writes a code a line. A point\n"
	"on a border belongs to the cell on its north; where the border runs due north, to the one on its\n"
	"east. A row without usable coordinates gets empty columns and is named on standard error; exit\n"
	"status 1 then.\n";

/* What a run of locate works with. */
struct locating {
	struct gw_division *division;
	struct gw_crs *crs;
	double accuracy;
	const char **tails; /* by cell: what is written behind its rows, or its line */
	size_t *tail_lens;
	struct gw_buf tail_text;
	double x[BATCH], y[BATCH];
	struct gw_lonlat points[BATCH];
	bool ok[BATCH];
	gw_cell_id cells[BATCH];
	struct gw_buf out;
	uint64_t bad;
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
	st = gw_fd_write(STDOUT_FILENO, l->out.data, l->out.len, err);
	gw_buf_clear(&l->out);
	return st;
}

static void locate_batch(struct locating *l, size_t n)
{
	size_t i;

	gw_crs_to_lonlat(l->crs, l->x, l->y, n, l->points, l->ok);
	gw_locator_cells(l->division->locator, l->points, n, l->cells);
	for (i = 0; i < n; i++)
		if (!l->ok[i])
			l->cells[i] = GW_OUTSIDE;
}

static void complain_row(struct locating *l, const char *what, uint64_t number)
{
	if (l->bad++ < COMPLAINTS_MAX)
		fprintf(stderr, "gridward: standard input: %s %llu: no usable coordinates\n", what,
			(unsigned long long)number);
}

static enum gw_status locate_f64(struct locating *l, struct gw_error *err)
{
	double pairs[2 * BATCH];
	size_t have = 0, n, i;
	uint64_t done = 0;
	enum gw_status st;
	ssize_t got;

	for (;;) {
		got = read(STDIN_FILENO, (char *)pairs + have, sizeof pairs - have);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return gw_fail(err, GW_EIO, "cannot read standard input: %s", strerror(errno));
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
				complain_row(l, "point", done + i + 1);
		}
		st = flush(l, FLUSH_AT, err);
		if (st)
			return st;
		done += n;
		have -= n * 2 * sizeof *pairs;
		memmove(pairs, pairs + 2 * n, have);
	}
	if (have) {
		fprintf(stderr, "gridward: standard input: ends in the middle of point %llu\n",
			(unsigned long long)done + 1);
		l->bad++;
	}
	return flush(l, 0, err);
}

static void write_candidates(struct locating *l, size_t row)
{
	struct gw_candidate found[CANDIDATES_MAX];
	const struct gw_units *units = l->division->units;
	size_t n = 0, i;

	gw_buf_puts(&l->out, ",");
	if (l->ok[row])
		n = gw_locator_candidates(l->division->locator, l->points[row], l->accuracy, found,
			CANDIDATES_MAX);
	for (i = 0; i < n; i++)
		gw_buf_printf(&l->out, "%s%s", i ? ";" : "", gw_cell_code(units, found[i].cell));
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
		if (l->accuracy >= 0)
			write_candidates(l, i);
		gw_buf_append(&l->out, "\n", 1);
		if (!l->ok[i])
			complain_row(l, "row", w->lines[i]);
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

static enum gw_status find_columns(const struct gw_csv_row *header, const char *lon, const char *lat,
	int *x, int *y, struct gw_error *err)
{
	*x = gw_csv_column(header, lon ? lon : "lon");
	*y = gw_csv_column(header, lat ? lat : "lat");
	if (*x < 0 && !lon)
		*x = gw_csv_column(header, "longitude");
	if (*y < 0 && !lat)
		*y = gw_csv_column(header, "latitude");
	if (*x >= 0 && *y >= 0)
		return GW_OK;
	return gw_fail(err, GW_ENOTFOUND, "standard input: no column \"%s\" in the header %.*s; name "
		"the columns with --lon and --lat", *x < 0 ? (lon ? lon : "lon") : (lat ? lat : "lat"),
		(int)(header->raw_len < 400 ? header->raw_len : 400), header->raw);
}

static enum gw_status locate_rows(struct locating *l, struct gw_csv_reader *reader, const char *lon,
	const char *lat, struct waiting *w, struct gw_error *err)
{
	const struct gw_csv_row *row;
	enum gw_status st;
	int x, y;

	st = gw_csv_read(reader, &row, err);
	if (!st && !row)
		st = gw_fail(err, GW_EINVAL, "standard input: it is empty; a CSV header is expected");
	if (!st)
		st = find_columns(row, lon, lat, &x, &y, err);
	if (st)
		return st;
	gw_buf_append(&l->out, row->raw, row->raw_len);
	gw_buf_puts(&l->out, l->accuracy >= 0 ? ",cell,path,candidates\n" : ",cell,path\n");
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
		w->lines[w->n] = row->line;
		w->ends[w->n++] = w->raw.len;
	}
}

static enum gw_status locate_csv(struct locating *l, const char *lon, const char *lat,
	struct gw_error *err)
{
	struct gw_csv_reader *reader;
	struct waiting w = {.n = 0};
	enum gw_status st;

	st = gw_csv_reader_create(&reader, STDIN_FILENO, "standard input", err);
	if (st)
		return st;
	gw_buf_init(&w.raw, OUTPUT_MAX);
	st = locate_rows(l, reader, lon, lat, &w, err);
	gw_buf_finish(&w.raw);
	gw_csv_reader_destroy(reader);
	return st;
}

static enum gw_status load(struct locating *l, const char *path, const char *scheme, gw_date day,
	struct gw_error *err)
{
	struct gw_division_info info;
	struct gw_store *store;
	enum gw_status st;

	st = gw_store_open(&store, path, GW_STORE_READ, err);
	if (st)
		return st;
	if (day == GW_DATE_MIN)
		day = gw_time_date(gw_time_now(), gw_store_zone(store));
	st = gw_store_find_division(store, scheme, day, &info, err);
	if (!st)
		st = gw_store_load_division(store, &info, &l->division, err);
	gw_store_close(store);
	return st ? gw_fail_in(err, st, path) : GW_OK;
}

int gw_cmd_locate(int argc, char **argv)
{
	const char *args[GW_ARGUMENTS_MAX], *crs, *scheme = NULL, *lon = NULL, *lat = NULL;
	const char *format = "csv";
	static struct locating l = {.accuracy = -1};
	gw_date as_of = GW_DATE_MIN;
	const struct gw_option options[] = {
		{"crs", GW_OPTION_TEXT, &crs, "CRS", "wgs84, cgcs2000, gcj02, bd09 or EPSG:n", true},
		{"scheme", GW_OPTION_TEXT, &scheme, "NAME", "which grid (default: the first)"},
		{"as-of", GW_OPTION_DATE, &as_of, "DATE", "the division of that day (default today)"},
		{"accuracy", GW_OPTION_NUMBER, &l.accuracy, "METRES",
			"also the cells within that distance", false, 0, 100000},
		{"lon", GW_OPTION_TEXT, &lon, "FIELD", "column of the longitude, or x"},
		{"lat", GW_OPTION_TEXT, &lat, "FIELD", "column of the latitude, or y"},
		{"format", GW_OPTION_TEXT, &format, "FORMAT", "csv (default) or f64"},
	};
	const struct gw_command_line line = {"locate", "DB",
		"Finds the cell of every point of standard input.", more, options,
		sizeof options / sizeof *options};
	struct gw_error err;
	enum gw_status st;
	bool f64;
	int code;

	if (!gw_options_begin(&line, argc, argv, args, &code))
		return code;
	gw_buf_init(&l.out, OUTPUT_MAX);
	gw_buf_init(&l.tail_text, OUTPUT_MAX);
	f64 = !strcmp(format, "f64");
	st = f64 || !strcmp(format, "csv") ? GW_OK
		: gw_fail(&err, GW_EINVAL, "--format: \"%s\" is neither csv nor f64", format);
	if (!st && f64 && l.accuracy >= 0)
		st = gw_fail(&err, GW_EINVAL, "--accuracy needs CSV; --format f64 has no room for it");
	if (!st)
		st = gw_crs_create(&l.crs, crs, &err);
	if (!st)
		st = load(&l, args[0], scheme, as_of, &err);
	if (!st)
		st = write_tails(&l, !f64, &err);
	if (!st)
		st = f64 ? locate_f64(&l, &err) : locate_csv(&l, lon, lat, &err);
	if (st)
		gw_complain(&err);
	if (l.bad > COMPLAINTS_MAX)
		fprintf(stderr, "gridward: standard input: %llu points had no usable coordinates\n",
			(unsigned long long)l.bad);
	gw_division_destroy(l.division);
	gw_crs_destroy(l.crs);
	gw_buf_finish(&l.out);
	gw_buf_finish(&l.tail_text);
	free(l.tails);
	free(l.tail_lens);
	return st ? GW_EXIT_NOTHING_DONE : l.bad ? GW_EXIT_FINDINGS : GW_EXIT_DONE;
}
