/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_FRAMES_H
#define GW_SERVICE_FRAMES_H

/* Events as they are sent, each formatted once for all who listen, with what filters look at. */

#include "base/buf.h"
#include "store/events.h"

struct gw_frame {
	int64_t id;
	enum gw_event_kind kind;
	size_t end, places_end; /* it begins where the one before it ends */
};

/*
 * Frames in ascending order of their ids. Whoever fills it appends a frame's bytes, and its places:
 * for each unit that it lies in the scheme's, the level's and the unit's code, each with its NUL.
 * An empty level stands for all units of the scheme. gw_frames_close() then makes a frame of what
 * was appended since the last.
 */
struct gw_frames {
	struct gw_frame *items;
	size_t n, capacity;
	struct gw_buf bytes, places;
};

void gw_frames_init(struct gw_frames *frames);
void gw_frames_finish(struct gw_frames *frames);
void gw_frames_clear(struct gw_frames *frames);

void gw_frames_put_place(
	struct gw_frames *frames, const char *scheme, const char *level, const char *code);

/* GW_ENOMEM: also when an append failed; what was appended since the last frame is gone then. */
enum gw_status gw_frames_close(
	struct gw_frames *frames, int64_t id, enum gw_event_kind kind, struct gw_error *err);

/* Appends a copy of frame i of another. GW_ENOMEM. */
enum gw_status gw_frames_copy(
	struct gw_frames *frames, const struct gw_frames *from, size_t i, struct gw_error *err);

/* The first frame behind an id; n when there is none. */
size_t gw_frames_behind(const struct gw_frames *frames, int64_t id);

/* Bytes of a frame. */
const char *gw_frame_bytes(const struct gw_frames *frames, size_t i, size_t *len);

/* What it all takes in memory. */
size_t gw_frames_size(const struct gw_frames *frames);

/* Which events one wants to be told. Borrows its texts. */
struct gw_event_filter {
	unsigned kinds; /* bits 1 << kind; 0: all */
	const char *scheme; /* of the unit */
	const char *level; /* of the unit; NULL: any */
	const char *unit; /* the code of a unit that the event lies in; NULL: anywhere */
};

/* "report,step" as bits 1 << kind; false when one of them is no kind. */
bool gw_event_kinds_parse(const char *list, unsigned *out);

bool gw_event_filter_passes(
	const struct gw_event_filter *filter, const struct gw_frames *frames, size_t i);

#endif
