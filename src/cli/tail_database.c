/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/sse.h"
#include "cli/tail_source.h"
#include "http/event_feed.h"
#include "service/atlas.h"
#include "service/readers.h"

#include <time.h>

#define POLL_MS 200
#define PAGE	256

/* Feeds the events behind *after. Whether there may be more at once. */
static enum gw_status feed_page(const struct gw_event_feed *feed,
	const struct gw_event_filter *filter, int64_t *after, struct gw_sse *sse, bool *more,
	struct gw_error *err)
{
	struct gw_frames frames;
	enum gw_status st;
	size_t i, len;

	gw_frames_init(&frames);
	st = gw_event_feed_load((void *)feed, *after, PAGE, &frames, err);
	for (i = 0; !st && i < frames.n; i++) {
		const char *bytes = gw_frame_bytes(&frames, i, &len);

		if (gw_event_filter_passes(filter, &frames, i))
			st = gw_sse_take(sse, bytes, len, err);
		*after = frames.items[i].id;
	}
	*more = frames.n == PAGE;
	gw_frames_finish(&frames);
	return st;
}

static enum gw_status follow(const struct gw_event_feed *feed,
	const struct gw_tail_options *options, struct gw_sse *sse, struct gw_error *err)
{
	const struct timespec pause = {0, POLL_MS * 1000000L};
	struct gw_event_filter filter = {0};
	int64_t after = options->since;
	enum gw_status st = GW_OK;

	if (!gw_event_kinds_parse(options->kinds, &filter.kinds))
		return gw_fail(err, GW_EINVAL,
			"--kind: \"%.40s\" is not made of report, step, grade, fence",
			options->kinds);
	if (after < 0)
		st = gw_event_feed_newest(feed, &after, err);
	while (!st && !options->has_ended()) {
		bool again = false;

		st = gw_atlas_refresh(feed->atlas, err);
		if (!st)
			st = feed_page(feed, &filter, &after, sse, &again, err);
		if (!st && !again)
			nanosleep(&pause, NULL);
	}
	return st;
}

enum gw_status gw_tail_database(const char *path, const struct gw_tail_options *options,
	struct gw_sse *sse, struct gw_error *err)
{
	struct gw_event_feed feed = {0};
	enum gw_status st;

	if (options->token_file)
		return gw_fail(err, GW_EINVAL, "--token-file is for a server, not a database");
	st = gw_atlas_open(&feed.atlas, path, NULL, err);
	if (!st)
		st = gw_readers_create(&feed.readers, path, err);
	if (!st)
		st = follow(&feed, options, sse, err);
	gw_readers_destroy(feed.readers);
	gw_atlas_close(feed.atlas);
	return st;
}
