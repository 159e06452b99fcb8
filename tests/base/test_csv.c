/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "base/csv.h"
#include "pieces.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define FIELDS_MAX 8
#define MANY	   ((size_t)1 << 30)

/* A row as it should come out; fields end with NULL. */
struct expected {
	uint64_t line;
	const char *raw;
	const char *fields[FIELDS_MAX];
};

static const size_t piece_sizes[] = {1, 2, 3, 5, 7, 64, 4096};

#define NUM_PIECE_SIZES (sizeof piece_sizes / sizeof *piece_sizes)

static void expect_field(
	const struct gw_csv_row *row, size_t i, const void *bytes, size_t len, size_t piece)
{
	if (i >= row->n)
		fail_msg("line %llu: no field %zu (pieces of %zu)", (unsigned long long)row->line,
			i + 1, piece);
	if (row->lens[i] != len || memcmp(row->fields[i], bytes, len) != 0 || row->fields[i][len])
		fail_msg("line %llu, field %zu: \"%s\" of %zu bytes, not \"%.*s\" of %zu "
			 "(pieces of %zu)",
			(unsigned long long)row->line, i + 1, row->fields[i], row->lens[i],
			(int)len, (const char *)bytes, len, piece);
}

static void expect_row(const struct gw_csv_row *row, const struct expected *e, size_t piece)
{
	size_t i;

	if (!row)
		fail_msg("no row \"%s\" (pieces of %zu)", e->raw, piece);
	if (row->line != e->line)
		fail_msg("\"%s\" is on line %llu, not %llu (pieces of %zu)", e->raw,
			(unsigned long long)row->line, (unsigned long long)e->line, piece);
	for (i = 0; e->fields[i]; i++)
		expect_field(row, i, e->fields[i], strlen(e->fields[i]), piece);
	if (row->n != i)
		fail_msg("line %llu: %zu fields, not %zu (pieces of %zu)",
			(unsigned long long)row->line, row->n, i, piece);
	if (row->raw_len != strlen(e->raw) || memcmp(row->raw, e->raw, row->raw_len) != 0)
		fail_msg("line %llu: raw \"%.*s\", not \"%s\" (pieces of %zu)",
			(unsigned long long)row->line, (int)row->raw_len, row->raw, e->raw, piece);
}

static const struct gw_csv_row *next_row(struct gw_csv_reader *reader)
{
	const struct gw_csv_row *row;
	struct gw_error err = {0};

	if (gw_csv_read(reader, &row, &err))
		fail_msg("%s", err.text);
	return row;
}

static void open_pieces(struct pieces *pieces, struct gw_csv_reader **reader, const void *text,
	size_t len, size_t piece)
{
	pieces_open(pieces, text, len, piece);
	assert_int_equal(gw_csv_reader_create(reader, pieces->fd, "points.csv", NULL, NULL), GW_OK);
}

/* Reads text in pieces of all sizes. */
static void expect_rows(const char *text, size_t len, const struct expected *rows, size_t n)
{
	struct gw_csv_reader *reader;
	struct pieces pieces;
	size_t i, p;

	for (p = 0; p < NUM_PIECE_SIZES; p++) {
		open_pieces(&pieces, &reader, text, len, piece_sizes[p]);
		for (i = 0; i < n; i++)
			expect_row(next_row(reader), &rows[i], piece_sizes[p]);
		if (next_row(reader))
			fail_msg("\"%s\": more than %zu rows (pieces of %zu)", text, n,
				piece_sizes[p]);
		assert_null(next_row(reader)); /* the end stays the end */
		gw_csv_reader_destroy(reader);
		pieces_close(&pieces);
	}
}

#define expect(text, ...)                                                                          \
	do {                                                                                       \
		const struct expected rows_[] = {__VA_ARGS__};                                     \
		expect_rows(text, sizeof(text) - 1, rows_, sizeof rows_ / sizeof *rows_);          \
	} while (0)

static void rows_come_whole_whatever_the_pieces_they_are_read_in(void **state)
{
	expect("id,lon,lat\n1,120.85,40.7\n2,,\n", {1, "id,lon,lat", {"id", "lon", "lat"}},
		{2, "1,120.85,40.7", {"1", "120.85", "40.7"}}, {3, "2,,", {"2", "", ""}});
}

static void quotes_hold_commas_quotes_and_line_ends(void **state)
{
	expect("\"a,b\",\"say \"\"hi\"\"\",\"\"\n\"one\ntwo\r\nthree\",x\nlast,y\n",
		{1, "\"a,b\",\"say \"\"hi\"\"\",\"\"", {"a,b", "say \"hi\"", ""}},
		{2, "\"one\ntwo\r\nthree\",x", {"one\ntwo\r\nthree", "x"}},
		{5, "last,y", {"last", "y"}});
}

static void lines_may_end_in_crlf(void **state)
{
	expect("a,b\r\n\"c\r\nd\",e\r\nf,\r\n", {1, "a,b", {"a", "b"}},
		{2, "\"c\r\nd\",e", {"c\r\nd", "e"}}, {4, "f,", {"f", ""}});
}

static void a_byte_order_mark_is_passed_over_at_the_beginning_only(void **state)
{
	expect("\xef\xbb\xbfid,x\n1,2\n", {1, "id,x", {"id", "x"}}, {2, "1,2", {"1", "2"}});
	expect("\xef\xbb\xbf\"id\",x\n", {1, "\"id\",x", {"id", "x"}});
	expect("id\n\xef\xbb\xbf"
	       "1\n",
		{1, "id", {"id"}},
		{2,
			"\xef\xbb\xbf"
			"1",
			{"\xef\xbb\xbf"
			 "1"}});
	expect("\xef\xbbid\n", {1, "\xef\xbbid", {"\xef\xbbid"}});
}

static void blank_lines_are_no_rows_but_are_counted(void **state)
{
	expect("\n\r\na,b\n\n\n  \nc,d\n\n", {3, "a,b", {"a", "b"}}, {7, "c,d", {"c", "d"}});
	expect("\xef\xbb\xbf\n\na\n", {3, "a", {"a"}});
	expect("a\n\"\"\nb\n", {1, "a", {"a"}}, {2, "\"\"", {""}}, {3, "b", {"b"}});
}

static void an_input_without_rows_ends_at_once(void **state)
{
	expect_rows("", 0, NULL, 0);
	expect_rows("\n\n\r\n", 4, NULL, 0);
	expect_rows("\xef\xbb\xbf", 3, NULL, 0);
}

static void the_last_row_needs_no_line_end(void **state)
{
	expect("a,b\nc,d", {1, "a,b", {"a", "b"}}, {2, "c,d", {"c", "d"}});
	expect("a", {1, "a", {"a"}});
	expect("a,", {1, "a,", {"a", ""}});
	expect("a,\"b\"", {1, "a,\"b\"", {"a", "b"}});
	expect("a,b\r", {1, "a,b", {"a", "b"}});
}

static void an_unclosed_quote_is_refused_by_its_rows_line(void **state)
{
	static const char text[] = "a,b\n1,\"2\n3,4\n5,6";
	struct gw_csv_reader *reader;
	const struct gw_csv_row *row;
	struct pieces pieces;
	struct gw_error err;
	size_t p;

	for (p = 0; p < NUM_PIECE_SIZES; p++) {
		open_pieces(&pieces, &reader, text, sizeof text - 1, piece_sizes[p]);
		next_row(reader);
		assert_int_equal(gw_csv_read(reader, &row, &err), GW_EINVAL);
		assert_non_null(strstr(err.text, "line 2: a quote is left open"));
		gw_csv_reader_destroy(reader);
		pieces_close(&pieces);
	}
}

static void lines_may_end_in_cr_alone(void **state)
{
	expect("a,b\r1,2\r\r3,4", {1, "a,b", {"a", "b"}}, {2, "1,2", {"1", "2"}},
		{4, "3,4", {"3", "4"}});
}

static void fields_of_another_encoding_come_as_utf_8_and_raw_text_as_it_is(void **state)
{
	static const char text[] = "id,\xcd\xf8\xb8\xf1\n\x80\xff,x\nplain,y\n"; /* GBK */
	struct gw_csv_reader *reader;
	const struct gw_csv_row *row;
	struct pieces pieces;

	pieces_open(&pieces, text, sizeof text - 1, 3);
	assert_int_equal(gw_csv_reader_create(&reader, pieces.fd, "x.csv", "GBK", NULL), GW_OK);
	row = next_row(reader);
	assert_false(row->garbled);
	expect_field(row, 0, "id", 2, 3);
	expect_field(row, 1, "\xe7\xbd\x91\xe6\xa0\xbc", 6, 3);
	assert_int_equal(row->raw_len, 7);
	assert_memory_equal(row->raw, text, 7);
	assert_true(next_row(reader)->garbled); /* bytes that are no GBK */
	row = next_row(reader);
	assert_false(row->garbled);
	expect_field(row, 0, "plain", 5, 3);
	assert_null(next_row(reader));
	gw_csv_reader_destroy(reader);
	pieces_close(&pieces);
}

static void a_quote_in_the_middle_of_a_field_is_itself(void **state)
{
	expect("6\" pipe,x\n", {1, "6\" pipe,x", {"6\" pipe", "x"}});
}

static void a_row_with_nul_bytes_is_garbled_but_kept_as_it_is(void **state)
{
	static const char text[] = "a\0b,\"\0\"\nc,d\n";
	struct gw_csv_reader *reader;
	const struct gw_csv_row *row;
	struct pieces pieces;
	size_t p;

	for (p = 0; p < NUM_PIECE_SIZES; p++) {
		open_pieces(&pieces, &reader, text, sizeof text - 1, piece_sizes[p]);
		row = next_row(reader);
		assert_int_equal(row->n, 2);
		assert_true(row->garbled);
		expect_field(row, 0, "a\0b", 3, piece_sizes[p]);
		expect_field(row, 1, "", 1, piece_sizes[p]);
		assert_int_equal(row->raw_len, 7);
		assert_memory_equal(row->raw, text, 7);
		expect_row(next_row(reader), &(struct expected){2, "c,d", {"c", "d"}}, 0);
		gw_csv_reader_destroy(reader);
		pieces_close(&pieces);
	}
}

static void a_row_of_many_fields_comes_whole(void **state)
{
	struct gw_csv_reader *reader;
	const struct gw_csv_row *row;
	struct pieces pieces;
	struct gw_buf text;
	char number[16];
	size_t i;

	gw_buf_init(&text, MANY);
	for (i = 0; i < 5000; i++)
		gw_buf_printf(&text, "%s%zu", i ? "," : "", i);
	open_pieces(&pieces, &reader, text.data, text.len, 1000);
	row = next_row(reader);
	assert_int_equal(row->n, 5000);
	for (i = 0; i < 5000; i++) {
		snprintf(number, sizeof number, "%zu", i);
		expect_field(row, i, number, strlen(number), 1000);
	}
	gw_csv_reader_destroy(reader);
	pieces_close(&pieces);
	gw_buf_finish(&text);
}

/* "a,b\n" and a row of one field of n bytes after it, then "c\n". */
static void write_long_row(struct gw_buf *text, size_t n)
{
	gw_buf_init(text, MANY);
	gw_buf_puts(text, "a,b\n");
	assert_non_null(gw_buf_reserve(text, n));
	memset(text->data + text->len, 'x', n);
	text->len += n;
	gw_buf_puts(text, "\nc\n");
}

static void a_row_may_be_almost_as_long_as_the_maximum(void **state)
{
	const size_t n = GW_CSV_ROW_MAX - 5000; /* less than one piece of the pipe */
	struct gw_csv_reader *reader;
	const struct gw_csv_row *row;
	struct pieces pieces;
	struct gw_buf text;

	write_long_row(&text, n);
	open_pieces(&pieces, &reader, text.data, text.len, 4096);
	next_row(reader);
	row = next_row(reader);
	assert_int_equal(row->raw_len, n);
	assert_int_equal(row->lens[0], n);
	assert_memory_equal(row->fields[0], text.data + 4, n);
	expect_row(next_row(reader), &(struct expected){3, "c", {"c"}}, 4096);
	gw_csv_reader_destroy(reader);
	pieces_close(&pieces);
	gw_buf_finish(&text);
}

static void a_row_longer_than_the_maximum_is_refused_by_name_and_line(void **state)
{
	struct gw_csv_reader *reader;
	const struct gw_csv_row *row;
	struct gw_error err = {0};
	struct pieces pieces;
	struct gw_buf text;

	write_long_row(&text, GW_CSV_ROW_MAX + ((size_t)1 << 19));
	open_pieces(&pieces, &reader, text.data, text.len, 4096);
	next_row(reader);
	assert_int_equal(gw_csv_read(reader, &row, &err), GW_EINVAL);
	assert_null(row);
	assert_non_null(strstr(err.text, "points.csv: line 2:"));
	gw_csv_reader_destroy(reader);
	pieces_close(&pieces);
	gw_buf_finish(&text);
}

static void a_descriptor_that_cannot_be_read_is_an_io_error(void **state)
{
	struct gw_csv_reader *reader;
	const struct gw_csv_row *row;
	struct gw_error err = {0};

	assert_int_equal(gw_csv_reader_create(&reader, -1, "points.csv", NULL, NULL), GW_OK);
	assert_int_equal(gw_csv_read(reader, &row, &err), GW_EIO);
	assert_non_null(strstr(err.text, "points.csv"));
	gw_csv_reader_destroy(reader);
	gw_csv_reader_destroy(NULL);
}

static void expect_appended(const char *field, size_t len, const char *wanted)
{
	struct gw_buf out;

	gw_buf_init(&out, 1000);
	gw_csv_append(&out, field, len);
	if (out.len != strlen(wanted) || memcmp(out.data, wanted, out.len) != 0)
		fail_msg("\"%s\" is written as \"%.*s\", not \"%s\"", field, (int)out.len, out.data,
			wanted);
	gw_buf_finish(&out);
}

static void a_field_is_quoted_only_where_it_must_be(void **state)
{
	struct gw_buf out;

	expect_appended("plain text", 10, "plain text");
	expect_appended("120.85", 6, "120.85");
	expect_appended("a,b", 3, "\"a,b\"");
	expect_appended("say \"hi\"", 8, "\"say \"\"hi\"\"\"");
	expect_appended("\"", 1, "\"\"\"\"");
	expect_appended("a\nb", 3, "\"a\nb\"");
	expect_appended("a\rb", 3, "\"a\rb\"");
	expect_appended(" a", 2, "\" a\"");
	expect_appended("a ", 2, "\"a \"");
	expect_appended("a,b", 1, "a");
	gw_buf_init(&out, 10);
	gw_csv_append(&out, "", 0);
	gw_csv_append(&out, NULL, 0);
	assert_int_equal(out.len, 0);
	assert_true(gw_buf_ok(&out));
	gw_buf_finish(&out);
}

static void columns_are_found_by_their_exact_name(void **state)
{
	struct gw_csv_reader *reader;
	const struct gw_csv_row *row;
	struct pieces pieces;

	open_pieces(&pieces, &reader, "id,\"Lon, E\",lat,lat\n", 20, 4096);
	row = next_row(reader);
	assert_int_equal(gw_csv_column(row, "id"), 0);
	assert_int_equal(gw_csv_column(row, "Lon, E"), 1);
	assert_int_equal(gw_csv_column(row, "lat"), 2);
	assert_int_equal(gw_csv_column(row, "LAT"), -1);
	assert_int_equal(gw_csv_column(row, "la"), -1);
	assert_int_equal(gw_csv_column(row, ""), -1);
	gw_csv_reader_destroy(reader);
	pieces_close(&pieces);
}

/* Made rows: what each field holds, and how the file tells it. */
#define RANDOM_ROWS   400
#define RANDOM_FIELDS 4
#define FIELD_LEN_MAX 12

struct made {
	char fields[RANDOM_ROWS][RANDOM_FIELDS][FIELD_LEN_MAX];
	size_t lens[RANDOM_ROWS][RANDOM_FIELDS];
	uint64_t lines[RANDOM_ROWS];
	size_t starts[RANDOM_ROWS], ends[RANDOM_ROWS]; /* of the raw text */
	struct gw_buf text;
};

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state >> 11;
}

/* A first field is never empty, so that no row is a blank line. */
static void make_field(struct made *made, size_t row, size_t column, uint64_t *random)
{
	static const char letters[] = "abc,\"\n\r x\xe4\xb8\xad\0;";
	size_t len = next_random(random) % FIELD_LEN_MAX, i;
	char *field = made->fields[row][column];

	len += !len && !column;
	for (i = 0; i < len; i++)
		field[i] = letters[next_random(random) % (sizeof letters - 1)];
	made->lens[row][column] = len;
}

/* As RFC 4180 has it, by its own hand: everything quoted, every quote twice. */
static void quote_field(struct gw_buf *text, const char *field, size_t len)
{
	size_t i;

	gw_buf_puts(text, "\"");
	for (i = 0; i < len; i++)
		gw_buf_append(text, field[i] == '"' ? "\"\"" : &field[i], field[i] == '"' ? 2 : 1);
	gw_buf_puts(text, "\"");
}

static void make_rows(struct made *made, bool by_gw_csv_append, uint64_t seed)
{
	uint64_t line = 1;
	size_t row, column, at;

	gw_buf_init(&made->text, MANY);
	for (row = 0; row < RANDOM_ROWS; row++) {
		made->lines[row] = line;
		made->starts[row] = made->text.len;
		for (column = 0; column < RANDOM_FIELDS; column++) {
			make_field(made, row, column, &seed);
			gw_buf_puts(&made->text, column ? "," : "");
			if (by_gw_csv_append)
				gw_csv_append(&made->text, made->fields[row][column],
					made->lens[row][column]);
			else
				quote_field(&made->text, made->fields[row][column],
					made->lens[row][column]);
		}
		made->ends[row] = made->text.len;
		gw_buf_puts(&made->text, next_random(&seed) % 2 ? "\r\n" : "\n");
		for (at = made->starts[row]; at < made->text.len; at++)
			line += made->text.data[at] == '\n';
	}
	assert_true(gw_buf_ok(&made->text));
}

static void expect_made_rows(const struct made *made, size_t piece)
{
	struct gw_csv_reader *reader;
	const struct gw_csv_row *row;
	struct pieces pieces;
	size_t i, column, raw_len;

	open_pieces(&pieces, &reader, made->text.data, made->text.len, piece);
	for (i = 0; i < RANDOM_ROWS; i++) {
		row = next_row(reader);
		raw_len = made->ends[i] - made->starts[i];
		if (!row || row->line != made->lines[i] || row->n != RANDOM_FIELDS)
			fail_msg("row %zu: not on line %llu with %d fields (pieces of %zu)", i,
				(unsigned long long)made->lines[i], RANDOM_FIELDS, piece);
		for (column = 0; column < RANDOM_FIELDS; column++)
			expect_field(
				row, column, made->fields[i][column], made->lens[i][column], piece);
		if (row->raw_len != raw_len ||
			memcmp(row->raw, made->text.data + made->starts[i], raw_len) != 0)
			fail_msg("row %zu: its raw text is another (pieces of %zu)", i, piece);
	}
	assert_null(next_row(reader));
	gw_csv_reader_destroy(reader);
	pieces_close(&pieces);
}

static void random_rows_come_back(bool by_gw_csv_append)
{
	struct made *made = malloc(sizeof *made);
	size_t p;
	int i;

	assert_non_null(made);
	for (i = 0; i < 4; i++) {
		make_rows(made, by_gw_csv_append, 0x9e3779b97f4a7c15 + (uint64_t)i);
		for (p = 0; p < NUM_PIECE_SIZES; p++)
			expect_made_rows(made, piece_sizes[p]);
		gw_buf_finish(&made->text);
	}
	free(made);
}

static void random_rows_are_read_field_for_field_and_byte_for_byte(void **state)
{
	random_rows_come_back(false);
}

static void random_rows_survive_being_written(void **state)
{
	random_rows_come_back(true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_come_whole_whatever_the_pieces_they_are_read_in),
		cmocka_unit_test(quotes_hold_commas_quotes_and_line_ends),
		cmocka_unit_test(lines_may_end_in_crlf),
		cmocka_unit_test(a_byte_order_mark_is_passed_over_at_the_beginning_only),
		cmocka_unit_test(blank_lines_are_no_rows_but_are_counted),
		cmocka_unit_test(an_input_without_rows_ends_at_once),
		cmocka_unit_test(the_last_row_needs_no_line_end),
		cmocka_unit_test(an_unclosed_quote_is_refused_by_its_rows_line),
		cmocka_unit_test(lines_may_end_in_cr_alone),
		cmocka_unit_test(fields_of_another_encoding_come_as_utf_8_and_raw_text_as_it_is),
		cmocka_unit_test(a_quote_in_the_middle_of_a_field_is_itself),
		cmocka_unit_test(a_row_with_nul_bytes_is_garbled_but_kept_as_it_is),
		cmocka_unit_test(a_row_of_many_fields_comes_whole),
		cmocka_unit_test(a_row_may_be_almost_as_long_as_the_maximum),
		cmocka_unit_test(a_row_longer_than_the_maximum_is_refused_by_name_and_line),
		cmocka_unit_test(a_descriptor_that_cannot_be_read_is_an_io_error),
		cmocka_unit_test(a_field_is_quoted_only_where_it_must_be),
		cmocka_unit_test(columns_are_found_by_their_exact_name),
		cmocka_unit_test(random_rows_are_read_field_for_field_and_byte_for_byte),
		cmocka_unit_test(random_rows_survive_being_written),
	};

	return cmocka_run_group_tests_name("base/csv", tests, NULL, NULL);
}
