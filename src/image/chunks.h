/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_IMAGE_CHUNKS_H
#define GW_IMAGE_CHUNKS_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

struct gw_buf;
struct gw_png_info;

/* Checks sides and info, which may be NULL: GW_EINVAL. */
enum gw_status gw_png_check(
	unsigned width, unsigned height, const struct gw_png_info *info, struct gw_error *err);

/* Appends the signature and header of a palette picture, and info. Failures mark the buffer. */
void gw_png_put_head(struct gw_buf *out, unsigned width, unsigned height, unsigned depth,
	const struct gw_png_info *info);

/* Appends the chunks for info, which may be NULL; they stand before colours and rows. */
void gw_png_put_info(struct gw_buf *out, const struct gw_png_info *info);
void gw_png_put_end(struct gw_buf *out);

/* Appends a chunk's head; its contents follow, and gw_png_end_chunk() with what this returned. */
size_t gw_png_begin_chunk(struct gw_buf *out, const char *type);
void gw_png_end_chunk(struct gw_buf *out, size_t at);

#endif
