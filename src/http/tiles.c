/* SPDX-License-Identifier: Apache-2.0 */
#include "http/tiles.h"

#include "http/response.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/*
 * Parts with a lock each, so that threads seldom meet. In each, entries hang in a hash table and
 * stand in a ring that a hand goes around (the clock algorithm): it passes over what was asked for
 * since it last came by, once, and takes the rest.
 */
#define NUM_SHARDS 16

/* Beside its body, an entry takes about this: headers, and what the allocator adds. */
#define OVERHEAD 1536

struct entry {
	struct entry *chain; /* the next of its bucket */
	struct entry *next, *prev; /* in the ring */
	struct gw_tile_id id;
	uint64_t content;
	struct gw_picture *picture;
	bool was_used;
};

/* A drawing under way. */
struct flight {
	struct flight *next;
	struct gw_tile_id id;
	uint64_t content;
	struct gw_tile_waiter *waiters;
};

struct shard {
	pthread_mutex_t lock; /* over all below */
	struct entry **buckets;
	struct entry *hand; /* NULL: the ring is empty */
	struct flight *flights; /* few at any time */
	size_t bytes, entries;
	uint64_t hits, misses, joined, evicted;
	char apart[64]; /* from the next one's cache line */
};

struct gw_tiles {
	size_t max_bytes; /* of a shard */
	size_t num_buckets; /* of a shard, a power of 2 */
	struct shard shards[NUM_SHARDS];
};

struct gw_picture *gw_picture_create(struct gw_reply *reply)
{
	struct gw_picture *picture = malloc(sizeof *picture);
	struct gw_buf *body = &reply->body;
	char *bytes = picture && body->len ? realloc(body->data, body->len) : NULL;

	if (!picture)
		return NULL;
	if (bytes)
		body->data = bytes; /* no longer than it is */
	picture->response = MHD_create_response_from_buffer(body->len, body->len ? body->data : "",
		body->len ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);
	if (!picture->response) {
		free(picture);
		return NULL;
	}
	gw_response_add_headers(picture->response, reply, NULL, false);
	picture->status = reply->status;
	picture->type = reply->type;
	picture->body = body->data;
	picture->bytes = body->len;
	memcpy(picture->etag, reply->etag, sizeof picture->etag);
	atomic_init(&picture->holders, 1);
	if (body->len)
		gw_buf_init(body, body->max);
	return picture;
}

static struct gw_picture *hold(struct gw_picture *picture)
{
	atomic_fetch_add_explicit(&picture->holders, 1, memory_order_relaxed);
	return picture;
}

void gw_picture_release(struct gw_picture *picture)
{
	if (!picture || atomic_fetch_sub_explicit(&picture->holders, 1, memory_order_acq_rel) > 1)
		return;
	MHD_destroy_response(picture->response);
	free(picture);
}

enum gw_status gw_tiles_create(struct gw_tiles **out, size_t max_bytes, struct gw_error *err)
{
	struct gw_tiles *tiles = calloc(1, sizeof *tiles);
	size_t i;

	if (!tiles)
		return gw_fail_nomem(err);
	tiles->max_bytes = max_bytes / NUM_SHARDS;
	tiles->num_buckets = 16;
	while (tiles->num_buckets < tiles->max_bytes / (2 * OVERHEAD))
		tiles->num_buckets *= 2;
	for (i = 0; i < NUM_SHARDS; i++)
		pthread_mutex_init(&tiles->shards[i].lock, NULL);
	for (i = 0; i < NUM_SHARDS; i++) {
		tiles->shards[i].buckets = calloc(tiles->num_buckets, sizeof(struct entry *));
		if (!tiles->shards[i].buckets) {
			gw_tiles_destroy(tiles);
			return gw_fail_nomem(err);
		}
	}
	*out = tiles;
	return GW_OK;
}

/* Ids differ in little; each bit of theirs counts for all bits of this (a 64-bit finalizer). */
static uint64_t mix(uint64_t h)
{
	h ^= h >> 32;
	h *= 0xd6e8feb86659fd93;
	h ^= h >> 32;
	h *= 0xd6e8feb86659fd93;
	return h ^ h >> 32;
}

static uint64_t hash(const struct gw_tile_id *id)
{
	uint64_t h = mix(id->map ^ ((uint64_t)id->key.x << 32 | id->key.y));

	return mix(h ^
		((uint64_t)id->key.z << 32 | (uint64_t)id->scale << 24 | id->format << 16 |
			id->caching << 8 | id->is_public));
}

static bool is_same(const struct gw_tile_id *a, const struct gw_tile_id *b)
{
	return a->map == b->map && a->key.x == b->key.x && a->key.y == b->key.y &&
		a->key.z == b->key.z && a->scale == b->scale && a->format == b->format &&
		a->caching == b->caching && a->is_public == b->is_public;
}

static struct shard *shard_of(struct gw_tiles *tiles, uint64_t h)
{
	return &tiles->shards[h >> 60];
}

/* Where the entry of an id hangs, or would. */
static struct entry **find(
	struct gw_tiles *tiles, struct shard *s, uint64_t h, const struct gw_tile_id *id)
{
	struct entry **at = &s->buckets[h & (tiles->num_buckets - 1)];

	while (*at && !is_same(&(*at)->id, id))
		at = &(*at)->chain;
	return at;
}

static size_t size_of(const struct entry *e)
{
	return e->picture->bytes + OVERHEAD;
}

static void drop(struct shard *s, struct entry **at)
{
	struct entry *e = *at;

	*at = e->chain;
	e->prev->next = e->next;
	e->next->prev = e->prev;
	if (s->hand == e)
		s->hand = e->next == e ? NULL : e->next;
	s->bytes -= size_of(e);
	s->entries--;
	gw_picture_release(e->picture);
	free(e);
}

static void make_room(struct gw_tiles *tiles, struct shard *s)
{
	while (s->hand && s->bytes > tiles->max_bytes) {
		struct entry *e = s->hand;

		s->hand = e->next;
		if (e->was_used) {
			e->was_used = false;
			continue;
		}
		drop(s, find(tiles, s, hash(&e->id), &e->id));
		s->evicted++;
	}
}

/* Behind the hand, so that it is the last that the hand comes to. */
static void keep(struct gw_tiles *tiles, struct shard *s, uint64_t h, const struct gw_tile_id *id,
	uint64_t content, struct gw_picture *picture)
{
	struct entry **at = find(tiles, s, h, id), *e;

	if (*at)
		drop(s, at);
	e = picture->bytes + OVERHEAD <= tiles->max_bytes ? malloc(sizeof *e) : NULL;
	if (!e)
		return;
	*e = (struct entry){.id = *id, .content = content, .picture = hold(picture)};
	e->chain = *at;
	*at = e;
	if (!s->hand)
		s->hand = e->next = e->prev = e;
	e->next = s->hand;
	e->prev = s->hand->prev;
	e->prev->next = e;
	e->next->prev = e;
	s->bytes += size_of(e);
	s->entries++;
	make_room(tiles, s);
}

void gw_tiles_destroy(struct gw_tiles *tiles)
{
	size_t i;

	if (!tiles)
		return;
	for (i = 0; i < NUM_SHARDS; i++) {
		struct shard *s = &tiles->shards[i];

		while (s->hand)
			drop(s, find(tiles, s, hash(&s->hand->id), &s->hand->id));
		free(s->buckets);
		pthread_mutex_destroy(&s->lock);
	}
	free(tiles);
}

static struct gw_picture *look_up(struct gw_tiles *tiles, struct shard *s, uint64_t h,
	const struct gw_tile_id *id, uint64_t content)
{
	struct entry *e = *find(tiles, s, h, id);

	if (!e || e->content != content)
		return NULL;
	e->was_used = true;
	s->hits++;
	return hold(e->picture);
}

struct gw_picture *gw_tiles_find(
	struct gw_tiles *tiles, const struct gw_tile_id *id, uint64_t content)
{
	uint64_t h = hash(id);
	struct shard *s = shard_of(tiles, h);
	struct gw_picture *picture;

	pthread_mutex_lock(&s->lock);
	picture = look_up(tiles, s, h, id, content);
	pthread_mutex_unlock(&s->lock);
	return picture;
}

static struct flight **find_flight(struct shard *s, const struct gw_tile_id *id, uint64_t content)
{
	struct flight **at = &s->flights;

	while (*at && !((*at)->content == content && is_same(&(*at)->id, id)))
		at = &(*at)->next;
	return at;
}

static enum gw_tile_turn join(struct shard *s, const struct gw_tile_id *id, uint64_t content,
	struct gw_tile_waiter *waiter)
{
	struct flight *flight = *find_flight(s, id, content);

	if (flight) {
		s->joined++;
		waiter->next = flight->waiters;
		flight->waiters = waiter;
		return GW_TILE_JOINED;
	}
	s->misses++;
	flight = malloc(sizeof *flight);
	if (flight) {
		*flight = (struct flight){.next = s->flights, .id = *id, .content = content};
		s->flights = flight;
	}
	return GW_TILE_DRAW;
}

enum gw_tile_turn gw_tiles_join(struct gw_tiles *tiles, const struct gw_tile_id *id,
	uint64_t content, struct gw_tile_waiter *waiter, struct gw_picture **found)
{
	enum gw_tile_turn turn = GW_TILE_FOUND;
	uint64_t h = hash(id);
	struct shard *s = shard_of(tiles, h);

	pthread_mutex_lock(&s->lock);
	*found = look_up(tiles, s, h, id, content);
	if (!*found)
		turn = join(s, id, content, waiter);
	pthread_mutex_unlock(&s->lock);
	return turn;
}

void gw_tiles_finish(struct gw_tiles *tiles, const struct gw_tile_id *id, uint64_t content,
	struct gw_picture *picture, const struct gw_problem *problem)
{
	struct gw_tile_waiter *waiter = NULL, *next;
	uint64_t h = hash(id);
	struct shard *s = shard_of(tiles, h);
	struct flight **at, *flight;

	pthread_mutex_lock(&s->lock);
	at = find_flight(s, id, content);
	flight = *at;
	if (flight) {
		*at = flight->next;
		waiter = flight->waiters;
		free(flight);
	}
	if (picture)
		keep(tiles, s, h, id, content, picture);
	pthread_mutex_unlock(&s->lock);
	for (; waiter; waiter = next) {
		next = waiter->next; /* told, it may be gone */
		waiter->done(waiter, picture ? hold(picture) : NULL, problem);
	}
}

struct gw_picture *gw_tiles_keep(struct gw_tiles *tiles, const struct gw_tile_id *id,
	uint64_t content, struct gw_reply *reply)
{
	uint64_t h = hash(id);
	struct shard *s = shard_of(tiles, h);
	struct gw_picture *picture = NULL;

	if (!gw_buf_ok(&reply->body))
		return NULL;
	gw_etag_make(reply->etag, reply->body.data, reply->body.len);
	picture = gw_picture_create(reply);
	if (!picture)
		return NULL;
	pthread_mutex_lock(&s->lock);
	keep(tiles, s, h, id, content, picture);
	pthread_mutex_unlock(&s->lock);
	return picture;
}

struct gw_tiles_figures gw_tiles_read(struct gw_tiles *tiles)
{
	struct gw_tiles_figures sum = {0};
	size_t i;

	for (i = 0; i < NUM_SHARDS; i++) {
		struct shard *s = &tiles->shards[i];

		pthread_mutex_lock(&s->lock);
		sum.hits += s->hits;
		sum.misses += s->misses;
		sum.joined += s->joined;
		sum.evicted += s->evicted;
		sum.bytes += s->bytes;
		sum.entries += s->entries;
		pthread_mutex_unlock(&s->lock);
	}
	return sum;
}
