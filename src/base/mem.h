/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_BASE_MEM_H
#define GW_BASE_MEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

/* n objects of size bytes, uninitialised, freed with free(); NULL when n * size overflows. */
void *gw_alloc_array(size_t n, size_t size) __attribute__((malloc, alloc_size(1, 2)));

/*
 * As gw_alloc_array(), on a boundary of 2 MiB and asking the kernel for huge pages: for tables of
 * many megabytes read at random, where page walks would cost as much as the reads. Smaller tables
 * are aligned to a cache line.
 */
void *gw_alloc_table(size_t n, size_t size) __attribute__((malloc, alloc_size(1, 2)));

/*
 * Makes room for one more element in the array *items of *capacity elements of size bytes, doubling
 * it. Returns false, the array untouched, when memory ends.
 */
bool gw_grow(void *items, size_t len, size_t *capacity, size_t size);

#endif
