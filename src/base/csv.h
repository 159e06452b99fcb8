/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_BASE_CSV_H
#define GW_BASE_CSV_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gw_buf;

/* One row of a CSV file (RFC 4180). All pointers hold until the next row is read. */
struct gw_csv_row {
	char *const *fields; /* NUL-terminated, unquoted */
	const size_t *lens;
	size_t n;
	const char *raw; /* as it stood in the file, without its line end */
	size_t raw_len;
	uint64_t line; /* of its beginning; the first is 1 */
	bool garbled; /* it has a NUL byte, or bytes that are no text in the reader's encoding */
};

/*
 * Reads rows from a file descriptor, in any size of pieces, in bounded memory. A byte order mark is
 * passed over, blank lines are no rows; lines end in LF, CR LF or CR.
 */
struct gw_csv_reader;

#define GW_CSV_ROW_MAX ((size_t)1 << 20)

/*
 * Borrows fd. name is for messages. Fields come as they are, or with an encoding, such as "GBK", as
 * UTF-8; raw text stays as it is.
 */
enum gw_status gw_csv_reader_create(struct gw_csv_reader **out, int fd, const char *name,
	const char *encoding, struct gw_error *err);

/* The same for text in memory, borrowed, in UTF-8 or whatever it is. */
enum gw_status gw_csv_reader_create_text(struct gw_csv_reader **out, const char *text, size_t len,
	const char *name, struct gw_error *err);
void gw_csv_reader_destroy(struct gw_csv_reader *reader);

/*
 * *row is NULL at the end. GW_EINVAL for a row longer than GW_CSV_ROW_MAX (an unclosed quote,
 * mostly), naming its line; GW_EIO.
 */
enum gw_status gw_csv_read(
	struct gw_csv_reader *reader, const struct gw_csv_row **row, struct gw_error *err);

/* Appends a field, quoted where it must be. */
void gw_csv_append(struct gw_buf *out, const char *field, size_t len);

/* The number of the column of that name, or -1. */
int gw_csv_column(const struct gw_csv_row *header, const char *name);

#endif
