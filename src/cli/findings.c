/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/findings.h"

#include "base/buf.h"

static const char *code_in_file(const void *context, gw_cell_id cell)
{
	const struct gw_cell_file *file = context;

	return file->records[cell - 1].unit.code;
}

struct gw_cell_names gw_cell_file_names(const struct gw_cell_file *file)
{
	return (struct gw_cell_names){code_in_file, file};
}

static const char *code_in_units(const void *context, gw_cell_id cell)
{
	return gw_cell_code(context, cell);
}

struct gw_cell_names gw_units_names(const struct gw_units *units)
{
	return (struct gw_cell_names){code_in_units, units};
}

void gw_findings_print(FILE *out, const char *path, const struct gw_faults *faults,
	const struct gw_cell_names *names)
{
	struct gw_buf text;
	size_t i;

	gw_buf_init(&text, 4096);
	for (i = 0; i < faults->n; i++) {
		gw_buf_clear(&text);
		gw_finding_text(&text, &faults->items[i], names);
		fprintf(out, "%s: %s\n", path, gw_buf_cstr(&text) ? gw_buf_cstr(&text) : "");
	}
	gw_buf_finish(&text);
}
