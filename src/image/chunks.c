/* SPDX-License-Identifier: Apache-2.0 */
#include "image/chunks.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "image/png.h"

#include <endian.h>
#include <isa-l/crc.h>
#include <math.h>
#include <string.h>

#define DPI_MAX		    100000
#define COLOUR_TYPE_PALETTE 3

static enum gw_status check_text(const char *name, const char *text, struct gw_error *err)
{
	if (text && !gw_utf8_is_valid(text, strlen(text)))
		return gw_fail(err, GW_EINVAL, "the %s of a picture is not UTF-8", name);
	return GW_OK;
}

enum gw_status gw_png_check(
	unsigned width, unsigned height, const struct gw_png_info *info, struct gw_error *err)
{
	enum gw_status st = GW_OK;

	if (!width || !height || width > GW_PNG_SIDE_MAX || height > GW_PNG_SIDE_MAX)
		return gw_fail(err, GW_EINVAL, "a picture of %u by %u pixels: a side has 1 to %d",
			width, height, GW_PNG_SIDE_MAX);
	if (!info)
		return GW_OK;
	if (info->dpi > DPI_MAX)
		return gw_fail(
			err, GW_EINVAL, "%u dots per inch are more than %d", info->dpi, DPI_MAX);
	st = check_text("title", info->title, err);
	if (!st)
		st = check_text("period", info->period, err);
	if (!st)
		st = check_text("version", info->version, err);
	return st;
}

static void put_be32(struct gw_buf *out, uint32_t v)
{
	v = htobe32(v);
	gw_buf_append(out, &v, sizeof v);
}

size_t gw_png_begin_chunk(struct gw_buf *out, const char *type)
{
	size_t at = out->len;

	put_be32(out, 0);
	gw_buf_append(out, type, 4);
	return at;
}

void gw_png_end_chunk(struct gw_buf *out, size_t at)
{
	uint32_t length;

	if (!gw_buf_ok(out))
		return;
	length = htobe32((uint32_t)(out->len - at - 8));
	memcpy(out->data + at, &length, sizeof length);
	put_be32(out, crc32_gzip_refl(0, (const uint8_t *)out->data + at + 4, out->len - at - 4));
}

static bool is_ascii(const char *text)
{
	while (*text && !(*text & 0x80))
		text++;
	return !*text;
}

/* tEXt holds Latin-1 only, so what is more than ASCII goes as iTXt: neither packed, no language. */
static void put_text(struct gw_buf *out, const char *keyword, const char *text)
{
	static const char plain[1], international[5];
	bool ascii;
	size_t at;

	if (!text)
		return;
	ascii = is_ascii(text);
	at = gw_png_begin_chunk(out, ascii ? "tEXt" : "iTXt");
	gw_buf_puts(out, keyword);
	if (ascii)
		gw_buf_append(out, plain, sizeof plain);
	else
		gw_buf_append(out, international, sizeof international);
	gw_buf_puts(out, text);
	gw_png_end_chunk(out, at);
}

void gw_png_put_info(struct gw_buf *out, const struct gw_png_info *info)
{
	static const uint8_t perceptual = 0, metre = 1;
	size_t at;

	if (!info)
		return;
	if (info->srgb) {
		at = gw_png_begin_chunk(out, "sRGB");
		gw_buf_append(out, &perceptual, 1);
		gw_png_end_chunk(out, at);
	}
	if (info->dpi) {
		uint32_t per_metre = (uint32_t)lround(info->dpi / 0.0254);

		at = gw_png_begin_chunk(out, "pHYs");
		put_be32(out, per_metre);
		put_be32(out, per_metre);
		gw_buf_append(out, &metre, 1);
		gw_png_end_chunk(out, at);
	}
	put_text(out, "Title", info->title);
	put_text(out, "Description", info->period);
	put_text(out, "Source", info->version);
}

void gw_png_put_head(struct gw_buf *out, unsigned width, unsigned height, unsigned depth,
	const struct gw_png_info *info)
{
	static const uint8_t signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
	const uint8_t rest[] = {(uint8_t)depth, COLOUR_TYPE_PALETTE, 0, 0, 0};
	size_t at;

	gw_buf_append(out, signature, sizeof signature);
	at = gw_png_begin_chunk(out, "IHDR");
	put_be32(out, width);
	put_be32(out, height);
	gw_buf_append(out, rest, sizeof rest);
	gw_png_end_chunk(out, at);
	gw_png_put_info(out, info);
}

void gw_png_put_end(struct gw_buf *out)
{
	gw_png_end_chunk(out, gw_png_begin_chunk(out, "IEND"));
}
