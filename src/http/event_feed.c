/* SPDX-License-Identifier: Apache-2.0 */
#include "http/event_feed.h"

#include "http/api_reports_json.h"
#include "http/json.h"
#include "service/readers.h"
#include "store/publications.h"

/* One page on its way. */
struct loading {
	struct gw_atlas *atlas;
	struct gw_finder *finder; /* made for the first event */
	const struct gw_zone *zone;
	struct gw_frames *out;
};

static void write_publication(
	struct gw_buf *out, const struct gw_publication *p, const struct gw_zone *zone)
{
	char text[GW_TIME_TEXT_MAX];

	gw_buf_puts(out, ",\"publication\":{");
	gw_json_member(out, "scheme", p->scheme);
	gw_buf_puts(out, ",");
	gw_json_member(out, "month", gw_month_format(p->month, text));
	gw_buf_printf(out, ",\"version\":%lld,", (long long)p->version);
	gw_json_member(out, "published", gw_time_format(p->published, zone, text));
	gw_buf_puts(out, ",");
	gw_json_member(out, "withdrawn",
		p->withdrawn == INT64_MAX ? NULL : gw_time_format(p->withdrawn, zone, text));
	gw_buf_puts(out, "}");
}

/* All units that it lies in. */
static void put_places(struct gw_frames *out, const struct gw_found *found)
{
	const struct gw_units *units = found->division->units;
	uint32_t at = units->of_cell[found->cell];

	for (; at != GW_NO_UNIT; at = units->items[at].parent) {
		const char *level = gw_found_level(found, units->items[at].level);

		if (level)
			gw_frames_put_place(out, found->info->scheme, level, units->items[at].code);
	}
}

static enum gw_status write_report(
	struct loading *l, const struct gw_event *event, struct gw_error *err)
{
	struct gw_found found[GW_REPORT_CELLS_MAX];
	struct gw_report_view view = {.id = event->report->id,
		.report = &event->report->report,
		.status = event->report->status,
		.due = event->report->due,
		.places = found};
	struct gw_buf *out = &l->out->bytes;
	enum gw_status st = GW_OK;
	size_t i;

	if (!l->finder)
		st = gw_finder_create(&l->finder, l->atlas, GW_WAIT, err);
	if (!st)
		st = gw_finder_recall(l->finder, event->report, found, &view.num_places, err);
	if (st)
		return st;
	gw_buf_puts(out, ",\"report\":");
	/* Nothing is overdue at the moment of a step. */
	gw_report_write(out, &view, l->zone, INT64_MIN);
	gw_buf_puts(out, ",\"step\":");
	gw_report_write_step(out, event->step, l->zone);
	for (i = 0; i < view.num_places; i++)
		put_places(l->out, &found[i]);
	return GW_OK;
}

static enum gw_status write_event(void *context, const struct gw_event *event, struct gw_error *err)
{
	const char *kind = gw_event_kind_name(event->kind);
	struct loading *l = context;
	struct gw_buf *out = &l->out->bytes;
	enum gw_status st = GW_OK;

	gw_buf_printf(out, "id: %lld\nevent: %s\ndata: {\"event\":%lld,\"kind\":\"%s\"",
		(long long)event->id, kind, (long long)event->id, kind);
	if (event->report)
		st = write_report(l, event, err);
	if (event->publication) {
		write_publication(out, event->publication, l->zone);
		gw_frames_put_place(l->out, event->publication->scheme, "", "");
	}
	gw_buf_puts(out, "}\n\n");
	return st ? st : gw_frames_close(l->out, event->id, event->kind, err);
}

enum gw_status gw_event_feed_load(
	void *context, int64_t after, size_t max, struct gw_frames *out, struct gw_error *err)
{
	const struct gw_event_feed *feed = context;
	struct loading l = {.atlas = feed->atlas, .zone = gw_atlas_zone(feed->atlas), .out = out};
	struct gw_store *store = NULL;
	enum gw_status st;

	st = gw_readers_borrow(feed->readers, &store, err);
	if (st)
		return st;
	st = gw_store_each_event(store, after, max, write_event, &l, err);
	gw_finder_destroy(l.finder);
	gw_readers_return(feed->readers, store);
	return st;
}

enum gw_status gw_event_feed_newest(
	const struct gw_event_feed *feed, int64_t *out, struct gw_error *err)
{
	struct gw_store_state state;
	struct gw_store *store = NULL;
	enum gw_status st;

	st = gw_readers_borrow(feed->readers, &store, err);
	if (st)
		return st;
	st = gw_store_state(store, &state, err);
	gw_readers_return(feed->readers, store);
	*out = st ? 0 : state.last_event;
	return st;
}

static enum gw_status find_newest(void *context, int64_t *id, struct gw_error *err)
{
	return gw_event_feed_newest(context, id, err);
}

static void complain(void *context, const struct gw_error *err)
{
	const struct gw_event_feed *feed = context;

	if (feed->complain)
		feed->complain(feed->context, err);
}

enum gw_status gw_event_feed_start(
	struct gw_bus **out, struct gw_event_feed *feed, size_t max_clients, struct gw_error *err)
{
	struct gw_bus_options options = {.load = gw_event_feed_load,
		.newest = find_newest,
		.failed = complain,
		.context = feed,
		.max_listeners = max_clients};
	enum gw_status st;

	st = gw_event_feed_newest(feed, &options.begin, err);
	return st ? st : gw_bus_create(out, &options, err);
}
