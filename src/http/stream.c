/* SPDX-License-Identifier: Apache-2.0 */
#include "http/stream.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK	  ((size_t)16 << 10)
#define AHEAD_MAX ((size_t)4 << 20) /* what a stream may append at once */

/*
 * A stream runs while the library asks it, or may ask it soon; it is told of a wake meanwhile, and
 * then asked again rather than put to sleep. So no wake is lost, and each sleep is ended by one
 * resume.
 */
enum state { RUNNING, WOKEN, ASLEEP };

/* Where a stream's bytes go out. */
struct gw_outlet {
	struct gw_streams *all;
	struct gw_outlet *next, *prev;
	struct gw_stream *stream;
	struct MHD_Connection *connection;
	struct gw_deadline *deadline;
	struct gw_follower who;
	atomic_bool is_over; /* its follower may not follow any more */
	struct gw_buf ahead; /* what was read and not sent */
	size_t sent; /* of it */
};

void gw_streams_init(struct gw_streams *streams, atomic_size_t *suspended, unsigned timeout)
{
	*streams = (struct gw_streams){.suspended = suspended, .timeout = timeout};
	pthread_mutex_init(&streams->lock, NULL);
}

void gw_streams_finish(struct gw_streams *streams)
{
	if (streams->suspended) /* it was begun */
		pthread_mutex_destroy(&streams->lock);
}

/* From then on the outlet may be gone. */
static void resume(struct gw_outlet *outlet)
{
	atomic_size_t *suspended = outlet->all->suspended;

	MHD_resume_connection(outlet->connection);
	atomic_fetch_sub(suspended, 1);
}

void gw_stream_wake(struct gw_stream *stream)
{
	if (atomic_exchange(&stream->state, WOKEN) == ASLEEP)
		resume(stream->outlet);
}

static void sleep_until_woken(struct gw_outlet *outlet)
{
	unsigned running = RUNNING;

	gw_deadline_set(outlet->deadline, GW_DEADLINE_NEVER);
	atomic_fetch_add(outlet->all->suspended, 1);
	MHD_suspend_connection(outlet->connection);
	if (!atomic_compare_exchange_strong(&outlet->stream->state, &running, ASLEEP))
		resume(outlet);
}

/* The library's question for up to max bytes; 0 has it wait for the connection's resumption. */
static ssize_t give(void *context, uint64_t pos, char *to, size_t max)
{
	struct gw_outlet *outlet = context;
	struct gw_buf *ahead = &outlet->ahead;
	size_t n;

	gw_deadline_set(outlet->deadline, outlet->all->timeout);
	if (atomic_load(&outlet->is_over))
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (outlet->sent == ahead->len) {
		gw_buf_clear(ahead);
		outlet->sent = 0;
		atomic_store(&outlet->stream->state, RUNNING);
		if (atomic_load(&outlet->all->ending) || atomic_load(&outlet->is_over) ||
			outlet->stream->read(outlet->stream, ahead) || !gw_buf_ok(ahead))
			return MHD_CONTENT_READER_END_OF_STREAM;
	}
	n = ahead->len - outlet->sent;
	if (!n) {
		sleep_until_woken(outlet);
		return 0;
	}
	if (n > max)
		n = max;
	memcpy(to, ahead->data + outlet->sent, n);
	outlet->sent += n;
	return (ssize_t)n;
}

static void end(void *context)
{
	struct gw_outlet *outlet = context;
	struct gw_streams *all = outlet->all;

	pthread_mutex_lock(&all->lock);
	if (outlet->next)
		outlet->next->prev = outlet->prev;
	if (outlet->prev)
		outlet->prev->next = outlet->next;
	else
		all->first = outlet->next;
	pthread_mutex_unlock(&all->lock);
	outlet->stream->close(outlet->stream);
	gw_buf_finish(&outlet->ahead);
	free(outlet);
	atomic_fetch_sub(&all->open, 1);
}

void gw_streams_end(struct gw_streams *streams)
{
	struct gw_outlet *outlet;

	atomic_store(&streams->ending, true);
	pthread_mutex_lock(&streams->lock); /* none is closed meanwhile */
	for (outlet = streams->first; outlet; outlet = outlet->next)
		gw_stream_wake(outlet->stream);
	pthread_mutex_unlock(&streams->lock);
}

void gw_streams_check(struct gw_streams *streams,
	bool (*may_go_on)(void *context, const struct gw_follower *who), void *context)
{
	struct gw_outlet *outlet;

	pthread_mutex_lock(&streams->lock); /* none is closed meanwhile */
	for (outlet = streams->first; outlet; outlet = outlet->next) {
		if (atomic_load(&outlet->is_over) || may_go_on(context, &outlet->who))
			continue;
		atomic_store(&outlet->is_over, true);
		gw_stream_wake(outlet->stream);
	}
	pthread_mutex_unlock(&streams->lock);
}

struct MHD_Response *gw_streams_begin(struct gw_streams *streams, struct gw_stream *stream,
	const struct gw_follower *who, struct MHD_Connection *connection,
	struct gw_deadline *deadline)
{
	struct gw_outlet *outlet = calloc(1, sizeof *outlet);
	struct MHD_Response *response;

	if (!outlet) {
		stream->close(stream);
		return NULL;
	}
	*outlet = (struct gw_outlet){.all = streams,
		.stream = stream,
		.who = *who,
		.connection = connection,
		.deadline = deadline};
	gw_buf_init(&outlet->ahead, AHEAD_MAX);
	stream->outlet = outlet;
	pthread_mutex_lock(&streams->lock);
	outlet->next = streams->first;
	if (outlet->next)
		outlet->next->prev = outlet;
	streams->first = outlet;
	pthread_mutex_unlock(&streams->lock);
	atomic_fetch_add(&streams->open, 1);
	response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, give, outlet, end);
	if (!response)
		end(outlet);
	return response;
}
