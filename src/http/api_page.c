/* SPDX-License-Identifier: Apache-2.0 */
#include "http/api.h"
#include "http/pages.h"

enum gw_status gw_api_page(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	const struct gw_page *page = gw_pages_find(site->pages, request->path);

	reply->type = page->type;
	reply->is_page = true;
	reply->is_public = true;
	gw_buf_append(&reply->body, page->contents.data, page->contents.len);
	return GW_OK;
}
