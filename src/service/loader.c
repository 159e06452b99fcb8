/* SPDX-License-Identifier: Apache-2.0 */
#include "service/loader.h"

#include "base/fingerprint.h"
#include "base/monotonic.h"

enum gw_status gw_moment_init(
	struct gw_moment *moment, struct gw_atlas *atlas, struct gw_error *err)
{
	enum gw_status st;

	st = gw_readers_borrow(atlas->readers, &moment->store, err);
	if (st)
		return st;
	st = gw_store_begin_reading(moment->store, err);
	if (!st)
		st = gw_store_state(moment->store, &moment->state, err);
	if (st)
		gw_moment_finish(moment, atlas);
	return st;
}

void gw_moment_finish(struct gw_moment *moment, struct gw_atlas *atlas)
{
	gw_readers_return(atlas->readers, moment->store);
}

uint64_t gw_basemap_key(int64_t division)
{
	return gw_fingerprint_number(gw_fingerprint_text(0, "basemap"), (uint64_t)division);
}

/* Unsound cells take long to be found out: that is done once. */
static enum gw_status try_to_load(struct gw_basemap **out, struct gw_atlas *atlas,
	const struct gw_moment *moment, const struct gw_division_info *info, struct gw_error *err)
{
	struct gw_failure failure = {.division = info->id, .state = moment->state};
	enum gw_status st;

	st = gw_shelf_failure(&atlas->shelf, info->id, &moment->state, err);
	if (st)
		return st;
	st = gw_basemap_load(out, moment->store, info, &moment->state, &failure.error);
	if (!st)
		return GW_OK;
	failure.st = st;
	if (gw_is_lasting(st))
		gw_shelf_note_failure(&atlas->shelf, &failure);
	if (err)
		*err = failure.error;
	return st;
}

enum gw_status gw_load_basemap(struct gw_basemap **out, struct gw_atlas *atlas,
	const struct gw_moment *moment, const struct gw_division_info *info, struct gw_error *err)
{
	struct gw_shelf *shelf = &atlas->shelf;
	enum gw_status st = GW_OK;
	struct gw_claim claim;

	*out = gw_shelf_find_basemap(shelf, info->id);
	if (*out)
		return GW_OK;
	gw_shelf_claim(shelf, &claim, gw_basemap_key(info->id), GW_WAIT);
	*out = gw_shelf_find_basemap(shelf, info->id);
	if (!*out) {
		st = try_to_load(out, atlas, moment, info, err);
		if (!st) {
			(*out)->last_used = gw_monotonic_now();
			gw_shelf_put_basemap(shelf, *out);
			atlas->look_again = true;
		}
	}
	gw_shelf_unclaim(shelf, &claim);
	return st;
}

static enum gw_status load_surroundings(struct gw_surroundings **out, struct gw_atlas *atlas,
	const struct gw_moment *moment, struct gw_error *err)
{
	struct gw_shelf *shelf = &atlas->shelf;
	enum gw_status st = GW_OK;
	struct gw_claim claim;

	*out = gw_shelf_find_surroundings(shelf);
	if (*out)
		return GW_OK;
	gw_shelf_claim(shelf, &claim, gw_fingerprint_text(0, "surroundings"), GW_WAIT);
	*out = gw_shelf_find_surroundings(shelf);
	if (!*out) {
		st = gw_surroundings_load(out, moment->store, &moment->state, err);
		if (!st) {
			gw_shelf_put_surroundings(shelf, *out);
			atlas->look_again = true;
		}
	}
	gw_shelf_unclaim(shelf, &claim);
	return st;
}

enum gw_status gw_make_map(struct gw_plate **out, struct gw_atlas *atlas,
	const struct gw_moment *moment, const struct gw_subject *subject,
	const struct gw_plate *before, struct gw_error *err)
{
	struct gw_plate_source source = {
		.subject = subject,
		.styles = atlas->styles,
		.store = moment->store,
		.state = &moment->state,
		.before = before,
	};
	enum gw_status st;

	st = gw_load_basemap(&source.basemap, atlas, moment, &subject->division, err);
	if (!st)
		st = load_surroundings(&source.surroundings, atlas, moment, err);
	if (!st)
		st = gw_plate_create(out, &source, err);
	gw_surroundings_release(source.surroundings);
	gw_basemap_release(source.basemap);
	return st;
}

static enum gw_status load_claimed(struct gw_plate **out, struct gw_atlas *atlas,
	const struct gw_subject *subject, struct gw_error *err)
{
	struct gw_moment moment;
	enum gw_status st;

	st = gw_moment_init(&moment, atlas, err);
	if (st)
		return st;
	st = gw_make_map(out, atlas, &moment, subject, NULL, err);
	gw_moment_finish(&moment, atlas);
	if (st)
		return st;
	(*out)->last_used = gw_monotonic_now();
	gw_shelf_put_map(&atlas->shelf, *out);
	atlas->look_again = true;
	return GW_OK;
}

enum gw_status gw_load_map(struct gw_plate **out, struct gw_atlas *atlas,
	const struct gw_subject *subject, struct gw_error *err)
{
	struct gw_shelf *shelf = &atlas->shelf;
	enum gw_status st = GW_OK;
	struct gw_claim claim;

	gw_shelf_claim(shelf, &claim, subject->id, GW_WAIT);
	*out = gw_shelf_find_map(shelf, subject);
	if (!*out)
		st = load_claimed(out, atlas, subject, err);
	gw_shelf_unclaim(shelf, &claim);
	if (!st)
		gw_shelf_trim(shelf);
	return st;
}
