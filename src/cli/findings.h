/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_CLI_FINDINGS_H
#define GW_CLI_FINDINGS_H

#include "import/cellfile.h"
#include "import/findings.h"

#include <stdio.h>

/* The codes of a cell file's cells, by which findings name them. Borrows file. */
struct gw_cell_names gw_cell_file_names(const struct gw_cell_file *file);
/* The codes of a division's cells. Borrows units. */
struct gw_cell_names gw_units_names(const struct gw_units *units);

/* One line a finding: "<file>: <finding>". */
void gw_findings_print(FILE *out, const char *path, const struct gw_faults *faults,
	const struct gw_cell_names *names);

#endif
