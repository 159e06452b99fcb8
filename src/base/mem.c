/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#define CACHE_LINE 64
#define HUGE_PAGE  ((size_t)2 << 20)

void *gw_alloc_array(size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		return NULL;
	return malloc(bytes ? bytes : 1);
}

void *gw_alloc_table(size_t n, size_t size)
{
	size_t bytes, align;
	void *table;

	if (__builtin_mul_overflow(n, size, &bytes))
		return NULL;
	align = bytes >= HUGE_PAGE ? HUGE_PAGE : CACHE_LINE;
	if (posix_memalign(&table, align, bytes ? bytes : 1))
		return NULL;
	if (align == HUGE_PAGE)
		madvise(table, bytes, MADV_HUGEPAGE); /* advice only: without it, slower */
	return table;
}

bool gw_grow(void *items, size_t len, size_t *capacity, size_t size)
{
	size_t bytes, wanted;
	void *array;

	if (len < *capacity)
		return true;
	wanted = *capacity ? 2 * *capacity : 16;
	if (__builtin_mul_overflow(wanted, size, &bytes))
		return false;
	memcpy(&array, items,
		sizeof array); /* items is a pointer to some T *, and not to a void * */
	array = realloc(array, bytes);
	if (!array)
		return false;
	memcpy(items, &array, sizeof array);
	*capacity = wanted;
	return true;
}
