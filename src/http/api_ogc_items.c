/* SPDX-License-Identifier: Apache-2.0 */
#include "http/api.h"
#include "http/features_page.h"
#include "http/json.h"
#include "http/uri.h"

#include <stdio.h>
#include <string.h>

struct kind {
	const struct gw_features_rules *rules;
	enum gw_status (*write)(struct gw_features_page *page, struct gw_problem *problem);
};

static const struct kind kinds[] = {
	[GW_COLLECTION_UNITS] = {&gw_unit_rules, gw_features_units},
	[GW_COLLECTION_CONTEXT] = {&gw_context_rules, gw_features_context},
	[GW_COLLECTION_REPORTS] = {&gw_report_rules, gw_features_reports},
};

static const char *const *fields_of(
	const struct gw_collection *collection, const struct gw_request *request)
{
	if (collection->kind == GW_COLLECTION_CONTEXT)
		return gw_context_fields;
	if (collection->kind == GW_COLLECTION_REPORTS)
		return gw_report_fields;
	return gw_role_may(request->role, GW_MAY_SEE_INTERNAL) ? gw_unit_fields
							       : gw_unit_public_fields;
}

static const char *const types[] = {
	[GW_FEATURES_GEOJSON] = "application/geo+json",
	[GW_FEATURES_CSV] = "text/csv; charset=utf-8",
};

static void begin_link(struct gw_buf *out, const char *before, const char *rel, const char *type)
{
	gw_buf_printf(out, "%s\n{\"rel\":\"%s\",\"type\":\"%s\",\"href\":\"", before, rel, type);
}

static void write_links(struct gw_buf *out, const struct gw_features_page *page)
{
	const struct gw_request *request = page->request;
	const struct gw_query *query = &page->query->query;
	const char *name = page->collection->kind == GW_COLLECTION_REPORTS ? "cursor" : "offset";
	char next[24];

	gw_buf_puts(out, "\"links\":[");
	begin_link(out, "", "self", types[GW_FEATURES_GEOJSON]);
	gw_features_url(out, request, query, NULL, NULL);
	gw_buf_puts(out, "\"}");
	begin_link(out, ",", "alternate", "text/csv");
	gw_features_url(out, request, query, "f", "csv");
	gw_buf_puts(out, "\"}");
	begin_link(out, ",", "collection", "application/json");
	gw_buf_printf(out, "%s/ogc/collections/", request->base);
	gw_uri_encode(out, page->collection->id);
	gw_buf_puts(out, "\"}");
	if (page->next) {
		snprintf(next, sizeof next, "%lld", (long long)page->next);
		begin_link(out, ",", "next", types[GW_FEATURES_GEOJSON]);
		gw_features_url(out, request, query, name, next);
		gw_buf_puts(out, "\"}");
	}
	gw_buf_puts(out, "]");
}

/* A table has no place for links: the header has one for the next page. */
static void set_link_header(struct gw_reply *reply, const struct gw_features_page *page)
{
	const char *name = page->collection->kind == GW_COLLECTION_REPORTS ? "cursor" : "offset";
	struct gw_buf url;
	char next[24];

	if (!page->next)
		return;
	gw_buf_init(&url, sizeof reply->link);
	snprintf(next, sizeof next, "%lld", (long long)page->next);
	gw_features_url(&url, page->request, &page->query->query, name, next);
	if (gw_buf_ok(&url) && url.len + 16 < sizeof reply->link)
		snprintf(reply->link, sizeof reply->link, "<%s>; rel=\"next\"", gw_buf_cstr(&url));
	gw_buf_finish(&url);
}

static void set_headers(struct gw_reply *reply, const struct gw_features_page *page)
{
	reply->type = types[page->query->format];
	reply->is_negotiated = true;
	snprintf(reply->content_crs, sizeof reply->content_crs, "<%s>",
		gw_features_crs_uris[page->query->crs]);
	set_link_header(reply, page);
}

static void end_collection(struct gw_features_page *page)
{
	struct gw_buf *out = page->out.out;
	char now[GW_TIME_TEXT_MAX];

	gw_features_end(&page->out);
	if (page->out.format == GW_FEATURES_CSV)
		return;
	gw_buf_printf(out,
		",\n\"numberMatched\":%llu,\"numberReturned\":%zu,\"timeStamp\":\"%s\",\n",
		(unsigned long long)page->matched, page->out.n,
		gw_time_format(gw_time_now(), gw_atlas_zone(page->site->atlas), now));
	write_links(out, page);
	gw_buf_puts(out, "}\n");
}

static enum gw_status write_items(struct gw_features_page *page, struct gw_problem *problem)
{
	enum gw_status st;

	gw_features_begin(&page->out);
	st = kinds[page->collection->kind].write(page, problem);
	if (!st)
		end_collection(page);
	return st;
}

static enum gw_status write_item(struct gw_features_page *page, struct gw_problem *problem)
{
	enum gw_status st;

	if (page->out.format == GW_FEATURES_CSV)
		gw_features_begin(&page->out);
	st = kinds[page->collection->kind].write(page, problem);
	if (st)
		return st;
	if (!page->out.n)
		return gw_problem_set(problem, 404, "there is no feature \"%.80s\" in %.80s",
			page->id, page->collection->id);
	if (page->out.format == GW_FEATURES_GEOJSON) {
		gw_buf_puts(page->out.out, ",\n");
		write_links(page->out.out, page);
	}
	gw_feature_end(&page->out);
	return GW_OK;
}

/* The features of a collection, or the one of that id. */
static enum gw_status answer(const struct gw_site *site, const struct gw_request *request,
	const char *collection_id, const char *id, struct gw_reply *reply,
	struct gw_problem *problem)
{
	struct gw_collection collection;
	struct gw_features_query query;
	struct gw_features_rules rules;
	struct gw_features_page page = {.site = site,
		.request = request,
		.collection = &collection,
		.query = &query,
		.id = id};
	enum gw_status st;

	if (!request->may_wait)
		return GW_EAGAIN;
	if (!request->base)
		return gw_problem_set(problem, 400, "the Host header is missing, or names no host");
	st = gw_collection_find(site, request, collection_id, &collection, problem);
	if (st)
		return st;
	rules = *kinds[collection.kind].rules;
	rules.many = !id;
	st = gw_features_query_init(&query, request, &rules, gw_atlas_zone(site->atlas), problem);
	if (!st) {
		page.out = (struct gw_features){.out = &reply->body,
			.format = query.format,
			.crs = query.crs,
			.fields = fields_of(&collection, request)};
		st = id ? write_item(&page, problem) : write_items(&page, problem);
	}
	if (!st)
		set_headers(reply, &page);
	gw_features_query_finish(&query);
	return st;
}

enum gw_status gw_api_ogc_items(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	return answer(site, request, request->parts[0], NULL, reply, problem);
}

enum gw_status gw_api_ogc_item(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	return answer(site, request, request->parts[0], request->parts[1], reply, problem);
}

/* Apart, since who reads them is noted. */
enum gw_status gw_api_ogc_reports(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	return answer(site, request, "reports", NULL, reply, problem);
}

enum gw_status gw_api_ogc_report(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	return answer(site, request, "reports", request->parts[0], reply, problem);
}
