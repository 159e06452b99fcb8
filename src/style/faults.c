/* SPDX-License-Identifier: Apache-2.0 */
#include "style/faults.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void gw_style_faults_init(struct gw_style_faults *faults)
{
	*faults = (struct gw_style_faults){0};
}

void gw_style_faults_finish(struct gw_style_faults *faults)
{
	size_t i;

	for (i = 0; i < faults->n; i++) {
		free(faults->items[i].pointer);
		free(faults->items[i].text);
	}
	free(faults->items);
	*faults = (struct gw_style_faults){0};
}

void gw_style_faults_add(
	struct gw_style_faults *faults, const char *pointer, const char *format, va_list arguments)
{
	struct gw_style_fault fault = {0};
	char text[1024];

	if (faults->n == GW_STYLE_FAULTS_MAX) {
		faults->more = true;
		return;
	}
	vsnprintf(text, sizeof text, format, arguments);
	fault.pointer = strdup(pointer);
	fault.text = strdup(text);
	if (!fault.pointer || !fault.text ||
		!gw_grow(&faults->items, faults->n, &faults->capacity, sizeof *faults->items)) {
		free(fault.pointer);
		free(fault.text);
		faults->no_memory = true;
		return;
	}
	faults->items[faults->n++] = fault;
}
