/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STORE_STORE_H
#define GW_STORE_STORE_H

/*
 * The database: one SpatiaLite file that opens in QGIS as it is. Only this folder knows SQL. A
 * store belongs to one thread at a time; a reader and a writer of the same file each open their
 * own.
 */

#include "base/calendar.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct gw_store;

/* The schema that this program writes; migrations lead every older one here. */
#define GW_STORE_SCHEMA 3

/*
 * Makes a new database at path, complete or not at all. GW_EEXISTS when there is a file already,
 * GW_EINVAL for an unknown time zone, GW_EIO.
 */
enum gw_status gw_store_init(const char *path, const char *timezone, struct gw_error *err);

enum gw_store_mode { GW_STORE_READ, GW_STORE_WRITE };

/*
 * Opens a database, bringing an older one up to GW_STORE_SCHEMA first. GW_ENOTFOUND, GW_EVERSION
 * when a newer program made it, or an older one and it cannot be written, GW_EREADONLY when it is
 * to be written and may not, GW_EINVAL when it is no database of ours, GW_EIO.
 */
enum gw_status gw_store_open(
	struct gw_store **out, const char *path, enum gw_store_mode mode, struct gw_error *err);
void gw_store_close(struct gw_store *store);

/*
 * Whether the file at path is a database of ours, of whatever version. Not for one that this
 * process has open: looking at it takes its locks away.
 */
bool gw_store_is_database(const char *path);

/* Everything between begin and commit reaches the disk together, or not at all. */
enum gw_status gw_store_begin(struct gw_store *store, struct gw_error *err);
enum gw_status gw_store_commit(struct gw_store *store, struct gw_error *err);
void gw_store_rollback(struct gw_store *store);

/* Whether a transaction is open: a disk that fails or is full may have ended it. */
bool gw_store_is_writing(const struct gw_store *store);

/* How many rows were written since it was opened: the same number again means none since. */
int64_t gw_store_changes(const struct gw_store *store);

/* Within a transaction: what comes behind a mark is kept, or taken back alone. */
enum gw_status gw_store_mark(struct gw_store *store, struct gw_error *err);
enum gw_status gw_store_keep(struct gw_store *store, struct gw_error *err);
void gw_store_take_back(struct gw_store *store);

/* Whether it may only be read, although it was opened to be written. */
bool gw_store_is_read_only(const struct gw_store *store);

/*
 * What is read between these is of one moment, whoever writes meanwhile. The moment is that of the
 * first read.
 */
enum gw_status gw_store_begin_reading(struct gw_store *store, struct gw_error *err);
void gw_store_end_reading(struct gw_store *store);

/*
 * A number that differs from the last time when anybody else, another program too, has committed a
 * change since.
 */
enum gw_status gw_store_change(struct gw_store *store, int64_t *number, struct gw_error *err);

/* What kinds of rows may have changed: each number is another one once any of its rows is. */
struct gw_store_state {
	int64_t cells, context, divisions, publications, tokens, units;
	int64_t reports; /* changed or removed ones */
	int64_t last_report, last_event; /* the newest ids; 0: none */
};

enum gw_status gw_store_state(
	struct gw_store *store, struct gw_store_state *state, struct gw_error *err);

/* The clock of the city, given at init. Borrowed. */
const struct gw_zone *gw_store_zone(const struct gw_store *store);

#endif
