/* SPDX-License-Identifier: Apache-2.0 */
#include "service/frames.h"

#include "base/mem.h"

/* Of a page of frames; one that passes it takes no more. */
#define BYTES_MAX ((size_t)64 << 20)

void gw_frames_init(struct gw_frames *frames)
{
	*frames = (struct gw_frames){0};
	gw_buf_init(&frames->bytes, BYTES_MAX);
	gw_buf_init(&frames->places, BYTES_MAX);
}

void gw_frames_finish(struct gw_frames *frames)
{
	free(frames->items);
	gw_buf_finish(&frames->bytes);
	gw_buf_finish(&frames->places);
	*frames = (struct gw_frames){0};
}

void gw_frames_clear(struct gw_frames *frames)
{
	frames->n = 0;
	gw_buf_clear(&frames->bytes);
	gw_buf_clear(&frames->places);
}

static size_t begin_of(const struct gw_frames *frames, size_t i)
{
	return i ? frames->items[i - 1].end : 0;
}

static size_t places_of(const struct gw_frames *frames, size_t i)
{
	return i ? frames->items[i - 1].places_end : 0;
}

void gw_frames_put_place(
	struct gw_frames *frames, const char *scheme, const char *level, const char *code)
{
	gw_buf_append(&frames->places, scheme, strlen(scheme) + 1);
	gw_buf_append(&frames->places, level, strlen(level) + 1);
	gw_buf_append(&frames->places, code, strlen(code) + 1);
}

enum gw_status gw_frames_close(
	struct gw_frames *frames, int64_t id, enum gw_event_kind kind, struct gw_error *err)
{
	if (gw_buf_ok(&frames->bytes) && gw_buf_ok(&frames->places) &&
		gw_grow(&frames->items, frames->n, &frames->capacity, sizeof *frames->items)) {
		frames->items[frames->n++] =
			(struct gw_frame){id, kind, frames->bytes.len, frames->places.len};
		return GW_OK;
	}
	frames->bytes.len = begin_of(frames, frames->n);
	frames->places.len = places_of(frames, frames->n);
	frames->bytes.failed = frames->places.failed = false;
	return gw_fail_nomem(err);
}

enum gw_status gw_frames_copy(
	struct gw_frames *frames, const struct gw_frames *from, size_t i, struct gw_error *err)
{
	const struct gw_frame *frame = &from->items[i];
	size_t at = begin_of(from, i), places_at = places_of(from, i);

	gw_buf_append(&frames->bytes, from->bytes.data + at, frame->end - at);
	if (frame->places_end > places_at)
		gw_buf_append(&frames->places, from->places.data + places_at,
			frame->places_end - places_at);
	return gw_frames_close(frames, frame->id, frame->kind, err);
}

size_t gw_frames_behind(const struct gw_frames *frames, int64_t id)
{
	size_t lo = 0, hi = frames->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (frames->items[mid].id <= id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

const char *gw_frame_bytes(const struct gw_frames *frames, size_t i, size_t *len)
{
	size_t at = begin_of(frames, i);

	*len = frames->items[i].end - at;
	return frames->bytes.data + at;
}

size_t gw_frames_size(const struct gw_frames *frames)
{
	return frames->capacity * sizeof *frames->items + frames->bytes.capacity +
		frames->places.capacity;
}

bool gw_event_kinds_parse(const char *list, unsigned *out)
{
	unsigned kinds = 0;

	for (;; list++) {
		size_t len = strcspn(list, ",");
		enum gw_event_kind kind;
		char name[16];

		if (len >= sizeof name)
			return false;
		memcpy(name, list, len);
		name[len] = '\0';
		if (!gw_event_kind_parse(name, &kind))
			return false;
		kinds |= 1u << kind;
		list += len;
		if (!*list)
			break;
	}
	*out = kinds;
	return true;
}

static const char *skip(const char *text)
{
	return text + strlen(text) + 1;
}

bool gw_event_filter_passes(
	const struct gw_event_filter *filter, const struct gw_frames *frames, size_t i)
{
	const struct gw_frame *frame = &frames->items[i];
	size_t at = places_of(frames, i);

	if (filter->kinds && !(filter->kinds >> frame->kind & 1))
		return false;
	if (!filter->unit)
		return true;
	while (at < frame->places_end) {
		const char *scheme = frames->places.data + at, *level = skip(scheme),
			   *code = skip(level);

		if (!strcmp(scheme, filter->scheme) &&
			(!*level ||
				((!filter->level || !strcmp(level, filter->level)) &&
					!strcmp(code, filter->unit))))
			return true;
		at = (size_t)(skip(code) - frames->places.data);
	}
	return false;
}
