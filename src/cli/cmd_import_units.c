/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"
#include "cli/fields.h"
#include "cli/options.h"
#include "import/cells.h"

#include <stdio.h>

int gw_cmd_import_units(int argc, char **argv)
{
	struct gw_units_options o = {0};
	const char *args[GW_ARGUMENTS_MAX];
	const struct gw_option options[] = {
		{"scheme", GW_OPTION_TEXT, &o.scheme, "NAME", "such as governance or police", true},
		{"level", GW_OPTION_TEXT, &o.level, "NAME", "of the units, such as street", true},
		GW_UNIT_FIELD_OPTIONS(o.fields),
		{"layer", GW_OPTION_TEXT, &o.file.layer, "NAME", "which layer of the file"},
		{"encoding", GW_OPTION_TEXT, &o.file.encoding, "NAME",
			"of a .dbf or CSV, such as GBK"},
	};
	const struct gw_command_line line = {"import units", "DB FILE",
		"Imports units above the cells: districts, streets, communities, stations.",
		"Reads CSV or any other format of import cells; geometry does not count, since a unit's\n"
		"border is that of its cells. Import the highest level first: a new level goes below those\n"
		"that its scheme has. A unit that is there already is written anew.\n",
		options, sizeof options / sizeof *options};
	struct gw_store *store = NULL;
	struct gw_error err;
	enum gw_status st;
	uint64_t n;
	int code;

	if (!gw_options_begin(&line, argc, argv, args, &code))
		return code;
	o.file.path = args[1];
	st = gw_store_open(&store, args[0], GW_STORE_WRITE, &err);
	if (!st)
		st = gw_import_units(store, &o, &n, &err);
	if (st)
		gw_complain(&err);
	else
		printf("%s: %llu units, scheme %s, level %s\n", args[1], (unsigned long long)n,
			o.scheme, o.level);
	gw_store_close(store);
	return st ? GW_EXIT_NOTHING_DONE : GW_EXIT_DONE;
}
