/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STYLE_FAULTS_H
#define GW_STYLE_FAULTS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#define GW_STYLE_FAULTS_MAX 100

/* One thing wrong in a style: where, as a JSON pointer ("" is the whole file), and what. */
struct gw_style_fault {
	char *pointer;
	char *text;
};

/* The first GW_STYLE_FAULTS_MAX of them, in the order of reading. */
struct gw_style_faults {
	struct gw_style_fault *items;
	size_t n, capacity;
	bool more; /* there are others beyond these */
	bool no_memory; /* some could not be kept */
};

void gw_style_faults_init(struct gw_style_faults *faults);
void gw_style_faults_finish(struct gw_style_faults *faults);

/* Keeps one more, as vprintf() would print it; what follows 1000 bytes of it is cut. */
void gw_style_faults_add(struct gw_style_faults *faults, const char *pointer, const char *format,
	va_list arguments) __attribute__((format(printf, 3, 0)));

#endif
