/* SPDX-License-Identifier: Apache-2.0 */
#include "http/api.h"

enum gw_status gw_api_health(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	reply->type = "application/json";
	reply->is_public = true;
	gw_buf_puts(&reply->body, "{\"status\":\"ok\"}\n");
	return GW_OK;
}

enum gw_status gw_api_ready(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	const struct gw_health *health = site->health;

	if (health && atomic_load(&health->draining))
		return gw_problem_set(problem, 503, "the server is about to stop");
	if (health && (atomic_load(&health->blind) || atomic_load(&health->blind_to_tokens)))
		return gw_problem_set(problem, 503, "the database cannot be read");
	reply->type = "application/json";
	reply->caching = GW_CACHE_NEVER;
	gw_buf_puts(&reply->body, "{\"status\":\"ready\"}\n");
	return GW_OK;
}
