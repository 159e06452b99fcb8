/* SPDX-License-Identifier: Apache-2.0 */
#include "service/grades.h"

#include "base/mem.h"

#include <stdlib.h>

/* A unit as the database knows it: cells and upper units have keys of their own. */
struct keyed {
	bool is_cell;
	int64_t key;
	uint32_t unit;
};

struct reading {
	struct keyed *items;
	size_t n;
	int32_t *grades;
};

static int compare(const void *x, const void *y)
{
	const struct keyed *a = x, *b = y;

	if (a->is_cell != b->is_cell)
		return a->is_cell - b->is_cell;
	return (a->key > b->key) - (a->key < b->key);
}

static void note_grade(void *context, bool is_cell, int64_t key, int32_t grade)
{
	struct reading *r = context;
	const struct keyed wanted = {is_cell, key, 0};
	const struct keyed *found = bsearch(&wanted, r->items, r->n, sizeof wanted, compare);

	if (found)
		r->grades[found->unit] = grade;
}

enum gw_status gw_published_grades(int32_t **out, const struct gw_units *units, int64_t publication,
	struct gw_store *store, struct gw_error *err)
{
	struct reading r = {.n = units->n};
	enum gw_status st = GW_OK;
	uint32_t i;

	r.items = gw_alloc_array(r.n + 1, sizeof *r.items);
	r.grades = gw_alloc_array(r.n + 1, sizeof *r.grades);
	if (!r.items || !r.grades) {
		st = gw_fail_nomem(err);
		goto out;
	}
	for (i = 0; i < units->n; i++) {
		const struct gw_unit *u = &units->items[i];

		r.items[i] = (struct keyed){u->is_cell, u->key, i};
		r.grades[i] = GW_NO_DATA;
	}
	if (!publication)
		goto out;
	qsort(r.items, r.n, sizeof *r.items, compare);
	st = gw_store_read_publication(store, publication, note_grade, &r, err);
out:
	free(r.items);
	if (st)
		free(r.grades);
	else
		*out = r.grades;
	return st;
}
