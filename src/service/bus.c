/* SPDX-License-Identifier: Apache-2.0 */
#include "service/bus.h"

#include "base/monotonic.h"
#include "service/backlog.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <time.h>

/*
 * The follower's thread appends events to the backlog as they come up. Pages that it has dropped
 * come back from the database when listeners need them: the loader's thread fetches each once for
 * all who wait for it.
 */
#define PAGES_FIRST 8 /* read at the start for those who come back */

#define READ_BYTES ((size_t)64 << 10)
#define NO_PAGE	   ((int64_t)-1)

struct gw_listener {
	struct gw_bus *bus;
	struct gw_listener_options options;
	int64_t cursor; /* all events up to it were told or did not pass the filter */
	int64_t said; /* the event that the client knows to be at; -1: none yet */
	bool asleep; /* its last read found nothing */
	int64_t wanted; /* a page that it waits for, or NO_PAGE */
	uint64_t wanted_since;
	int64_t heard; /* when it was last told anything, in milliseconds */
	struct gw_listener *next, **link;
};

struct gw_bus {
	struct gw_bus_options options;
	pthread_t follower, loader;
	bool follows, loads; /* the threads that run */
	sem_t bell, work; /* of the follower, of the loader */

	pthread_mutex_t lock; /* over all below */
	bool ended, failing;
	struct gw_backlog backlog;
	int64_t known; /* the newest event there was when nobody listened */
	uint64_t requests; /* for pages, so far */
	struct gw_listener *listeners;
	struct gw_bus_figures figures;
};

static int64_t milliseconds(void)
{
	return gw_monotonic_now() / 1000000;
}

static bool has_ended(struct gw_bus *bus)
{
	bool ended;

	pthread_mutex_lock(&bus->lock);
	ended = bus->ended;
	pthread_mutex_unlock(&bus->lock);
	return ended;
}

/* Waits for the semaphore to be posted, and takes all that was posted. */
static void wait_for(sem_t *sem, unsigned max_ms)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += (long)(max_ms % 1000) * 1000000;
	until.tv_sec += max_ms / 1000 + until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	sem_clockwait(sem, CLOCK_MONOTONIC, &until);
	while (!sem_trywait(sem))
		;
}

/* Listeners: all with the lock held. */

static void wake(struct gw_listener *listener)
{
	listener->asleep = false;
	listener->options.wake(listener->options.context);
}

static void wake_all(struct gw_bus *bus)
{
	struct gw_listener *l;

	for (l = bus->listeners; l; l = l->next)
		if (l->asleep)
			wake(l);
}

static bool any_passes(const struct gw_listener *listener, const struct gw_frames *frames)
{
	size_t i;

	for (i = gw_frames_behind(frames, listener->cursor); i < frames->n; i++)
		if (gw_event_filter_passes(&listener->options.filter, frames, i))
			return true;
	return false;
}

/*
 * The frames have just become the newest. Who heard all before them, and does not want them, has
 * heard them too: no page needs to be kept or read again to find that out.
 */
static void tell(struct gw_bus *bus, const struct gw_frames *frames, int64_t newest_before)
{
	struct gw_listener *l;

	for (l = bus->listeners; l; l = l->next) {
		if (!l->asleep || l->wanted != NO_PAGE || l->cursor < newest_before)
			continue;
		if (any_passes(l, frames))
			wake(l);
		else if (l->cursor < bus->backlog.newest)
			l->cursor = bus->backlog.newest;
	}
}

static void wake_for_pings(struct gw_bus *bus)
{
	int64_t now = milliseconds();
	struct gw_listener *l;

	pthread_mutex_lock(&bus->lock);
	for (l = bus->listeners; l; l = l->next)
		if (l->asleep && now - l->heard >= bus->options.ping_ms)
			wake(l);
	pthread_mutex_unlock(&bus->lock);
}

/* The threads. */

/* Complains once of failures in a row. */
static void note(struct gw_bus *bus, enum gw_status st, const struct gw_error *err)
{
	bool first;

	pthread_mutex_lock(&bus->lock);
	first = st && !bus->failing;
	bus->failing = st != GW_OK;
	pthread_mutex_unlock(&bus->lock);
	if (first && bus->options.failed)
		bus->options.failed(bus->options.context, err);
}

static enum gw_status publish(
	struct gw_bus *bus, const struct gw_frames *frames, struct gw_error *err)
{
	enum gw_status st;
	int64_t before;

	pthread_mutex_lock(&bus->lock);
	before = bus->backlog.newest;
	st = gw_backlog_append(&bus->backlog, frames, err);
	bus->figures.formatted += frames->n;
	tell(bus, frames, before);
	pthread_mutex_unlock(&bus->lock);
	return st;
}

static bool is_heard(struct gw_bus *bus)
{
	bool heard;

	pthread_mutex_lock(&bus->lock);
	heard = bus->listeners || !bus->options.newest;
	pthread_mutex_unlock(&bus->lock);
	return heard;
}

/* Keeps up without formatting anything, unless somebody has begun to listen meanwhile. */
static enum gw_status skip(struct gw_bus *bus, struct gw_error *err)
{
	enum gw_status st;
	int64_t newest;

	st = bus->options.newest(bus->options.context, &newest, err);
	if (st)
		return st;
	pthread_mutex_lock(&bus->lock);
	if (!bus->listeners) {
		gw_backlog_skip(&bus->backlog, newest);
		if (bus->known < newest)
			bus->known = newest;
	}
	pthread_mutex_unlock(&bus->lock);
	return GW_OK;
}

/* Appends the next events; *more says that there may be others behind them. */
static enum gw_status advance(
	struct gw_bus *bus, struct gw_frames *frames, bool *more, struct gw_error *err)
{
	enum gw_status st, published;

	gw_frames_clear(frames);
	st = bus->options.load(
		bus->options.context, gw_bus_newest(bus), GW_BACKLOG_PAGE, frames, err);
	if (frames->n) {
		published = publish(bus, frames, st ? NULL : err);
		st = st ? st : published;
	}
	*more = !st && frames->n == GW_BACKLOG_PAGE;
	return st;
}

static void *follow(void *arg)
{
	struct gw_bus *bus = arg;
	struct gw_frames frames;

	gw_frames_init(&frames);
	while (!has_ended(bus)) {
		struct gw_error err;
		enum gw_status st;
		bool more = false;

		st = is_heard(bus) ? advance(bus, &frames, &more, &err) : skip(bus, &err);
		note(bus, st, &err);
		wake_for_pings(bus);
		if (!more)
			wait_for(&bus->bell, bus->options.poll_ms);
	}
	gw_frames_finish(&frames);
	return NULL;
}

/* The page that a listener has waited for longest, or NO_PAGE. */
static int64_t next_wanted(struct gw_bus *bus)
{
	uint64_t since = UINT64_MAX;
	int64_t number = NO_PAGE;
	const struct gw_listener *l;

	pthread_mutex_lock(&bus->lock);
	for (l = bus->listeners; l; l = l->next)
		if (l->wanted != NO_PAGE && l->wanted_since < since) {
			since = l->wanted_since;
			number = l->wanted;
		}
	pthread_mutex_unlock(&bus->lock);
	return number;
}

/* Fetches a page that is full: all of it is in the database. */
static enum gw_status fetch(struct gw_bus *bus, int64_t number, struct gw_error *err)
{
	struct gw_listener *l;
	struct gw_frames frames;
	enum gw_status st;

	gw_frames_init(&frames);
	st = bus->options.load(
		bus->options.context, gw_backlog_before(number), GW_BACKLOG_PAGE, &frames, err);
	if (st)
		goto out;
	/* Where ids are missing, the first of the next page have come along. */
	frames.n = gw_frames_behind(&frames, gw_backlog_before(number + 1));
	pthread_mutex_lock(&bus->lock);
	bus->figures.formatted += frames.n;
	bus->figures.pages++;
	st = gw_backlog_put(&bus->backlog, number, &frames, err);
	for (l = bus->listeners; l && !st; l = l->next)
		if (l->wanted == number) {
			l->wanted = NO_PAGE;
			if (l->asleep)
				wake(l);
		}
	pthread_mutex_unlock(&bus->lock);
out:
	gw_frames_finish(&frames);
	return st;
}

static void *load(void *arg)
{
	struct gw_bus *bus = arg;

	while (!has_ended(bus)) {
		int64_t number = next_wanted(bus);
		enum gw_status st = GW_OK;
		struct gw_error err;

		if (number != NO_PAGE) {
			st = fetch(bus, number, &err);
			note(bus, st, &err);
		}
		if (st || number == NO_PAGE)
			wait_for(&bus->work, bus->options.poll_ms);
	}
	return NULL;
}

enum gw_status gw_bus_create(
	struct gw_bus **out, const struct gw_bus_options *options, struct gw_error *err)
{
	struct gw_bus *bus = calloc(1, sizeof *bus);
	int64_t first;

	if (!bus)
		return gw_fail_nomem(err);
	bus->options = *options;
	if (!bus->options.max_bytes)
		bus->options.max_bytes = (size_t)32 << 20;
	if (!bus->options.max_listeners)
		bus->options.max_listeners = 2000;
	if (!bus->options.poll_ms)
		bus->options.poll_ms = 250;
	if (!bus->options.ping_ms)
		bus->options.ping_ms = 15000;
	bus->known = options->begin;
	first = gw_backlog_page_of(options->begin) - (PAGES_FIRST - 1);
	gw_backlog_init(&bus->backlog, first > 0 ? first : 0, bus->options.max_bytes);
	pthread_mutex_init(&bus->lock, NULL);
	sem_init(&bus->bell, 0, 0);
	sem_init(&bus->work, 0, 0);
	bus->follows = !pthread_create(&bus->follower, NULL, follow, bus);
	bus->loads = bus->follows && !pthread_create(&bus->loader, NULL, load, bus);
	if (!bus->loads) {
		gw_bus_destroy(bus);
		return gw_fail(err, GW_ENOMEM, "no threads to follow events");
	}
	*out = bus;
	return GW_OK;
}

void gw_bus_destroy(struct gw_bus *bus)
{
	if (!bus)
		return;
	gw_bus_end(bus);
	if (bus->follows)
		pthread_join(bus->follower, NULL);
	if (bus->loads)
		pthread_join(bus->loader, NULL);
	gw_backlog_finish(&bus->backlog);
	sem_destroy(&bus->bell);
	sem_destroy(&bus->work);
	pthread_mutex_destroy(&bus->lock);
	free(bus);
}

void gw_bus_wake(struct gw_bus *bus)
{
	sem_post(&bus->bell);
}

void gw_bus_end(struct gw_bus *bus)
{
	pthread_mutex_lock(&bus->lock);
	bus->ended = true;
	wake_all(bus);
	pthread_mutex_unlock(&bus->lock);
	sem_post(&bus->bell);
	sem_post(&bus->work);
}

int64_t gw_bus_newest(struct gw_bus *bus)
{
	int64_t newest;

	pthread_mutex_lock(&bus->lock);
	newest = bus->backlog.newest;
	pthread_mutex_unlock(&bus->lock);
	return newest;
}

void gw_bus_read(struct gw_bus *bus, struct gw_bus_figures *out)
{
	pthread_mutex_lock(&bus->lock);
	*out = bus->figures;
	out->bytes = bus->backlog.bytes;
	pthread_mutex_unlock(&bus->lock);
}

enum gw_status gw_listener_create(struct gw_listener **out, struct gw_bus *bus,
	const struct gw_listener_options *options, struct gw_error *err)
{
	struct gw_listener *l = calloc(1, sizeof *l);
	bool full;

	if (!l)
		return gw_fail_nomem(err);
	l->bus = bus;
	l->options = *options;
	l->said = -1;
	l->wanted = NO_PAGE;
	pthread_mutex_lock(&bus->lock);
	full = bus->figures.listeners >= bus->options.max_listeners;
	if (!full) {
		bus->figures.listeners++;
		l->cursor = options->after >= 0		   ? options->after
			: bus->backlog.newest > bus->known ? bus->backlog.newest
							   : bus->known;
		l->next = bus->listeners;
		l->link = &bus->listeners;
		if (l->next)
			l->next->link = &l->next;
		bus->listeners = l;
	}
	pthread_mutex_unlock(&bus->lock);
	sem_post(&bus->bell); /* nothing may have been loaded as long as nobody listened */
	if (full) {
		free(l);
		return gw_fail(err, GW_EBUSY, "%zu clients follow the events, and more may not",
			bus->options.max_listeners);
	}
	*out = l;
	return GW_OK;
}

void gw_listener_destroy(struct gw_listener *l)
{
	struct gw_bus *bus;

	if (!l)
		return;
	bus = l->bus;
	pthread_mutex_lock(&bus->lock);
	*l->link = l->next;
	if (l->next)
		l->next->link = l->link;
	bus->figures.listeners--;
	pthread_mutex_unlock(&bus->lock);
	free(l);
}

/* Appends frames from the cursor on, and moves it. Whether all were gone through. */
static bool read_frames(struct gw_listener *l, const struct gw_frames *frames, struct gw_buf *out)
{
	size_t i, len, from = out->len;

	for (i = gw_frames_behind(frames, l->cursor); i < frames->n; i++) {
		if (gw_event_filter_passes(&l->options.filter, frames, i)) {
			const char *bytes = gw_frame_bytes(frames, i, &len);

			if (out->len > from && out->len + len > READ_BYTES)
				return false;
			gw_buf_append(out, bytes, len);
			if (!gw_buf_ok(out))
				return false;
			l->said = frames->items[i].id;
			l->bus->figures.told++;
		}
		l->cursor = frames->items[i].id;
	}
	return true;
}

/* Appends what there is in memory, and asks for the page that is missing. */
static void read_backlog(struct gw_listener *l, struct gw_buf *out)
{
	struct gw_backlog *backlog = &l->bus->backlog;

	l->wanted = NO_PAGE;
	while (l->cursor < backlog->newest && out->len < READ_BYTES) {
		int64_t number = gw_backlog_page_of(l->cursor + 1),
			last = gw_backlog_before(number + 1);
		const struct gw_frames *frames = gw_backlog_find(backlog, number);

		if (!frames && gw_backlog_is_full(backlog, number)) {
			l->wanted = number;
			l->wanted_since = ++l->bus->requests;
			sem_post(&l->bus->work);
			return;
		}
		if (frames && !read_frames(l, frames, out))
			return;
		l->cursor = last < backlog->newest ? last : backlog->newest;
	}
}

/* Says a line, and where the client is when the last event that it was told does not. */
static void say(struct gw_listener *l, const char *line, struct gw_buf *out)
{
	gw_buf_puts(out, line);
	if (l->said < l->cursor && !l->options.is_reticent)
		gw_buf_printf(out, "id: %lld\n", (long long)l->cursor);
	gw_buf_puts(out, "\n");
	l->said = l->cursor;
}

enum gw_status gw_listener_read(struct gw_listener *l, struct gw_buf *out)
{
	struct gw_bus *bus = l->bus;
	int64_t now = milliseconds();
	size_t from = out->len;
	enum gw_status st;

	pthread_mutex_lock(&bus->lock);
	if (l->said < 0)
		say(l, "retry: 2000\n", out);
	read_backlog(l, out);
	if (out->len == from && now - l->heard >= bus->options.ping_ms)
		say(l, ": ping\n", out);
	l->asleep = out->len == from && gw_buf_ok(out);
	if (!l->asleep)
		l->heard = now;
	st = bus->ended ? GW_EIO : gw_buf_ok(out) ? GW_OK : GW_ENOMEM;
	pthread_mutex_unlock(&bus->lock);
	return st;
}
