/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_LOADER_H
#define GW_SERVICE_LOADER_H

/* Inside service/: the atlas, and how it comes by what is not on its shelf. */

#include "service/readers.h"
#include "service/shelf.h"

struct gw_atlas {
	struct gw_shelf shelf;
	struct gw_styles *styles; /* NULL: none */
	struct gw_readers *readers;
	const struct gw_zone *zone; /* the store's */
	_Atomic uint64_t today; /* a day, and until when: see gw_atlas_today() */
	/* Something was loaded whose state of the database may not be the atlas's. */
	atomic_bool look_again;

	pthread_mutex_t refreshing; /* over what follows */
	struct gw_store *store;
	int64_t change; /* of the database, up to which all has been looked at */
	struct gw_store_state state;
	uint64_t changes; /* taken in so far */
	int64_t pace; /* a map is not made anew more often: nanoseconds */
};

/* The database as it is at one moment. */
struct gw_moment {
	struct gw_store *store;
	struct gw_store_state state;
};

/* Of a connection that is borrowed until gw_moment_finish(). GW_EIO and more as gw_store_open(). */
enum gw_status gw_moment_init(
	struct gw_moment *moment, struct gw_atlas *atlas, struct gw_error *err);
void gw_moment_finish(struct gw_moment *moment, struct gw_atlas *atlas);

/*
 * These find or load, put on the shelf, and use once more on behalf of the caller. Who loads the
 * same at the same time is waited for.
 */
enum gw_status gw_load_basemap(struct gw_basemap **out, struct gw_atlas *atlas,
	const struct gw_moment *moment, const struct gw_division_info *info, struct gw_error *err);
enum gw_status gw_load_map(struct gw_plate **out, struct gw_atlas *atlas,
	const struct gw_subject *subject, struct gw_error *err);

/* Makes the map of a subject. For one who has claimed it; before is NULL or the one until now. */
enum gw_status gw_make_map(struct gw_plate **out, struct gw_atlas *atlas,
	const struct gw_moment *moment, const struct gw_subject *subject,
	const struct gw_plate *before, struct gw_error *err);

/* Whether a failure is one of the data, which does not pass by itself. */
static inline bool gw_is_lasting(enum gw_status st)
{
	return st && st != GW_EIO && st != GW_ENOMEM && st != GW_EBUSY;
}

/* What loading of a division's basemap is claimed by. */
uint64_t gw_basemap_key(int64_t division);

#endif
