/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_BASE_BUF_H
#define GW_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * A growing run of bytes with a maximum given at init. An append that would pass the maximum, or
 * finds no memory, leaves the buffer as it was and marks it failed: writers append freely and look
 * at gw_buf_ok() once at the end. max counts contents: a NUL always has room beyond it.
 */
struct gw_buf {
	char *data;
	size_t len;
	size_t capacity;
	size_t max;
	bool failed;
};

void gw_buf_init(struct gw_buf *buf, size_t max);
void gw_buf_finish(struct gw_buf *buf);

/* Empties the buffer and forgives a failure; keeps the memory. */
void gw_buf_clear(struct gw_buf *buf);
bool gw_buf_ok(const struct gw_buf *buf);

/* Room for n more bytes at the end, or NULL; follow with buf->len += what was written. */
char *gw_buf_reserve(struct gw_buf *buf, size_t n);
void gw_buf_append_growing(struct gw_buf *buf, const void *bytes, size_t n);

/* Inline, so that a text known to the compiler costs a copy of known length. */
static inline void gw_buf_append(struct gw_buf *buf, const void *bytes, size_t n)
{
	if (n && n < buf->capacity - buf->len) {
		memcpy(buf->data + buf->len, bytes, n);
		buf->len += n;
	} else {
		gw_buf_append_growing(buf, bytes, n);
	}
}

static inline void gw_buf_puts(struct gw_buf *buf, const char *text)
{
	gw_buf_append(buf, text, strlen(text));
}

void gw_buf_printf(struct gw_buf *buf, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The contents as a C string, NUL kept outside len; NULL when the buffer failed. */
const char *gw_buf_cstr(struct gw_buf *buf);

/* Drops the first n bytes. */
void gw_buf_consume(struct gw_buf *buf, size_t n);

#endif
