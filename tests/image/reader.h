/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_IMAGE_READER_H
#define TESTS_IMAGE_READER_H

#include "base/buf.h"
#include "base/rgba.h"

/*
 * A reader of PNG files after the standard (ISO/IEC 15948), by zlib alone, that forgives nothing:
 * each function fails the test at once where a file is not as it must be.
 */
struct read_png {
	unsigned width, height, depth, type;
	unsigned num_colours, num_alphas; /* entries of PLTE and tRNS */
	gw_rgba colours[256];
	unsigned char *raw; /* filter bytes and rows */
	size_t row; /* bytes of one, filter byte included */
};

/* Checks signature, order and checksums of chunks, and inflates the rows. */
void read_png(struct read_png *png, const struct gw_buf *file);
void read_png_finish(struct read_png *png);

/* A pixel of a palette picture whose rows are not filtered. */
gw_rgba read_pixel(const struct read_png *png, unsigned x, unsigned y);

/* The contents of the n-th chunk of that type (0 the first), or NULL; *len is their length. */
const unsigned char *find_chunk(
	const struct gw_buf *file, const char *type, unsigned n, size_t *len);

/* Numbers that look random, the same every time. */
unsigned next_random(unsigned *seed);

#endif
