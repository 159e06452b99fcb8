/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_BASE_FILE_H
#define GW_BASE_FILE_H

#include "base/error.h"

#include <stddef.h>

struct gw_buf;

/*
 * Replaces the file at path by len bytes in one step: a temporary file beside it, fsync, rename. A
 * reader sees the old contents or the new, never a part. GW_EIO names the path.
 */
enum gw_status gw_file_replace(
	const char *path, const void *data, size_t len, struct gw_error *err);

/* Appends the whole file to buf. GW_ENOTFOUND, GW_EIO, or GW_ENOMEM past the buffer's maximum. */
enum gw_status gw_file_read(struct gw_buf *buf, const char *path, struct gw_error *err);

/* Writes all len bytes to fd, through short writes and interrupts. */
enum gw_status gw_fd_write(int fd, const void *data, size_t len, struct gw_error *err);

#endif
