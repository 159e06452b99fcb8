/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/role.h"

#include "store/tokens.h"

enum gw_status gw_role_option(void *target, const char *text, struct gw_error *err)
{
	return gw_role_parse(text, target)
		? GW_OK
		: gw_fail(err, GW_EINVAL,
			  "\"%.60s\" is none of public, viewer, planner, ingest and admin", text);
}
