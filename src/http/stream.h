/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_STREAM_H
#define GW_HTTP_STREAM_H

#include "http/deadlines.h"
#include "http/request.h"

#include <microhttpd.h>
#include <pthread.h>

/*
 * Replies that go on: each sleeps with its connection suspended until it is woken. A client has
 * `timeout` seconds to take what is sent, and for ever while nothing is.
 */
struct gw_streams {
	pthread_mutex_t lock; /* over the list */
	struct gw_outlet *first;
	atomic_size_t open;
	atomic_size_t *suspended; /* connections that are */
	atomic_bool ending;
	unsigned timeout;
};

/* Whose stream it is. */
struct gw_follower {
	int64_t token; /* 0: none */
	enum gw_role role;
};

/* suspended is counted up and down; borrowed. */
void gw_streams_init(struct gw_streams *streams, atomic_size_t *suspended, unsigned timeout);
void gw_streams_finish(struct gw_streams *streams);

/* Every stream comes to its end; later ones end at once. */
void gw_streams_end(struct gw_streams *streams);

/* Ends the streams of those who may not follow any more. */
void gw_streams_check(struct gw_streams *streams,
	bool (*may_go_on)(void *context, const struct gw_follower *who), void *context);

/*
 * A response, without headers, whose body the stream is. Takes the stream: it is closed with the
 * response, or now when memory ends (NULL). Borrows deadline, which may be NULL.
 */
struct MHD_Response *gw_streams_begin(struct gw_streams *streams, struct gw_stream *stream,
	const struct gw_follower *who, struct MHD_Connection *connection,
	struct gw_deadline *deadline);

#endif
