/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_CLI_FIELDS_H
#define GW_CLI_FIELDS_H

#include "cli/options.h"

/* The options that say which field of a file holds what of a unit, into a struct gw_unit_fields. */
#define GW_UNIT_FIELD_OPTIONS(fields)                                                              \
	{"code", GW_OPTION_TEXT, &(fields).code, "FIELD", "holds the unit's code", true},          \
		{"name", GW_OPTION_TEXT, &(fields).name, "FIELD", "holds its name"},               \
		{"name-en", GW_OPTION_TEXT, &(fields).name_en, "FIELD",                            \
			"holds its name in English"},                                              \
		{"parent", GW_OPTION_TEXT, &(fields).parent, "FIELD",                              \
			"holds its parent unit's code"},                                           \
		{"responsible", GW_OPTION_TEXT, &(fields).responsible, "FIELD",                    \
			"holds who is in charge"},                                                 \
		{"households", GW_OPTION_TEXT, &(fields).households, "FIELD", "holds a number"},   \
		{"residents", GW_OPTION_TEXT, &(fields).residents, "FIELD", "holds a number"},     \
	{                                                                                          \
		"grade", GW_OPTION_TEXT, &(fields).grade, "FIELD", "holds a level from 1 to 5"     \
	}

/* The options that say how to read a file with coordinates, into a struct gw_file_options. */
#define GW_FILE_OPTIONS(file)                                                                      \
	{"crs", GW_OPTION_TEXT, &(file).crs, "CRS", "of a file that does not say its own"},        \
		{"force-crs", GW_OPTION_FLAG, &(file).force_crs, NULL,                             \
			"--crs wins over the file's own"},                                         \
		{"layer", GW_OPTION_TEXT, &(file).layer, "NAME", "which layer of the file"},       \
	{                                                                                          \
		"encoding", GW_OPTION_TEXT, &(file).encoding, "NAME",                              \
			"of a .dbf or CSV, such as GBK"                                            \
	}

#endif
