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

#endif
