/* SPDX-License-Identifier: Apache-2.0 */
#include "http/request.h"

void gw_reply_init(struct gw_reply *reply)
{
	*reply = (struct gw_reply){.status = 200};
	gw_buf_init(&reply->body, GW_REPLY_MAX);
}

void gw_reply_reset(struct gw_reply *reply)
{
	gw_buf_clear(&reply->body);
	reply->body.max = GW_REPLY_MAX;
	reply->status = 200;
	reply->type = NULL;
	*reply->etag = *reply->allow = *reply->location = *reply->link = '\0';
	reply->caching = GW_CACHE_CHECK;
	reply->is_public = reply->is_negotiated = reply->is_page = false;
	reply->retry_after = 0;
	reply->error.code = GW_OK;
	*reply->error.text = '\0';
	reply->tile.map = NULL;
	reply->picture = NULL;
	reply->stream = NULL;
	reply->pending = NULL;
}

void gw_reply_finish(struct gw_reply *reply)
{
	gw_buf_finish(&reply->body);
}

void gw_reply_problem(struct gw_reply *reply, const struct gw_problem *problem)
{
	gw_buf_clear(&reply->body);
	gw_problem_write(problem, &reply->body);
	reply->status = problem->status;
	reply->type = "application/problem+json";
	reply->is_page = false;
	*reply->etag = *reply->location = *reply->link = '\0';
	if (problem->status == 500 || problem->status == 507)
		reply->error = problem->error;
}
