/* SPDX-License-Identifier: Apache-2.0 */
#include "http/api.h"
#include "http/log.h"
#include "http/metrics.h"

/* The route lets everybody in, since only here is it known whether the operator does. */
enum gw_status gw_api_metrics(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	struct gw_writer_figures figures;

	if (!site->metrics_are_public && !gw_role_may(request->role, GW_MAY_ALL))
		return gw_problem_set(problem, request->token ? 403 : 401,
			"the figures are for admins; metrics-public = true shows them to "
			"everybody");
	if (!site->metrics)
		return gw_problem_set(problem, 404, "this server counts nothing");
	if (!request->may_wait)
		return GW_EAGAIN;
	if (site->writer)
		gw_writer_read(site->writer, &figures);
	gw_metrics_set(site->metrics, GW_METRIC_LOG_DROPPED, (int64_t)gw_log_dropped(site->log));
	gw_metrics_write(site->metrics, site->writer ? &figures : NULL, &reply->body);
	reply->type = "text/plain; version=0.0.4; charset=utf-8";
	reply->caching = GW_CACHE_NEVER;
	return GW_OK;
}
