/* SPDX-License-Identifier: Apache-2.0 */
#include "render/vectortile_sort.h"

#include <string.h>

#define DIGIT_BITS 11
#define DIGITS	   (1u << DIGIT_BITS)

void gw_sort_numbers(struct gw_sorted *items, struct gw_sorted *spare, size_t n)
{
	struct gw_sorted *from = items, *to = spare, *swap;
	uint64_t all = 0, same = UINT64_MAX;
	unsigned shift;
	size_t i;

	for (i = 0; i < n; i++) {
		all |= items[i].key;
		same &= items[i].key;
	}
	for (shift = 0; shift < 64 && n > 1; shift += DIGIT_BITS) {
		size_t start[DIGITS + 1] = {0};

		if (!((all ^ same) >> shift & (DIGITS - 1)))
			continue; /* all have the same digit here */
		for (i = 0; i < n; i++)
			start[(from[i].key >> shift & (DIGITS - 1)) + 1]++;
		for (i = 0; i < DIGITS; i++)
			start[i + 1] += start[i];
		for (i = 0; i < n; i++)
			to[start[from[i].key >> shift & (DIGITS - 1)]++] = from[i];
		swap = from;
		from = to;
		to = swap;
	}
	if (from != items)
		memcpy(items, from, n * sizeof *items);
}
