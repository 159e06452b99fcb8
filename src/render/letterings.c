/* SPDX-License-Identifier: Apache-2.0 */
#include "render/letterings.h"

#include "render/lettering.h"
#include "render/shaper.h"
#include "render/stamps.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BUCKETS 1024

struct gw_letterings {
	pthread_mutex_t lock; /* of all below */
	struct gw_shaper *shaper; /* NULL until needed, as are the stamps */
	struct gw_stamps *stamps;
	struct gw_lettering **buckets;
	size_t num_buckets, n;
	size_t bytes, max_bytes; /* of the letterings */
	size_t limit; /* to sweep at */
};

enum gw_status gw_letterings_create(
	struct gw_letterings **out, size_t max_bytes, struct gw_error *err)
{
	struct gw_letterings *letterings = calloc(1, sizeof *letterings);

	if (letterings)
		letterings->buckets = calloc(FIRST_BUCKETS, sizeof(struct gw_lettering *));
	if (!letterings || !letterings->buckets || pthread_mutex_init(&letterings->lock, NULL)) {
		if (letterings)
			free(letterings->buckets);
		free(letterings);
		return gw_fail_nomem(err);
	}
	letterings->num_buckets = FIRST_BUCKETS;
	letterings->max_bytes = letterings->limit = max_bytes;
	*out = letterings;
	return GW_OK;
}

void gw_letterings_destroy(struct gw_letterings *letterings)
{
	struct gw_lettering *l, *next;
	size_t i;

	if (!letterings)
		return;
	for (i = 0; i < letterings->num_buckets; i++)
		for (l = letterings->buckets[i]; l; l = next) {
			next = l->next;
			gw_lettering_release(l);
		}
	gw_stamps_destroy(letterings->stamps);
	gw_shaper_destroy(letterings->shaper);
	pthread_mutex_destroy(&letterings->lock);
	free(letterings->buckets);
	free(letterings);
}

/* FNV-1a, 64 bits. */
static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t n)
{
	const uint8_t *b = bytes;

	while (n--)
		hash = (hash ^ *b++) * 0x100000001b3;
	return hash;
}

static uint64_t hash_of(const struct gw_lettering_key *key)
{
	const float lengths[] = {key->size, key->max_width, key->rim};
	const uint8_t flags[] = {(uint8_t)key->anchor, key->bold};
	uint64_t hash = hash_bytes(0xcbf29ce484222325, key->text, strlen(key->text) + 1);

	hash = hash_bytes(hash, lengths, sizeof lengths);
	hash = hash_bytes(hash, flags, sizeof flags);
	return key->lang ? hash_bytes(hash, key->lang, strlen(key->lang)) : hash;
}

static bool keys_equal(const struct gw_lettering_key *a, const struct gw_lettering_key *b)
{
	return a->size == b->size && a->max_width == b->max_width && a->rim == b->rim &&
		a->anchor == b->anchor && a->bold == b->bold && !strcmp(a->text, b->text) &&
		!a->lang == !b->lang && (!a->lang || !strcmp(a->lang, b->lang));
}

static size_t bytes_of(const struct gw_lettering *l)
{
	return sizeof *l + strlen(l->key.text) + l->num_runs * sizeof *l->runs +
		l->num_glyphs * (sizeof *l->glyphs + sizeof *l->clusters) +
		(size_t)l->mask.width * l->mask.height * (l->mask.halo ? 2 : 1);
}

/* Drops what nobody uses but the letterings themselves. */
static void drop_unused(struct gw_letterings *letterings)
{
	size_t i;

	for (i = 0; i < letterings->num_buckets; i++) {
		struct gw_lettering **at = &letterings->buckets[i], *l;

		while ((l = *at)) {
			if (atomic_load(&l->users) > 1) {
				at = &l->next;
				continue;
			}
			*at = l->next;
			letterings->n--;
			letterings->bytes -= bytes_of(l);
			gw_lettering_release(l);
		}
	}
}

static size_t total_bytes(const struct gw_letterings *letterings)
{
	return letterings->bytes + (letterings->stamps ? gw_stamps_bytes(letterings->stamps) : 0);
}

/*
 * Keeps to the limit. Where most is in use the next one is twice of that, so that not every new
 * text costs a sweep.
 */
static void sweep(struct gw_letterings *letterings)
{
	if (total_bytes(letterings) <= letterings->limit)
		return;
	drop_unused(letterings);
	gw_stamps_destroy(letterings->stamps);
	letterings->stamps = NULL;
	letterings->limit = 2 * letterings->bytes > letterings->max_bytes ? 2 * letterings->bytes
									  : letterings->max_bytes;
}

/* Doubles the buckets when there are as many texts; where memory ends, chains grow instead. */
static void spread(struct gw_letterings *letterings)
{
	size_t n = letterings->num_buckets, i;
	struct gw_lettering **wider, *l, *next;

	if (letterings->n < n)
		return;
	wider = calloc(2 * n, sizeof(struct gw_lettering *));
	if (!wider)
		return;
	for (i = 0; i < n; i++)
		for (l = letterings->buckets[i]; l; l = next) {
			next = l->next;
			l->next = wider[l->hash & (2 * n - 1)];
			wider[l->hash & (2 * n - 1)] = l;
		}
	free(letterings->buckets);
	letterings->buckets = wider;
	letterings->num_buckets = 2 * n;
}

static enum gw_status add(struct gw_letterings *letterings, const struct gw_lettering_key *key,
	uint64_t hash, struct gw_lettering **out, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	struct gw_lettering **bucket;

	sweep(letterings);
	spread(letterings);
	if (!letterings->shaper)
		st = gw_shaper_create(&letterings->shaper, err);
	if (!st)
		st = gw_shaper_set(letterings->shaper, key, out, err);
	if (st)
		return st;
	bucket = &letterings->buckets[hash & (letterings->num_buckets - 1)];
	(*out)->hash = hash;
	(*out)->next = *bucket;
	*bucket = *out;
	letterings->n++;
	letterings->bytes += bytes_of(*out);
	return GW_OK;
}

enum gw_status gw_letterings_get(struct gw_letterings *letterings,
	const struct gw_lettering_key *key, struct gw_lettering **out, struct gw_error *err)
{
	uint64_t hash = hash_of(key);
	enum gw_status st = GW_OK;
	struct gw_lettering *l;

	pthread_mutex_lock(&letterings->lock);
	l = letterings->buckets[hash & (letterings->num_buckets - 1)];
	while (l && !(l->hash == hash && keys_equal(&l->key, key)))
		l = l->next;
	if (!l)
		st = add(letterings, key, hash, &l, err);
	if (!st) {
		atomic_fetch_add(&l->users, 1);
		*out = l;
	}
	pthread_mutex_unlock(&letterings->lock);
	return st;
}

enum gw_status gw_letterings_rasterise(
	struct gw_letterings *letterings, struct gw_lettering *lettering, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	size_t before;

	pthread_mutex_lock(&letterings->lock);
	before = bytes_of(lettering);
	if (!letterings->stamps)
		st = gw_stamps_create(&letterings->stamps, err);
	if (!st && !lettering->mask.letters)
		st = gw_stamps_print(letterings->stamps, lettering, err);
	letterings->bytes += bytes_of(lettering) - before;
	pthread_mutex_unlock(&letterings->lock);
	return st;
}
