/* SPDX-License-Identifier: Apache-2.0 */
#include "render/sheetsvg.h"

#include "base/buf.h"
#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define WORD "surface"

/* A number as it is written in the file. */
struct number {
	const char *digits;
	size_t len;
};

struct numbers {
	struct number *items;
	size_t n, capacity;
};

/* The place of a number among those seen, itself added when it is new; SIZE_MAX: no memory. */
static size_t place_of(struct numbers *seen, struct number number)
{
	size_t i;

	for (i = 0; i < seen->n; i++)
		if (seen->items[i].len == number.len &&
			!memcmp(seen->items[i].digits, number.digits, number.len))
			return i;
	if (!gw_grow(&seen->items, seen->n, &seen->capacity, sizeof *seen->items))
		return SIZE_MAX;
	seen->items[seen->n++] = number;
	return i;
}

/* The next name from p on, as a whole id or a reference to one; NULL: there is none. */
static const char *next_name(const char *p, const char *end)
{
	while ((p = memmem(p, (size_t)(end - p), WORD, strlen(WORD)))) {
		const char *digits = p + strlen(WORD);

		if ((p[-1] == '"' || p[-1] == '#') && digits < end && *digits >= '0' &&
			*digits <= '9')
			return digits;
		p = digits;
	}
	return NULL;
}

static enum gw_status rewrite(
	struct gw_buf *out, const char *p, const char *end, struct gw_error *err)
{
	struct numbers seen = {0};
	enum gw_status st = GW_OK;
	const char *digits;

	while ((digits = next_name(p, end))) {
		struct number number = {.digits = digits};
		size_t place;

		while (digits[number.len] >= '0' && digits[number.len] <= '9')
			number.len++;
		place = place_of(&seen, number);
		gw_buf_append(out, p, (size_t)(digits - p));
		gw_buf_printf(out, "%zu", place);
		p = digits + number.len;
		if (place == SIZE_MAX) {
			st = gw_fail_nomem(err);
			break;
		}
	}
	gw_buf_append(out, p, (size_t)(end - p));
	free(seen.items);
	return st;
}

enum gw_status gw_sheet_svg_renumber(struct gw_buf *svg, size_t start, struct gw_error *err)
{
	struct gw_buf renamed;
	enum gw_status st;

	gw_buf_init(&renamed, svg->max);
	/* an SVG begins with "<?xml": there is a byte before any name, and ">" at the end */
	st = rewrite(&renamed, svg->data + start, svg->data + svg->len, err);
	svg->len = start;
	gw_buf_append(svg, renamed.data, renamed.len);
	if (!st && (!gw_buf_ok(&renamed) || !gw_buf_ok(svg)))
		st = gw_fail_nomem(err);
	gw_buf_finish(&renamed);
	return st;
}
