/* SPDX-License-Identifier: Apache-2.0 */
#include "service/roles.h"

#define BIT(permission) (1u << (permission))

bool gw_role_may(enum gw_role role, enum gw_permission permission)
{
	static const unsigned of_role[] = {
		[GW_ROLE_PUBLIC] = BIT(GW_MAY_SEE_PUBLIC),
		[GW_ROLE_VIEWER] = BIT(GW_MAY_SEE_PUBLIC) | BIT(GW_MAY_SEE_INTERNAL),
		[GW_ROLE_PLANNER] = BIT(GW_MAY_SEE_PUBLIC) | BIT(GW_MAY_SEE_INTERNAL) |
			BIT(GW_MAY_SEE_LIVE) | BIT(GW_MAY_STEP),
		[GW_ROLE_INGEST] = BIT(GW_MAY_SEE_PUBLIC) | BIT(GW_MAY_STEP) | BIT(GW_MAY_SEND),
		[GW_ROLE_ADMIN] = BIT(GW_MAY_SEE_PUBLIC) | BIT(GW_MAY_SEE_INTERNAL) |
			BIT(GW_MAY_SEE_LIVE) | BIT(GW_MAY_STEP) | BIT(GW_MAY_SEND) |
			BIT(GW_MAY_ALL),
	};

	return of_role[role] & BIT(permission);
}
