/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"
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
		{"code", GW_OPTION_TEXT, &o.fields.code, "FIELD", "holds the unit's code", true},
		{"name", GW_OPTION_TEXT, &o.fields.name, "FIELD", "holds its name"},
		{"name-en", GW_OPTION_TEXT, &o.fields.name_en, "FIELD",
			"holds its name in English"},
		{"parent", GW_OPTION_TEXT, &o.fields.parent, "FIELD",
			"holds its parent unit's code"},
		{"responsible", GW_OPTION_TEXT, &o.fields.responsible, "FIELD",
			"holds who is in charge"},
		{"households", GW_OPTION_TEXT, &o.fields.households, "FIELD", "holds a number"},
		{"residents", GW_OPTION_TEXT, &o.fields.residents, "FIELD", "holds a number"},
		{"grade", GW_OPTION_TEXT, &o.fields.grade, "FIELD", "holds a level from 1 to 5"},
		{"layer", GW_OPTION_TEXT, &o.file.layer, "NAME", "which layer of the file"},
		{"encoding", GW_OPTION_TEXT, &o.file.encoding, "NAME", "of a .dbf, such as GBK"},
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
