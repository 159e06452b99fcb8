/* SPDX-License-Identifier: Apache-2.0 */
#include "base/csv.h"

#include "base/buf.h"
#include "base/encoding.h"
#include "base/mem.h"

#include <csv.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* libcsv's state inside a field, and inside its quotes if it has them; its header names none. */
#define FIELD_BEGUN 2

#define READ_SIZE ((size_t)1 << 18)

/*
 * libcsv is fed line by line: so the bytes of a row are known (it reports none), and a row is over
 * when its line is, unless a quoted field goes on in the next.
 */
struct gw_csv_reader {
	struct csv_parser parser;
	int fd;
	const char *rest; /* of an input in memory; NULL: it comes from fd */
	size_t rest_len;
	char *name;
	char *encoding; /* or NULL */
	struct gw_buf converted;
	char *input; /* [start, end) is read and not yet parsed; the row's bytes begin at row_start
		      */
	size_t row_start, start, end, capacity;
	bool at_eof, finished;
	uint64_t line; /* of the line at start */
	struct gw_buf text; /* the row's fields, each NUL-terminated */
	size_t *offsets, num_offsets, cap_offsets;
	char **fields;
	size_t *lens, cap_lens, cap_fields;
	bool row_done, out_of_memory;
	struct gw_csv_row row;
};

static void on_field(void *data, size_t len, void *context)
{
	struct gw_csv_reader *r = context;

	if (!gw_grow(&r->offsets, r->num_offsets, &r->cap_offsets, sizeof *r->offsets)) {
		r->out_of_memory = true;
		return;
	}
	r->offsets[r->num_offsets++] = r->text.len;
	gw_buf_append(&r->text, data, len);
	gw_buf_append(&r->text, "", 1);
}

static void on_row(int terminator, void *context)
{
	struct gw_csv_reader *r = context;

	(void)terminator;
	r->row_done = true;
}

enum gw_status gw_csv_reader_create(struct gw_csv_reader **out, int fd, const char *name,
	const char *encoding, struct gw_error *err)
{
	struct gw_csv_reader *r = calloc(1, sizeof *r);

	if (!r)
		return gw_fail_nomem(err);
	r->fd = fd;
	r->line = 1;
	gw_buf_init(&r->text, 4 * GW_CSV_ROW_MAX);
	r->capacity = GW_CSV_ROW_MAX + READ_SIZE;
	r->input = malloc(r->capacity);
	r->name = strdup(name);
	r->encoding = encoding ? strdup(encoding) : NULL;
	gw_buf_init(&r->converted, 8 * GW_CSV_ROW_MAX);
	if (!r->input || !r->name || (encoding && !r->encoding) || csv_init(&r->parser, 0)) {
		gw_csv_reader_destroy(r);
		return gw_fail_nomem(err);
	}
	*out = r;
	return GW_OK;
}

enum gw_status gw_csv_reader_create_text(struct gw_csv_reader **out, const char *text, size_t len,
	const char *name, struct gw_error *err)
{
	enum gw_status st = gw_csv_reader_create(out, -1, name, NULL, err);

	if (st)
		return st;
	(*out)->rest = len ? text : "";
	(*out)->rest_len = len;
	return GW_OK;
}

void gw_csv_reader_destroy(struct gw_csv_reader *r)
{
	if (!r)
		return;
	csv_free(&r->parser);
	gw_buf_finish(&r->text);
	free(r->offsets);
	free(r->fields);
	free(r->lens);
	free(r->input);
	free(r->name);
	free(r->encoding);
	gw_buf_finish(&r->converted);
	free(r);
}

static enum gw_status fail_too_long(const struct gw_csv_reader *r, struct gw_error *err)
{
	return gw_fail(err, GW_EINVAL,
		"%s: line %llu: a row of more than %zu bytes; is a quote left open?", r->name,
		(unsigned long long)r->row.line, GW_CSV_ROW_MAX);
}

static ssize_t read_input(struct gw_csv_reader *r, char *to, size_t max)
{
	size_t n = r->rest_len < max ? r->rest_len : max;

	if (!r->rest)
		return read(r->fd, to, max);
	memcpy(to, r->rest, n);
	r->rest += n;
	r->rest_len -= n;
	return (ssize_t)n;
}

/* Reads on behind `end`, after moving the row's beginning to the front. */
static enum gw_status read_more(struct gw_csv_reader *r, struct gw_error *err)
{
	ssize_t n;

	memmove(r->input, r->input + r->row_start, r->end - r->row_start);
	r->start -= r->row_start;
	r->end -= r->row_start;
	r->row_start = 0;
	if (r->end >= GW_CSV_ROW_MAX)
		return fail_too_long(r, err);
	do
		n = read_input(r, r->input + r->end, r->capacity - r->end);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return gw_fail(err, GW_EIO, "%s: cannot read: %s", r->name, strerror(errno));
	r->at_eof = n == 0;
	r->end += (size_t)n;
	if (r->line == 1 && r->start == 0 && r->end >= 3 && !memcmp(r->input, "\xef\xbb\xbf", 3))
		r->row_start = r->start = 3;
	return GW_OK;
}

/* Puts the row's fields into UTF-8. What is no text makes the row garbled. */
static enum gw_status convert_fields(struct gw_csv_reader *r, struct gw_error *err)
{
	size_t i;

	gw_buf_clear(&r->converted);
	for (i = 0; i < r->num_offsets; i++) {
		enum gw_status st;
		char *text;

		st = gw_encoding_to_utf8(&text, r->fields[i], r->lens[i], r->encoding, err);
		if (st == GW_ENOTFOUND || st == GW_ENOMEM)
			return st;
		if (st) {
			r->row.garbled = true;
			return GW_OK;
		}
		r->offsets[i] = r->converted.len;
		gw_buf_append(&r->converted, text, strlen(text) + 1);
		free(text);
	}
	for (i = 0; i < r->num_offsets && gw_buf_ok(&r->converted); i++) {
		r->fields[i] = r->converted.data + r->offsets[i];
		r->lens[i] = strlen(r->fields[i]);
	}
	return gw_buf_ok(&r->converted) ? GW_OK : gw_fail_nomem(err);
}

static enum gw_status finish_row(
	struct gw_csv_reader *r, const struct gw_csv_row **row, struct gw_error *err)
{
	size_t i, len = r->start - r->row_start;

	while (r->cap_fields < r->num_offsets) {
		if (!gw_grow(&r->fields, r->cap_fields, &r->cap_fields, sizeof *r->fields) ||
			!gw_grow(&r->lens, r->cap_lens, &r->cap_lens, sizeof *r->lens))
			return gw_fail_nomem(err);
	}
	if (r->out_of_memory || !gw_buf_ok(&r->text))
		return gw_fail_nomem(err);
	for (i = 0; i < r->num_offsets; i++) {
		size_t end = i + 1 < r->num_offsets ? r->offsets[i + 1] : r->text.len;

		r->fields[i] = r->text.data + r->offsets[i];
		r->lens[i] = end - r->offsets[i] - 1;
	}
	r->row.raw = r->input + r->row_start;
	while (len && (r->row.raw[len - 1] == '\n' || r->row.raw[len - 1] == '\r'))
		len--;
	if (len > GW_CSV_ROW_MAX)
		return fail_too_long(r, err);
	r->row.raw_len = len;
	r->row.garbled = memchr(r->row.raw, '\0', len);
	r->row.fields = r->fields;
	r->row.lens = r->lens;
	r->row.n = r->num_offsets;
	*row = &r->row;
	return r->encoding && !r->row.garbled ? convert_fields(r, err) : GW_OK;
}

static bool parse_bytes(struct gw_csv_reader *r, size_t n)
{
	size_t parsed = csv_parse(&r->parser, r->input + r->start, n, on_field, on_row, r);

	r->start += n;
	return parsed == n;
}

/*
 * The bytes of the line at start, its end (LF, CR LF or CR) included; 0 when more must be read to
 * tell. At the end of the file a line needs no end.
 */
static size_t line_length(const struct gw_csv_reader *r)
{
	const char *line = r->input + r->start;
	size_t len = r->end - r->start;
	const char *lf = memchr(line, '\n', len);
	const char *cr = memchr(line, '\r', lf ? (size_t)(lf - line) : len);

	if (cr && (cr + 1 < line + len || r->at_eof))
		return (size_t)(cr - line) + 1 + (cr + 1 == lf);
	if (lf && !cr)
		return (size_t)(lf - line) + 1;
	return r->at_eof ? len : 0;
}

static enum gw_status finish_file(struct gw_csv_reader *r, struct gw_error *err)
{
	r->finished = true;
	if (r->row_done)
		return GW_OK;
	if (r->parser.quoted && r->parser.pstate == FIELD_BEGUN)
		return gw_fail(err, GW_EINVAL, "%s: line %llu: a quote is left open", r->name,
			(unsigned long long)r->row.line);
	csv_fini(&r->parser, on_field, on_row, r);
	return GW_OK;
}

enum gw_status gw_csv_read(
	struct gw_csv_reader *r, const struct gw_csv_row **row, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	size_t len;

	gw_buf_clear(&r->text);
	r->num_offsets = 0;
	r->row_done = false;
	r->row_start = r->start;
	r->row.line = r->line;
	*row = NULL;
	while (!r->finished && !st) {
		len = line_length(r);
		if (!len && !r->at_eof) {
			st = read_more(r, err);
			continue;
		}
		if (!parse_bytes(r, len))
			return gw_fail_nomem(err);
		/* within quotes a CR alone is text */
		r->line += !r->parser.quoted || (len && r->input[r->start - 1] == '\n');
		if (r->start == r->end && r->at_eof)
			st = finish_file(r, err);
		if (r->row_done && !st)
			return finish_row(r, row, err);
		if (!r->num_offsets && !r->parser.quoted && !r->parser.entry_pos) {
			r->row_start = r->start; /* a blank line */
			r->row.line = r->line;
		}
	}
	return st;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t'; /* what a reader trims */
}

void gw_csv_append(struct gw_buf *out, const char *field, size_t len)
{
	const char *quote;

	if (len && !memchr(field, ',', len) && !memchr(field, '"', len) &&
		!memchr(field, '\n', len) && !memchr(field, '\r', len) && !is_blank(field[0]) &&
		!is_blank(field[len - 1])) {
		gw_buf_append(out, field, len);
		return;
	}
	if (!len)
		return;
	gw_buf_append(out, "\"", 1);
	while ((quote = memchr(field, '"', len))) {
		gw_buf_append(out, field, (size_t)(quote + 1 - field));
		gw_buf_append(out, "\"", 1);
		len -= (size_t)(quote + 1 - field);
		field = quote + 1;
	}
	gw_buf_append(out, field, len);
	gw_buf_append(out, "\"", 1);
}

int gw_csv_column(const struct gw_csv_row *header, const char *name)
{
	size_t i;

	for (i = 0; i < header->n; i++)
		if (!strcmp(header->fields[i], name))
			return (int)i;
	return -1;
}
