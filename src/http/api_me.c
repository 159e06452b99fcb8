/* SPDX-License-Identifier: Apache-2.0 */
#include "http/api.h"
#include "http/json.h"
#include "http/query.h"

/* By the names that the dashboard and scripts ask for. */
static const struct {
	enum gw_permission permission;
	const char *name;
} permissions[] = {
	{GW_MAY_SEE_PUBLIC, "see_public"},
	{GW_MAY_SEE_INTERNAL, "see_internal"},
	{GW_MAY_SEE_LIVE, "see_live"},
	{GW_MAY_STEP, "step"},
	{GW_MAY_SEND, "send"},
	{GW_MAY_ALL, "all"},
};

enum gw_status gw_api_me(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	static const char *const known[] = {NULL};
	const char *comma = "";
	struct gw_query query;
	enum gw_status st;
	size_t i;

	st = gw_query_init(&query, request->query, known, problem);
	gw_query_finish(&query);
	if (st)
		return st;
	gw_buf_puts(&reply->body, "{");
	gw_json_member(&reply->body, "role", gw_role_name(request->role));
	gw_buf_puts(&reply->body, ",");
	gw_json_member(&reply->body, "who", request->who);
	gw_buf_puts(&reply->body, ",\"may\":[");
	for (i = 0; i < sizeof permissions / sizeof *permissions; i++) {
		if (!gw_role_may(request->role, permissions[i].permission))
			continue;
		gw_buf_puts(&reply->body, comma);
		gw_json_string(&reply->body, permissions[i].name);
		comma = ",";
	}
	gw_buf_puts(&reply->body, "]}\n");
	reply->type = "application/json";
	return GW_OK;
}
