/* SPDX-License-Identifier: Apache-2.0 */
#include "http/request.h"

void gw_reply_init(struct gw_reply *reply)
{
	*reply = (struct gw_reply){.status = 200};
	gw_buf_init(&reply->body, GW_REPLY_MAX);
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
	*reply->etag = '\0';
	if (problem->status == 500)
		reply->error = problem->error;
}
