/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/event_line.h"

#include <jansson.h>

/* What a terminal might take for a command becomes blank: it comes from outside. */
static void put_plain(struct gw_buf *out, const char *text)
{
	const unsigned char *at = (const unsigned char *)(text && *text ? text : "-");

	for (; *at; at++) {
		bool is_c1 = at[0] == 0xc2 && at[1] >= 0x80 && at[1] < 0xa0;

		at += is_c1;
		gw_buf_append(out, is_c1 || *at < 0x20 || *at == 0x7f ? " " : (const char *)at, 1);
	}
}

static const char *text_of(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

/* "2026-10-03T09:12:00+08:00" without its offset: the city's clock. */
static void put_time(struct gw_buf *out, const char *time)
{
	char text[] = "YYYY-MM-DD hh:mm:ss";

	if (time && strlen(time) >= sizeof text - 1) {
		memcpy(text, time, sizeof text - 1);
		text[10] = ' ';
		put_plain(out, text);
	} else {
		put_plain(out, time);
	}
}

/* The names on the way down to the cell of the first scheme. */
static void put_path(struct gw_buf *out, const json_t *report)
{
	const json_t *place = json_array_get(json_object_get(report, "places"), 0), *unit;
	size_t i;

	if (!json_array_size(json_object_get(place, "path")))
		gw_buf_puts(out, "-");
	json_array_foreach(json_object_get(place, "path"), i, unit)
	{
		const char *name = text_of(unit, "name");

		gw_buf_puts(out, i ? " \xe2\x80\xba " : "");
		put_plain(out, name ? name : text_of(unit, "code"));
	}
}

static void put_report(struct gw_buf *out, const json_t *report, const json_t *step)
{
	const char *time = text_of(step, "time");

	put_time(out, time ? time : text_of(report, "time"));
	gw_buf_printf(
		out, "\t%lld\t", (long long)json_integer_value(json_object_get(report, "id")));
	put_plain(out, text_of(report, "category"));
	gw_buf_puts(out, "\t");
	put_plain(out, text_of(report, "status"));
	gw_buf_puts(out, "\t");
	put_path(out, report);
}

static void put_publication(struct gw_buf *out, const json_t *publication)
{
	const char *withdrawn = text_of(publication, "withdrawn");

	put_time(out, withdrawn ? withdrawn : text_of(publication, "published"));
	gw_buf_printf(out, "\tv%lld\tgrade\t%s\t",
		(long long)json_integer_value(json_object_get(publication, "version")),
		withdrawn ? "withdrawn" : "published");
	put_plain(out, text_of(publication, "scheme"));
	gw_buf_puts(out, " ");
	put_plain(out, text_of(publication, "month"));
}

static void put_text(struct gw_buf *out, const json_t *event)
{
	const json_t *report = json_object_get(event, "report");
	const json_t *publication = json_object_get(event, "publication");

	if (report)
		put_report(out, report, json_object_get(event, "step"));
	else if (publication)
		put_publication(out, publication);
	else {
		gw_buf_puts(out, "-\t-\t");
		put_plain(out, text_of(event, "kind"));
		gw_buf_puts(out, "\t-\t-");
	}
}

enum gw_status gw_event_line(
	struct gw_buf *out, const char *json, enum gw_event_format format, struct gw_error *err)
{
	json_error_t error;
	json_t *event = json_loads(json, 0, &error);
	char *text = NULL;

	if (!json_is_object(event)) {
		json_decref(event);
		return gw_fail(
			err, GW_EINVAL, "what the server sent is no event: %.80s", error.text);
	}
	if (format == GW_EVENT_TEXT)
		put_text(out, event);
	else
		text = json_dumps(event, JSON_COMPACT);
	if (text)
		gw_buf_puts(out, text);
	gw_buf_puts(out, "\n");
	free(text);
	json_decref(event);
	return gw_buf_ok(out) && (text || format == GW_EVENT_TEXT) ? GW_OK : gw_fail_nomem(err);
}
