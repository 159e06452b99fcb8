/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_REQUEST_H
#define GW_HTTP_REQUEST_H

/*
 * HTTP as the handlers see it: a request in, a reply out. They know of no library and no socket;
 * server.c and exchange.c alone do.
 */

#include "base/buf.h"
#include "http/etag.h"
#include "http/problem.h"
#include "service/atlas.h"
#include "service/roles.h"
#include "service/writer.h"

#include <stdatomic.h>

struct gw_access;
struct gw_bus;
struct gw_exchange;
struct gw_log;
struct gw_metrics;
struct gw_outlet;
struct gw_pages;
struct gw_picture;
struct gw_readers;
struct gw_reply;
struct gw_rules;
struct gw_tiles;

/* How the server is. */
struct gw_health {
	atomic_bool draining; /* it ends what is under way, and takes nothing new for long */
	/* The database could not be looked at lately: for what maps show, for who may ask. */
	atomic_bool blind, blind_to_tokens;
};

/* What all handlers stand on; shared by all threads. NULL: there is none. */
struct gw_site {
	struct gw_atlas *atlas;
	struct gw_readers *readers; /* connections that read the database */
	struct gw_writer *writer; /* NULL: the database may only be read */
	struct gw_bus *bus; /* what happened, for /v1/events */
	const struct gw_rules *rules; /* of deadlines */
	struct gw_access *access; /* NULL: who asks may do all */
	struct gw_metrics *metrics; /* NULL: nothing is counted */
	bool metrics_are_public;
	struct gw_log *log; /* NULL: nothing is logged */
	struct gw_pages *pages; /* the dashboard's files; the server's */
	struct gw_tiles *cells; /* what /v1/locate says of each; the server's. NULL: not kept */
	struct gw_health *health; /* the server's */
};

#define GW_PARTS_MAX 7

/* Texts end in NUL; the headers are NULL where they were not sent. */
struct gw_request {
	const char *method;
	const char *path; /* decoded */
	const char *query; /* raw, "" when there is none */
	const char *base; /* URL of "/" as the client knows it, without the slash at its end:
			     "https://maps.example.org/gw" */
	const char *if_none_match, *content_type, *accept, *last_event_id;
	const char *id; /* of the request, for those who look for it in the log */
	const char *address; /* the client's, as far as proxies are trusted */
	const char *body;
	size_t body_len;
	const char *parts[GW_PARTS_MAX]; /* what stands in the path where the route has a '*' */
	enum gw_role role;
	int64_t token; /* its id; 0: none was given */
	const char *who; /* the token's name, "anonymous" without one */
	/*
	 * False on the thread that serves all connections: what would read files or the database,
	 * draw, or wait for a lock that is held that long, returns GW_EAGAIN instead, and is called
	 * again with the same request where it may.
	 */
	bool may_wait;
};

/* What a call that may take long is to be told. */
static inline enum gw_patience gw_request_patience(const struct gw_request *request)
{
	return request->may_wait ? GW_WAIT : GW_DO_NOT_WAIT;
}

#define GW_REPLY_MAX ((size_t)64 << 20)

/* How long, and by whom, a good reply may be kept. */
enum gw_caching {
	GW_CACHE_CHECK, /* kept, but asked for with its entity tag each time: the default */
	GW_CACHE_SHORT, /* good for some seconds: live maps */
	GW_CACHE_FOREVER, /* what this URL names never changes */
	GW_CACHE_NEVER,
};

/* What a tile is drawn in. */
enum gw_tile_format { GW_TILE_PNG, GW_TILE_MVT };

/* A tile to answer with: from the cache, drawn by another request, or drawn now. */
struct gw_tile_wish {
	const struct gw_map *map; /* borrowed of the atlas; whoever answers gives it back */
	struct gw_tilekey key;
	unsigned scale;
	enum gw_tile_format format;
};

/* A reply that waits until something is written. Whoever makes it embeds it in what it needs. */
struct gw_pending {
	struct gw_write write; /* done() is the server's */
	/* Makes the reply once it is on disk, or has failed: write.st. On a worker. */
	enum gw_status (*finish)(struct gw_pending *pending, const struct gw_site *site,
		struct gw_reply *reply, struct gw_problem *problem);
	void (*destroy)(struct gw_pending *pending);
	struct gw_exchange *exchange; /* the server's */
};

/* What goes on for as long as the client stays: the body comes piece by piece. */
struct gw_stream {
	/*
	 * Appends what there is to be sent, a few hundred KiB at most; nothing when there is
	 * nothing yet, and it is asked again once gw_stream_wake() was called. GW_EIO ends it.
	 */
	enum gw_status (*read)(struct gw_stream *stream, struct gw_buf *out);
	void (*close)(struct gw_stream *stream); /* frees it; nobody may wake it any more */

	/* The server's; zero until it has taken the stream. */
	atomic_uint state;
	struct gw_outlet *outlet;
};

/*
 * Says that there is something to read. From any thread, also before the server has taken the
 * stream, until close() is called. Never waits.
 */
void gw_stream_wake(struct gw_stream *stream);

struct gw_reply {
	unsigned status;
	const char *type; /* the body's, NULL without one */
	struct gw_buf body;
	char etag[GW_ETAG_MAX]; /* "": of the body's bytes */
	char allow[48]; /* the resource's methods, or "" */
	char location[256]; /* of what was made, or "" */
	char link[1024]; /* a Link header, or "" */
	char content_crs[80]; /* a Content-Crs header: what coordinates are in, or "" */
	enum gw_caching caching;
	bool is_public; /* anybody gets the same: shared caches may keep it */
	bool is_negotiated; /* another Accept would have brought something else */
	bool is_page; /* goes with a Content-Security-Policy */
	unsigned retry_after; /* seconds, with 429 and 503; 0: what is usual */
	struct gw_error error; /* what lies behind a 5xx, for the log */

	/* At most one of these is set in place of the body; the server owns it from then on. */
	struct gw_tile_wish tile; /* map is NULL: none */
	struct gw_picture *picture; /* a reply that is kept for many (http/tiles.h) */
	struct gw_stream *stream;
	struct gw_pending *pending;
};

void gw_reply_init(struct gw_reply *reply);
void gw_reply_finish(struct gw_reply *reply);

/* As it was after init, but for the body's memory, kept for the next one. */
void gw_reply_reset(struct gw_reply *reply);

/* Puts the problem in place of whatever the reply was going to be. */
void gw_reply_problem(struct gw_reply *reply, const struct gw_problem *problem);

/*
 * Answers a request into reply, which comes as 200 and empty. On error the reply's contents do not
 * count: the problem is sent instead.
 */
typedef enum gw_status gw_handler(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem);

#endif
