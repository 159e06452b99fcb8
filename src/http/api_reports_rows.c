/* SPDX-License-Identifier: Apache-2.0 */
#include "base/csv.h"
#include "base/utf8.h"
#include "http/api_reports_body.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* A report as JSON is shorter; before it is read, what it may grow to in memory is bounded. */
#define ROW_MAX ((size_t)64 << 10)

#define COLUMNS_MAX 32

/* Takes the members of a report. */
static void read_object(
	struct gw_report_reading *r, struct gw_report_item *item, const json_t *object)
{
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)object, name, value)
	{
		enum gw_report_column column = gw_report_column_find(name);
		bool is_degrees = column == GW_COLUMN_LON || column == GW_COLUMN_LAT;

		if (column == GW_COLUMNS)
			gw_report_item_reject(r->body, item, "", "no member \"%.60s\" here", name);
		else if (is_degrees && json_is_number(value))
			gw_report_item_place(item, column, json_number_value(value));
		else if (is_degrees)
			gw_report_item_reject(r->body, item,
				column == GW_COLUMN_LON ? "lon" : "lat", "%s is not a number",
				name);
		else if (json_is_string(value))
			gw_report_item_take(r, item, column, json_string_value(value),
				json_string_length(value));
		else if (!json_is_null(value))
			gw_report_item_reject(r->body, item, gw_report_column_name(column),
				"%s is not a text", name);
	}
	gw_report_item_complete(r, item);
}

/* A walk over the text of a JSON object, member by member. */
struct walk {
	const char *text;
	size_t at, len;
};

static char next_char(struct walk *w)
{
	while (w->at < w->len && strchr(" \t\r\n", w->text[w->at]) && w->text[w->at])
		w->at++;
	return w->at < w->len ? w->text[w->at] : '\0';
}

static enum gw_status fail_at(
	const struct walk *w, size_t at, const char *what, struct gw_problem *problem)
{
	size_t line = 1, i;

	for (i = 0; i < at && i < w->len; i++)
		line += w->text[i] == '\n';
	return gw_problem_set(problem, 400, "the body is not JSON: line %zu: %s", line, what);
}

static enum gw_status expect(struct walk *w, char c, struct gw_problem *problem)
{
	char what[] = "' ' expected";

	what[1] = c;
	if (next_char(w) != c)
		return fail_at(w, w->at, what, problem);
	w->at++;
	return GW_OK;
}

/* The value that stands next, of at most ROW_MAX bytes. */
static enum gw_status read_value(struct walk *w, json_t **out, struct gw_problem *problem)
{
	size_t left;
	json_error_t error;

	next_char(w);
	left = w->len - w->at;
	*out = json_loadb(w->text + w->at, left < ROW_MAX ? left : ROW_MAX,
		JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL | JSON_DISABLE_EOF_CHECK |
			JSON_DECODE_ANY,
		&error);
	if (!*out)
		return fail_at(w, w->at + (error.position > 0 ? (size_t)error.position : 0),
			left > ROW_MAX && (size_t)error.position + 8 > ROW_MAX
				? "a value is longer than 64 KiB"
				: error.text,
			problem);
	w->at += (size_t)error.position;
	return GW_OK;
}

static enum gw_status read_rows(
	struct gw_report_reading *r, struct walk *w, struct gw_problem *problem)
{
	struct gw_report_item *item;
	enum gw_status st;
	json_t *value;

	st = expect(w, '[', problem);
	if (!st && next_char(w) == ']') {
		w->at++;
		return GW_OK;
	}
	while (!st) {
		item = gw_reports_body_add(r->body, problem);
		if (!item)
			return GW_EINVAL;
		st = read_value(w, &value, problem);
		if (st)
			return st;
		if (json_is_object(value))
			read_object(r, item, value);
		else
			gw_report_item_reject(r->body, item, "", "it is not an object");
		json_decref(value);
		if (next_char(w) != ',')
			return expect(w, ']', problem);
		w->at++;
	}
	return st;
}

/* One member: the rows at once, another into root. */
static enum gw_status read_member(
	struct gw_report_reading *r, struct walk *w, json_t *root, struct gw_problem *problem)
{
	json_t *key = NULL, *value;
	char name[64] = "";
	enum gw_status st;

	if (next_char(w) != '"')
		return fail_at(w, w->at, "a name in quotes expected", problem);
	st = read_value(w, &key, problem);
	if (st)
		return st;
	snprintf(name, sizeof name, "%s", json_string_value(key));
	json_decref(key);
	st = expect(w, ':', problem);
	if (st)
		return st;
	if (json_object_get(root, name))
		return fail_at(w, w->at, "a member is there twice", problem);
	if (strcmp(name, "reports") != 0) {
		st = read_value(w, &value, problem);
		if (!st && json_object_set_new(root, name, value))
			st = gw_problem_from(problem, gw_fail_nomem(&problem->error));
		return st;
	}
	if (json_object_set_new(root, name, json_null()))
		return gw_problem_from(problem, gw_fail_nomem(&problem->error));
	return read_rows(r, w, problem);
}

static enum gw_status read_members(
	struct gw_report_reading *r, struct walk *w, json_t *root, struct gw_problem *problem)
{
	enum gw_status st;

	st = expect(w, '{', problem);
	if (!st && next_char(w) == '}') {
		w->at++;
	} else {
		while (!st) {
			st = read_member(r, w, root, problem);
			if (st || next_char(w) != ',')
				break;
			w->at++;
		}
		if (!st)
			st = expect(w, '}', problem);
	}
	next_char(w);
	if (!st && w->at < w->len)
		st = fail_at(w, w->at, "it should end here", problem);
	return st;
}

/* What stands beside the rows, or is the one report. */
static enum gw_status read_rest(
	struct gw_report_reading *r, json_t *root, struct gw_problem *problem)
{
	const json_t *crs = json_object_get(root, "crs");
	struct gw_report_item *item;
	struct gw_reports_body *body = r->body;
	const char *name;
	json_t *value;

	if (crs && !json_is_string(crs))
		return gw_problem_at(problem, GW_IN_BODY, "/crs", "crs is not a text");
	if (crs) {
		body->crs = (gw_text_id)body->texts.len;
		gw_buf_append(&body->texts, json_string_value(crs), json_string_length(crs) + 1);
		json_object_del(root, "crs");
	}
	if (json_object_get(root, "reports")) {
		body->pointer = "/reports";
		json_object_foreach(root, name,
			value) if (strcmp(name, "reports") != 0) return gw_problem_set(problem, 400,
			"no member \"%.60s\" beside the reports", name);
		return GW_OK;
	}
	body->is_one = true;
	item = gw_reports_body_add(body, problem);
	if (!item)
		return GW_EINVAL;
	read_object(r, item, root);
	return GW_OK;
}

enum gw_status gw_reports_read_json(
	struct gw_report_reading *r, const struct gw_request *request, struct gw_problem *problem)
{
	struct walk w = {request->body, 0, request->body_len};
	json_t *root = json_object();
	enum gw_status st;

	if (!root)
		return gw_problem_from(problem, gw_fail_nomem(&problem->error));
	st = read_members(r, &w, root, problem);
	if (!st)
		st = read_rest(r, root, problem);
	json_decref(root);
	return st;
}

static void read_line(
	struct gw_report_reading *r, struct gw_report_item *item, const char *line, size_t len)
{
	json_error_t error;
	json_t *value;

	if (len > ROW_MAX) {
		gw_report_item_reject(r->body, item, "", "the line is longer than 64 KiB");
		return;
	}
	value = json_loadb(line, len, JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, &error);
	if (!value)
		gw_report_item_reject(r->body, item, "", "the line is not JSON: column %d: %.150s",
			error.column, error.text);
	else if (!json_is_object(value))
		gw_report_item_reject(r->body, item, "", "it is not an object");
	else
		read_object(r, item, value);
	json_decref(value);
}

enum gw_status gw_reports_read_lines(
	struct gw_report_reading *r, const struct gw_request *request, struct gw_problem *problem)
{
	const char *at = request->body, *end = at + request->body_len;

	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline ? newline : end;
		size_t len = (size_t)(stop - at);
		struct gw_report_item *item;

		while (len && strchr(" \t\r", at[len - 1]) && at[len - 1])
			len--;
		if (len) {
			item = gw_reports_body_add(r->body, problem);
			if (!item)
				return GW_EINVAL;
			read_line(r, item, at, len);
		}
		at = newline ? newline + 1 : end;
	}
	return GW_OK;
}

/* Which column each field of a row is. */
struct header {
	enum gw_report_column columns[COLUMNS_MAX];
	size_t n;
};

static enum gw_status read_header(
	struct header *header, const struct gw_csv_row *row, struct gw_problem *problem)
{
	size_t i, k;

	header->n = row->n;
	for (i = 0; i < row->n; i++) {
		if (i < COLUMNS_MAX)
			header->columns[i] = gw_report_column_find(row->fields[i]);
		if (i == COLUMNS_MAX || header->columns[i] == GW_COLUMNS)
			return gw_problem_set(problem, 400,
				"no column \"%.60s\" here; there are client_id, time, lon, lat, "
				"category, source, description",
				row->fields[i]);
		for (k = 0; k < i; k++)
			if (header->columns[k] == header->columns[i])
				return gw_problem_set(problem, 400,
					"column \"%.60s\" is there twice", row->fields[i]);
	}
	return GW_OK;
}

static void read_fields(struct gw_report_reading *r, const struct header *header,
	struct gw_report_item *item, const struct gw_csv_row *row)
{
	bool is_text = !row->garbled;
	size_t i;

	for (i = 0; i < row->n && is_text; i++)
		is_text = gw_utf8_is_valid(row->fields[i], row->lens[i]);
	if (!is_text || row->n > header->n) {
		gw_report_item_reject(r->body, item, "", "line %llu %s",
			(unsigned long long)row->line,
			is_text ? "has more fields than the header" : "is not UTF-8");
		return;
	}
	for (i = 0; i < row->n; i++)
		if (row->lens[i])
			gw_report_item_take(
				r, item, header->columns[i], row->fields[i], row->lens[i]);
	gw_report_item_complete(r, item);
}

enum gw_status gw_reports_read_csv(
	struct gw_report_reading *r, const struct gw_request *request, struct gw_problem *problem)
{
	struct gw_csv_reader *reader;
	const struct gw_csv_row *row;
	struct gw_report_item *item;
	struct header header = {.n = 0};
	enum gw_status st;

	st = gw_csv_reader_create_text(
		&reader, request->body, request->body_len, "the body", &problem->error);
	if (st)
		return gw_problem_from(problem, st);
	st = gw_csv_read(reader, &row, &problem->error);
	if (st)
		gw_problem_from(problem, st);
	else if (!row)
		st = gw_problem_set(problem, 400, "the body is empty; a CSV header is expected");
	else
		st = read_header(&header, row, problem);
	while (!st) {
		st = gw_csv_read(reader, &row, &problem->error);
		if (st)
			gw_problem_from(problem, st);
		if (st || !row)
			break;
		item = gw_reports_body_add(r->body, problem);
		if (!item) {
			st = GW_EINVAL;
			break;
		}
		read_fields(r, &header, item, row);
	}
	gw_csv_reader_destroy(reader);
	return st;
}
