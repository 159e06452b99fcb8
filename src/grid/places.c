/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/places.h"

#include "base/mem.h"

#include <stdlib.h>

void gw_places_init(struct gw_places *places)
{
	*places = (struct gw_places){0};
}

void gw_places_finish(struct gw_places *places)
{
	free(places->items);
	*places = (struct gw_places){0};
}

enum gw_status gw_places_add(struct gw_places *places, struct gw_lonlat p, struct gw_error *err)
{
	if (!gw_grow(&places->items, places->n, &places->capacity, sizeof p))
		return gw_fail_nomem(err);
	places->items[places->n++] = p;
	return GW_OK;
}

static int compare_places(const void *x, const void *y)
{
	const struct gw_lonlat *a = x, *b = y;

	if (a->lon != b->lon)
		return a->lon < b->lon ? -1 : 1;
	return (a->lat > b->lat) - (a->lat < b->lat);
}

void gw_places_sort(struct gw_places *places)
{
	if (places->n)
		qsort(places->items, places->n, sizeof *places->items, compare_places);
}

/* The first place not before (lon, lat). */
static size_t lower_bound(const struct gw_places *places, int64_t lon, int64_t lat)
{
	size_t lo = 0, hi = places->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		struct gw_lonlat p = places->items[mid];

		if (p.lon < lon || (p.lon == lon && p.lat < lat))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

bool gw_places_near(const struct gw_places *places, struct gw_lonlat p, int32_t reach)
{
	int64_t lon;
	size_t at;

	for (lon = (int64_t)p.lon - reach; lon <= (int64_t)p.lon + reach; lon++) {
		at = lower_bound(places, lon, (int64_t)p.lat - reach);
		if (at < places->n && places->items[at].lon == lon &&
			places->items[at].lat <= (int64_t)p.lat + reach)
			return true;
	}
	return false;
}
