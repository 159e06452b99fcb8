/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_MARKS_H
#define GW_RENDER_MARKS_H

#include "base/error.h"
#include "render/boxgrid.h"

/*
 * What two pictures are compared by: all that either shows, each thing by a fingerprint of how it
 * looks and the pixels it may touch.
 */
struct gw_mark {
	uint64_t print;
	struct gw_pixel_box box;
};

struct gw_marks {
	struct gw_mark *items;
	size_t n, capacity;
};

/* GW_ENOMEM. */
enum gw_status gw_marks_add(struct gw_marks *marks, struct gw_mark mark, struct gw_error *err);
void gw_marks_finish(struct gw_marks *marks);

/* Where a picture is another one. */
struct gw_changes {
	bool all; /* everywhere, or nobody knows where; the boxes do not count */
	struct gw_pixel_box *boxes;
	size_t n, capacity;
};

enum gw_status gw_changes_add(
	struct gw_changes *changes, struct gw_pixel_box box, struct gw_error *err);
void gw_changes_finish(struct gw_changes *changes);

/*
 * Adds the boxes of what one of them has and the other has not. Where order matters (what comes
 * later is drawn over what came before) also of all that may have changed places.
 * GW_ENOMEM.
 */
enum gw_status gw_marks_compare(const struct gw_marks *before, const struct gw_marks *after,
	bool is_ordered, struct gw_changes *changes, struct gw_error *err);

#endif
