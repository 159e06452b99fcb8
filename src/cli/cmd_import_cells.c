/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"
#include "cli/fields.h"
#include "cli/findings.h"
#include "cli/options.h"
#include "import/cells.h"

#include <stdio.h>

static const char more[] =
	"Reads GeoJSON, GeoPackage, Shapefile or CSV with a WKT column. The CRS is wgs84, cgcs2000,\n"
	"gcj02, bd09 or EPSG:n; a file that states its own needs no --crs, and contradicting it is an\n"
	"error. Coordinates are longitude, latitude, or the projected x, y, whatever the CRS's own order.\n"
	"The grid must be seamless: gaps, overlaps, invalid rings and codes that occur twice are listed,\n"
	"and nothing is imported, unless --repair mends them without moving any border further than\n"
	"METRES. Enclosed areas wide enough to be meant (a lake) are holes, not gaps. With --valid-from,\n"
	"the division before ends on that day; reports keep the cells of their own day.\n";

static void print_moves(const struct gw_cells_result *result)
{
	size_t i;

	for (i = 0; i < result->moves.n; i++) {
		const struct gw_repair_move *m = &result->moves.moves[i];

		printf("moved the border of %s by up to %.3f m near %.5f, %.5f (area %+.2f m2)\n",
			result->file.records[m->cell - 1].unit.code, m->metres,
			gw_degrees(m->place.lat), gw_degrees(m->place.lon), m->area_change_m2);
	}
}

static int import(
	struct gw_store *store, const struct gw_cells_options *options, struct gw_error *err)
{
	struct gw_progress_line progress;
	struct gw_cells_options with_progress = *options;
	struct gw_cells_result result;
	struct gw_cell_names names;
	enum gw_status st;

	gw_progress_line_init(&progress);
	with_progress.file.progress = &progress.progress;
	st = gw_import_cells(store, &with_progress, &result, err);
	gw_progress_line_finish(&progress);
	names = gw_cell_file_names(&result.file);
	gw_findings_print(stderr, options->file.path, &result.file.faults, &names);
	if (!st) {
		print_moves(&result);
		printf("%s: %zu cells from %llu features, scheme %s, level %s\n",
			options->file.path, result.file.n,
			(unsigned long long)result.file.num_features, options->scheme,
			options->level);
		if (result.num_assigned)
			printf("%llu reports assigned to them\n",
				(unsigned long long)result.num_assigned);
	}
	gw_cells_result_finish(&result);
	return st ? GW_EXIT_NOTHING_DONE : GW_EXIT_DONE;
}

int gw_cmd_import_cells(int argc, char **argv)
{
	struct gw_cells_options o = {.valid_from = GW_DATE_MIN};
	const char *args[GW_ARGUMENTS_MAX];
	const struct gw_option options[] = {
		{"scheme", GW_OPTION_TEXT, &o.scheme, "NAME", "such as governance or police", true},
		{"level", GW_OPTION_TEXT, &o.level, "NAME", "of the cells, such as grid or beat",
			true},
		GW_UNIT_FIELD_OPTIONS(o.fields),
		GW_FILE_OPTIONS(o.file),
		{"dissolve", GW_OPTION_FLAG, &o.dissolve, NULL,
			"features of one code are parts of one cell"},
		{"valid-from", GW_OPTION_DATE, &o.valid_from, "DATE",
			"its first day (default: ever)"},
		{"repair", GW_OPTION_NUMBER, &o.repair_metres, "METRES",
			"mend faults up to this width", false, 0, 100},
	};
	const struct gw_command_line line = {"import cells", "DB FILE",
		"Imports a division: the cells of a grid, all or nothing.", more, options,
		sizeof options / sizeof *options};
	struct gw_store *store;
	struct gw_error err;
	int code;

	if (!gw_options_begin(&line, argc, argv, args, &code))
		return code;
	o.file.path = args[1];
	if (gw_store_open(&store, args[0], GW_STORE_WRITE, &err)) {
		gw_complain(&err);
		return GW_EXIT_NOTHING_DONE;
	}
	code = import(store, &o, &err);
	if (code)
		gw_complain(&err);
	gw_store_close(store);
	return code;
}
