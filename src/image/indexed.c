/* SPDX-License-Identifier: Apache-2.0 */
#include "image/png.h"

#include "base/buf.h"
#include "base/mem.h"
#include "image/chunks.h"

#include <endian.h>
#include <isa-l/igzip_lib.h>
#include <stdlib.h>
#include <string.h>

/* Four to six times as fast on maps as zlib's or libdeflate's fastest, for files 7 % larger. */
#define LEVEL 1

#define SLACK 8 /* bytes that pack_row() may spoil behind a row */

struct gw_png_writer {
	struct isal_zstream stream;
	uint8_t workspace[ISAL_DEF_LVL1_DEFAULT];
	uint8_t *rows;
	size_t capacity;
};

enum gw_status gw_png_writer_create(struct gw_png_writer **out, struct gw_error *err)
{
	*out = calloc(1, sizeof **out);
	return *out ? GW_OK : gw_fail_nomem(err);
}

void gw_png_writer_destroy(struct gw_png_writer *writer)
{
	if (!writer)
		return;
	free(writer->rows);
	free(writer);
}

/* A palette picture on its way: which of its colours occur, and where they stand in the file. */
struct indexed {
	const uint8_t *indices;
	size_t stride;
	unsigned width, height;
	gw_rgba colours[256]; /* as written: the translucent ones first, since tRNS may end early */
	unsigned num_colours, num_translucent;
	uint8_t written[256]; /* the place of palette[i] there */
	unsigned depth;
};

static inline uint64_t load8(const uint8_t *bytes)
{
	uint64_t v;

	memcpy(&v, bytes, sizeof v);
	return v;
}

/* Eight pixels at a time are passed over where they repeat the eight before: most of a map does. */
static void find_colours(const struct indexed *picture, bool seen[static 256])
{
	uint64_t last = 0, eight;
	unsigned x, y, k;

	seen[picture->indices[0]] = true;
	last = picture->indices[0] * 0x0101010101010101u;
	for (y = 0; y < picture->height; y++) {
		const uint8_t *row = picture->indices + y * picture->stride;

		for (x = 0; x + 8 <= picture->width; x += 8) {
			eight = load8(row + x);
			if (eight == last)
				continue;
			for (k = 0; k < 8; k++)
				seen[row[x + k]] = true;
			last = eight;
		}
		for (; x < picture->width; x++)
			seen[row[x]] = true;
	}
}

static enum gw_status choose_colours(
	struct indexed *picture, const gw_rgba *palette, unsigned num_colours, struct gw_error *err)
{
	bool seen[256] = {false}, opaque;
	unsigned i, pass;

	find_colours(picture, seen);
	for (i = num_colours; i < 256; i++) {
		if (seen[i])
			return gw_fail(err, GW_EINVAL, "a pixel has colour %u of a palette of %u",
				i, num_colours);
	}
	for (pass = 0; pass < 2; pass++) {
		for (i = 0; i < num_colours && i < 256; i++) {
			opaque = gw_rgba_alpha(palette[i]) == 255;
			if (!seen[i] || opaque != (pass == 1))
				continue;
			picture->written[i] = (uint8_t)picture->num_colours;
			picture->colours[picture->num_colours++] = palette[i];
			picture->num_translucent += !opaque;
		}
	}
	for (picture->depth = 1; 1u << picture->depth < picture->num_colours;)
		picture->depth *= 2;
	return GW_OK;
}

static void put_colours(struct gw_buf *out, const struct indexed *picture)
{
	uint8_t bytes[3 * 256];
	size_t at;
	unsigned i;

	for (i = 0; i < picture->num_colours; i++) {
		bytes[3 * i] = (uint8_t)(picture->colours[i] >> 16);
		bytes[3 * i + 1] = (uint8_t)(picture->colours[i] >> 8);
		bytes[3 * i + 2] = (uint8_t)picture->colours[i];
	}
	at = gw_png_begin_chunk(out, "PLTE");
	gw_buf_append(out, bytes, (size_t)3 * picture->num_colours);
	gw_png_end_chunk(out, at);
	if (!picture->num_translucent)
		return;
	for (i = 0; i < picture->num_translucent; i++)
		bytes[i] = (uint8_t)gw_rgba_alpha(picture->colours[i]);
	at = gw_png_begin_chunk(out, "tRNS");
	gw_buf_append(out, bytes, picture->num_translucent);
	gw_png_end_chunk(out, at);
}

/* n pixels of up to 8, from the left; they fill as many bytes as a pixel has bits. */
static inline uint64_t pack_pixels(
	const struct indexed *picture, const uint8_t *indices, unsigned n)
{
	uint64_t packed = 0;
	unsigned k;

	for (k = 0; k < n; k++)
		packed = packed << picture->depth | picture->written[indices[k]];
	return htobe64(packed << (64 - n * picture->depth));
}

static void pack_row(const struct indexed *picture, unsigned y, uint8_t *row)
{
	const uint8_t *indices = picture->indices + y * picture->stride;
	unsigned x, depth = picture->depth, rest = picture->width % 8;
	uint64_t last = 0, packed = 0;

	for (x = 0; x + 8 <= picture->width; x += 8) {
		uint64_t eight = load8(indices + x);

		if (x == 0 || eight != last)
			packed = pack_pixels(picture, indices + x, 8);
		last = eight;
		memcpy(row, &packed, sizeof packed); /* the next eight cover what is too much */
		row += depth;
	}
	if (rest) {
		packed = pack_pixels(picture, indices + x, rest);
		memcpy(row, &packed, sizeof packed);
	}
}

/* Appends n bytes as a zlib stream; a failure marks the buffer. */
static void compress(
	struct gw_png_writer *writer, const uint8_t *bytes, size_t n, struct gw_buf *out)
{
	/* what does not shrink is stored, in blocks of up to 65,535 bytes */
	size_t room = n + n / 1024 + 1024;
	char *at = gw_buf_reserve(out, room);
	struct isal_zstream *stream = &writer->stream;

	if (!at)
		return;
	isal_deflate_stateless_init(stream);
	stream->level = LEVEL;
	stream->level_buf = writer->workspace;
	stream->level_buf_size = sizeof writer->workspace;
	stream->gzip_flag = IGZIP_ZLIB;
	stream->end_of_stream = 1;
	stream->next_in = (uint8_t *)bytes;
	stream->avail_in = (uint32_t)n;
	stream->next_out = (uint8_t *)at;
	stream->avail_out = (uint32_t)room;
	if (isal_deflate_stateless(stream) == COMP_OK)
		out->len += stream->total_out;
	else
		out->failed = true;
}

/*
 * The rows are not filtered: of a map's flat areas and few colours filters only make larger files,
 * by a fifth as measured. False when memory ends.
 */
static bool put_rows(
	struct gw_buf *out, const struct indexed *picture, struct gw_png_writer *writer)
{
	size_t row = ((size_t)picture->width * picture->depth + 7) / 8 + 1;
	size_t all = row * picture->height, at;
	unsigned y;

	if (all + SLACK > writer->capacity) {
		free(writer->rows);
		writer->rows = gw_alloc_array(all + SLACK, 1);
		writer->capacity = writer->rows ? all + SLACK : 0;
	}
	if (!writer->rows)
		return false;
	for (y = 0; y < picture->height; y++) {
		writer->rows[y * row] = 0; /* the filter: none */
		pack_row(picture, y, writer->rows + y * row + 1);
	}
	at = gw_png_begin_chunk(out, "IDAT");
	compress(writer, writer->rows, all, out);
	gw_png_end_chunk(out, at);
	return true;
}

enum gw_status gw_png_encode_palette(struct gw_buf *out, const uint8_t *indices, size_t stride,
	unsigned width, unsigned height, const gw_rgba *palette, unsigned num_colours,
	const struct gw_png_info *info, struct gw_png_writer *writer, struct gw_error *err)
{
	struct indexed picture = {
		.indices = indices, .stride = stride, .width = width, .height = height};
	size_t before = out->len;
	enum gw_status st;

	st = gw_png_check(width, height, info, err);
	if (!st)
		st = choose_colours(&picture, palette, num_colours, err);
	if (st)
		return st;
	gw_png_put_head(out, width, height, picture.depth, info);
	put_colours(out, &picture);
	if (!put_rows(out, &picture, writer))
		st = gw_fail_nomem(err);
	gw_png_put_end(out);
	if (!st && gw_buf_ok(out))
		return GW_OK;
	out->len = before;
	if (st)
		return st;
	return gw_fail(err, GW_ENOMEM, "a picture of %u by %u pixels does not fit in %zu bytes",
		width, height, out->max);
}
