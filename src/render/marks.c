/* SPDX-License-Identifier: Apache-2.0 */
#include "render/marks.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum gw_status gw_marks_add(struct gw_marks *marks, struct gw_mark mark, struct gw_error *err)
{
	if (!gw_grow(&marks->items, marks->n, &marks->capacity, sizeof mark))
		return gw_fail_nomem(err);
	marks->items[marks->n++] = mark;
	return GW_OK;
}

void gw_marks_finish(struct gw_marks *marks)
{
	free(marks->items);
	*marks = (struct gw_marks){0};
}

enum gw_status gw_changes_add(
	struct gw_changes *changes, struct gw_pixel_box box, struct gw_error *err)
{
	if (!gw_grow(&changes->boxes, changes->n, &changes->capacity, sizeof box))
		return gw_fail_nomem(err);
	changes->boxes[changes->n++] = box;
	return GW_OK;
}

void gw_changes_finish(struct gw_changes *changes)
{
	free(changes->boxes);
	*changes = (struct gw_changes){0};
}

/* A mark, and where in the order of drawing it stands. */
struct placed {
	const struct gw_mark *mark;
	size_t at;
};

static int compare_placed(const void *x, const void *y)
{
	const struct placed *a = x, *b = y;

	if (a->mark->print != b->mark->print)
		return a->mark->print < b->mark->print ? -1 : 1;
	return (a->at > b->at) - (a->at < b->at);
}

/* Marks that both have in common are left out: what they begin with, and what they end with. */
struct span {
	const struct gw_mark *items;
	size_t n;
};

static void trim(struct span *a, struct span *b)
{
	while (a->n && b->n && a->items->print == b->items->print) {
		a->items++;
		b->items++;
		a->n--;
		b->n--;
	}
	while (a->n && b->n && a->items[a->n - 1].print == b->items[b->n - 1].print) {
		a->n--;
		b->n--;
	}
}

static struct placed *sorted(const struct span *span)
{
	struct placed *placed = gw_alloc_array(span->n + 1, sizeof *placed);
	size_t i;

	for (i = 0; placed && i < span->n; i++)
		placed[i] = (struct placed){&span->items[i], i};
	if (placed)
		qsort(placed, span->n, sizeof *placed, compare_placed);
	return placed;
}

static enum gw_status add_all(
	const struct span *span, struct gw_changes *changes, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	size_t i;

	for (i = 0; i < span->n && !st; i++)
		st = gw_changes_add(changes, span->items[i].box, err);
	return st;
}

/*
 * Walks both in the order of their prints. What is in one alone has changed; of what is in both,
 * *moved tells whether some of it stands in another order: partners[i] is where the other has what
 * stands at i, or SIZE_MAX.
 */
static enum gw_status match(const struct placed *a, size_t num_a, const struct placed *b,
	size_t num_b, size_t *partners, struct gw_changes *changes, struct gw_error *err)
{
	size_t i = 0, k = 0;
	enum gw_status st = GW_OK;

	while ((i < num_a || k < num_b) && !st) {
		bool has_a = i < num_a, has_b = k < num_b;
		uint64_t print_a = has_a ? a[i].mark->print : 0;
		uint64_t print_b = has_b ? b[k].mark->print : 0;

		if (has_a && has_b && print_a == print_b) {
			partners[a[i++].at] = b[k++].at;
		} else if (has_a && (!has_b || print_a < print_b)) {
			partners[a[i].at] = SIZE_MAX;
			st = gw_changes_add(changes, a[i++].mark->box, err);
		} else {
			st = gw_changes_add(changes, b[k++].mark->box, err);
		}
	}
	return st;
}

static bool is_in_order(const size_t *partners, size_t n)
{
	size_t i, next = 0;

	for (i = 0; i < n; i++) {
		if (partners[i] == SIZE_MAX)
			continue;
		if (partners[i] < next)
			return false;
		next = partners[i] + 1;
	}
	return true;
}

enum gw_status gw_marks_compare(const struct gw_marks *before, const struct gw_marks *after,
	bool is_ordered, struct gw_changes *changes, struct gw_error *err)
{
	struct span a = {before->items, before->n}, b = {after->items, after->n};
	struct placed *in_a, *in_b;
	enum gw_status st;
	size_t *partners;

	trim(&a, &b);
	if (!a.n && !b.n)
		return GW_OK;
	in_a = sorted(&a);
	in_b = sorted(&b);
	partners = gw_alloc_array(a.n + 1, sizeof *partners);
	st = in_a && in_b && partners ? match(in_a, a.n, in_b, b.n, partners, changes, err)
				      : gw_fail_nomem(err);
	/* between what was trimmed lies all that can have changed places */
	if (!st && is_ordered && !is_in_order(partners, a.n))
		st = add_all(&b, changes, err);
	free(in_a);
	free(in_b);
	free(partners);
	return st;
}
