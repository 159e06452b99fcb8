/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_ROLES_H
#define GW_SERVICE_ROLES_H

#include "store/tokens.h"

/* What one may do; each role has some of these. */
enum gw_permission {
	GW_MAY_SEE_PUBLIC, /* borders, codes and what is published: everybody */
	GW_MAY_SEE_INTERNAL, /* reports, counts, what is not published yet: viewer, planner, admin
			      */
	GW_MAY_SEE_LIVE, /* positions: planner, admin */
	GW_MAY_STEP, /* lead reports on: planner, ingest, admin */
	GW_MAY_SEND, /* send reports and positions: ingest, admin */
	GW_MAY_ALL, /* publish, watch metrics: admin */
};

bool gw_role_may(enum gw_role role, enum gw_permission permission);

#endif
