/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"
#include "cli/fields.h"
#include "cli/options.h"
#include "import/context.h"

#include <stdio.h>

static const char more[] =
	"Reads points, lines and polygons, multiple ones and collections too, from GeoJSON, GeoPackage,\n"
	"Shapefile or CSV with a WKT column. The kind says what they are: road, water, coast, rail, green,\n"
	"building, boundary or another word of a to z, _ and -. What the database has of that kind is\n"
	"replaced, unless --append keeps it. A feature that cannot be taken (no geometry, a coordinate\n"
	"that is no place, a ring left open, too few distinct points) is named and rejected: features\n"
	"read are features stored plus features rejected. Exit status 1 when there were any.\n";

static void name_fault(void *path, uint64_t feature, bool rejected, const char *reason)
{
	fprintf(stderr, "gridward: %s: feature %llu: %s (%s)\n", (const char *)path,
		(unsigned long long)feature, reason, rejected ? "rejected" : "stored without them");
}

static void print_result(const struct gw_context_options *o, const struct gw_context_result *result)
{
	printf("%s: %llu features: %llu stored as %s", o->file.path,
		(unsigned long long)result->features, (unsigned long long)result->stored, o->kind);
	if (result->incomplete)
		printf(" (%llu of them in part)", (unsigned long long)result->incomplete);
	printf(", %llu rejected", (unsigned long long)result->rejected);
	if (result->replaced)
		printf("; %llu from before replaced", (unsigned long long)result->replaced);
	printf("\n");
}

int gw_cmd_import_context(int argc, char **argv)
{
	struct gw_context_options o = {.on_fault = name_fault};
	const char *args[GW_ARGUMENTS_MAX];
	const struct gw_option options[] = {
		{"kind", GW_OPTION_TEXT, &o.kind, "KIND", "such as road, water or coast", true},
		{"class", GW_OPTION_TEXT, &o.class, "FIELD", "holds the class, such as primary"},
		{"name", GW_OPTION_TEXT, &o.name, "FIELD", "holds the name"},
		{"name-en", GW_OPTION_TEXT, &o.name_en, "FIELD", "holds the name in English"},
		GW_FILE_OPTIONS(o.file),
		{"append", GW_OPTION_FLAG, &o.append, NULL, "keep what there is of the kind"},
	};
	const struct gw_command_line line = {"import context", "DB FILE",
		"Imports what lies around the cells: roads, water, coast.", more, options,
		sizeof options / sizeof *options};
	struct gw_progress_line progress;
	struct gw_context_result result;
	struct gw_store *store = NULL;
	struct gw_error err;
	enum gw_status st;
	int code;

	if (!gw_options_begin(&line, argc, argv, args, &code))
		return code;
	gw_progress_line_init(&progress);
	o.file.path = args[1];
	o.file.progress = &progress.progress;
	o.context = (void *)args[1];
	st = gw_store_open(&store, args[0], GW_STORE_WRITE, &err);
	if (!st)
		st = gw_import_context(store, &o, &result, &err);
	gw_progress_line_finish(&progress);
	gw_store_close(store);
	if (st) {
		gw_complain(&err);
		return GW_EXIT_NOTHING_DONE;
	}
	print_result(&o, &result);
	return result.rejected || result.incomplete ? GW_EXIT_FINDINGS : GW_EXIT_DONE;
}
