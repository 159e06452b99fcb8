/* SPDX-License-Identifier: Apache-2.0 */
#include "http/api.h"

enum gw_status gw_api_health(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	reply->type = "application/json";
	gw_buf_puts(&reply->body, "{\"status\":\"ok\"}\n");
	return GW_OK;
}
