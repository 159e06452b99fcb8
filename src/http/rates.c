/* SPDX-License-Identifier: Apache-2.0 */
#include "http/rates.h"

#include <stddef.h>
#include <stdlib.h>

/* A key may lie in any place of its row: 8,192 buckets, 192 KiB. */
#define ROWS   1024
#define PLACES 8

/* A request costs so much, so that a bucket gains per_minute each millisecond. */
#define COST   60000
#define MINUTE 60000 /* milliseconds */

struct bucket {
	uint64_t key;
	int64_t level;
	int64_t ms; /* when level was right; 0: nobody's */
};

struct gw_rates {
	struct bucket rows[ROWS][PLACES];
};

struct gw_rates *gw_rates_create(void)
{
	return calloc(1, sizeof(struct gw_rates));
}

void gw_rates_destroy(struct gw_rates *rates)
{
	free(rates);
}

/* The finaliser of MurmurHash3: each bit of the key decides on each bit of the row. */
static size_t row_of(uint64_t key)
{
	key = (key ^ key >> 33) * 0xff51afd7ed558ccd;
	key = (key ^ key >> 33) * 0xc4ceb9fe1a85ec53;
	return (key ^ key >> 33) % ROWS;
}

static struct bucket *find(struct gw_rates *rates, uint64_t key, int64_t full, int64_t ms)
{
	struct bucket *row = rates->rows[row_of(key)], *oldest = row;
	size_t i;

	for (i = 0; i < PLACES; i++) {
		if (row[i].ms && row[i].key == key)
			return &row[i];
		if (row[i].ms < oldest->ms)
			oldest = &row[i];
	}
	*oldest = (struct bucket){key, full, ms};
	return oldest;
}

bool gw_rates_take(
	struct gw_rates *rates, uint64_t key, int64_t per_minute, int64_t ms, unsigned *wait)
{
	int64_t full = per_minute * COST, gone;
	struct bucket *b = find(rates, key, full, ms);

	gone = ms - b->ms;
	if (gone > 0) {
		b->level += per_minute * (gone < MINUTE ? gone : MINUTE);
		b->ms = ms;
	}
	if (b->level > full)
		b->level = full;
	if (b->level < COST) {
		*wait = (unsigned)((COST - b->level + 1000 * per_minute - 1) / (1000 * per_minute));
		return false;
	}
	b->level -= COST;
	return true;
}
