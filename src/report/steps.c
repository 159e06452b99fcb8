/* SPDX-License-Identifier: Apache-2.0 */
#include "report/steps.h"

#include <string.h>

static const char *const names[GW_STEPS] = {
	[GW_STEP_FOUND] = "found",
	[GW_STEP_UPLOADED] = "uploaded",
	[GW_STEP_ALLOCATED] = "allocated",
	[GW_STEP_SOLVED] = "solved",
	[GW_STEP_EVALUATED] = "evaluated",
};

const char *gw_step_name(enum gw_step step)
{
	return names[step];
}

bool gw_step_parse(const char *text, enum gw_step *out)
{
	int i;

	for (i = 0; i < GW_STEPS; i++) {
		if (strcmp(names[i], text) != 0)
			continue;
		*out = (enum gw_step)i;
		return true;
	}
	return false;
}

enum gw_step gw_step_next(enum gw_step status)
{
	return status < GW_STEPS ? (enum gw_step)(status + 1) : GW_STEPS;
}
