/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/sse.h"

#include "base/parse.h"

#include <stdio.h>

#define EVENT_MAX ((size_t)8 << 20)

void gw_sse_init(struct gw_sse *sse)
{
	*sse = (struct gw_sse){.last_id = -1, .next_id = -1, .retry_ms = -1};
	gw_buf_init(&sse->line, EVENT_MAX);
	gw_buf_init(&sse->data, EVENT_MAX);
}

void gw_sse_finish(struct gw_sse *sse)
{
	gw_buf_finish(&sse->line);
	gw_buf_finish(&sse->data);
}

static void forget_event(struct gw_sse *sse)
{
	gw_buf_clear(&sse->data);
	sse->event[0] = '\0';
	sse->has_data = false;
	sse->next_id = sse->last_id;
}

void gw_sse_break(struct gw_sse *sse)
{
	gw_buf_clear(&sse->line);
	sse->had_cr = false;
	forget_event(sse);
}

static void take_field(struct gw_sse *sse, const char *name, const char *value)
{
	if (!strcmp(name, "data")) {
		if (sse->has_data)
			gw_buf_puts(&sse->data, "\n");
		gw_buf_puts(&sse->data, value);
		sse->has_data = true;
	} else if (!strcmp(name, "event")) {
		snprintf(sse->event, sizeof sse->event, "%s", value);
	} else if (!strcmp(name, "id")) {
		gw_parse_int(value, 0, INT64_MAX, &sse->next_id);
	} else if (!strcmp(name, "retry")) {
		gw_parse_int(value, 0, 3600000, &sse->retry_ms);
	}
}

/* An empty line ends an event; it was told once its id counts. */
static enum gw_status end_event(struct gw_sse *sse, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	const char *data;

	if (sse->has_data) {
		data = gw_buf_cstr(&sse->data);
		st = data ? sse->on_event(
				    sse->context, *sse->event ? sse->event : "message", data, err)
			  : gw_fail(err, GW_EINVAL, "the server sent an event of over %zu MiB",
				    EVENT_MAX >> 20);
	}
	if (!st)
		sse->last_id = sse->next_id;
	forget_event(sse);
	return st;
}

static enum gw_status take_line(struct gw_sse *sse, struct gw_error *err)
{
	char *value;

	if (!gw_buf_cstr(&sse->line))
		return gw_fail(
			err, GW_EINVAL, "the server sent a line of over %zu MiB", EVENT_MAX >> 20);
	if (!sse->line.len)
		return end_event(sse, err);
	value = strchr(sse->line.data, ':');
	if (value == sse->line.data) /* a comment */
		return GW_OK;
	if (value) {
		*value++ = '\0';
		value += *value == ' ';
	}
	take_field(sse, sse->line.data, value ? value : "");
	return GW_OK;
}

/* A line ends in CR, LF or both. */
enum gw_status gw_sse_take(struct gw_sse *sse, const char *bytes, size_t n, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	size_t i, from = 0;

	for (i = 0; i < n && !st; i++) {
		bool is_lf = bytes[i] == '\n', is_end = is_lf || bytes[i] == '\r';

		if (is_lf && sse->had_cr && i == from) {
			from = i + 1;
		} else if (is_end) {
			gw_buf_append(&sse->line, bytes + from, i - from);
			st = take_line(sse, err);
			gw_buf_clear(&sse->line);
			from = i + 1;
		}
		sse->had_cr = bytes[i] == '\r';
	}
	if (!st)
		gw_buf_append(&sse->line, bytes + from, n - from);
	return st;
}
