/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define CAPACITY_MIN 256

void gw_buf_init(struct gw_buf *buf, size_t max)
{
	*buf = (struct gw_buf){.max = max};
}

void gw_buf_finish(struct gw_buf *buf)
{
	free(buf->data);
	*buf = (struct gw_buf){0};
}

void gw_buf_clear(struct gw_buf *buf)
{
	buf->len = 0;
	buf->failed = false;
}

bool gw_buf_ok(const struct gw_buf *buf)
{
	return !buf->failed;
}

/* Keeps one byte more than asked for: gw_buf_cstr()'s NUL. */
char *gw_buf_reserve(struct gw_buf *buf, size_t n)
{
	size_t wanted, capacity;
	char *data;

	if (__builtin_add_overflow(buf->len, n, &wanted) || wanted > buf->max ||
		wanted >= PTRDIFF_MAX) {
		buf->failed = true;
		return NULL;
	}
	if (wanted < buf->capacity)
		return buf->data + buf->len;
	capacity = 2 * buf->capacity;
	if (capacity <= wanted)
		capacity = wanted + 1;
	if (capacity < CAPACITY_MIN)
		capacity = CAPACITY_MIN;
	if (capacity - 1 > buf->max)
		capacity = buf->max + 1;
	data = realloc(buf->data, capacity);
	if (!data) {
		buf->failed = true;
		return NULL;
	}
	buf->data = data;
	buf->capacity = capacity;
	return data + buf->len;
}

void gw_buf_append_growing(struct gw_buf *buf, const void *bytes, size_t n)
{
	char *end;

	if (!n)
		return;
	end = gw_buf_reserve(buf, n);
	if (!end)
		return;
	memcpy(end, bytes, n);
	buf->len += n;
}

void gw_buf_printf(struct gw_buf *buf, const char *format, ...)
{
	va_list ap, again;
	char *end;
	int n;

	va_start(ap, format);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	end = n < 0 ? NULL : gw_buf_reserve(buf, (size_t)n);
	if (!end) {
		buf->failed = true;
	} else {
		vsnprintf(end, (size_t)n + 1, format, again);
		buf->len += (size_t)n;
	}
	va_end(again);
}

const char *gw_buf_cstr(struct gw_buf *buf)
{
	char *end;

	if (buf->failed)
		return NULL;
	end = gw_buf_reserve(buf, 0);
	if (!end)
		return NULL;
	*end = '\0';
	return buf->data;
}

void gw_buf_consume(struct gw_buf *buf, size_t n)
{
	if (!n)
		return;
	memmove(buf->data, buf->data + n, buf->len - n);
	buf->len -= n;
}
