/* SPDX-License-Identifier: Apache-2.0 */
#include "report/steps.h"

#include "base/parse.h"

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
	size_t step = gw_parse_name(text, names, GW_STEPS);

	if (step == GW_STEPS)
		return false;
	*out = (enum gw_step)step;
	return true;
}

enum gw_step gw_step_next(enum gw_step status)
{
	return status < GW_STEPS ? (enum gw_step)(status + 1) : GW_STEPS;
}
