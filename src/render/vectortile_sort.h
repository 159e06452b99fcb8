/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_VECTORTILE_SORT_H
#define GW_RENDER_VECTORTILE_SORT_H

#include <stddef.h>
#include <stdint.h>

/* Inside gw_vectortile_draw(): a number to sort by, and what goes with it. */
struct gw_sorted {
	uint64_t key;
	uint32_t value;
};

/* Sorts n items by key; equal ones keep their order. spare has room for as many. */
void gw_sort_numbers(struct gw_sorted *items, struct gw_sorted *spare, size_t n);

#endif
