/* SPDX-License-Identifier: Apache-2.0 */
#include "http/api.h"
#include "http/wms.h"
#include "service/sheet.h"

#include <string.h>

/* Another program may draw the same otherwise: to be raised when drawing changes. */
#define EDITION "1"

/* One request for maps: GetMap, GetFeatureInfo, GetLegendGraphic. */
struct job {
	const struct gw_site *site;
	const struct gw_request *request;
	struct gw_reply *reply;
	struct gw_fault *fault;
	struct gw_query query;
	enum gw_ows version;
	const struct gw_map *maps[GW_WMS_LAYERS_MAX];
	size_t num_maps;
};

static enum gw_status find_maps(struct job *job, const struct gw_wms_names *names,
	const char *parameter, const char *time, const char *lang)
{
	enum gw_status st = GW_OK;
	size_t i;

	for (i = 0; i < names->n && !st; i++) {
		struct gw_ows_wish wish = {names->items[i], time, lang, parameter};

		st = gw_ows_map(job->site, job->request, &wish, &job->maps[i], job->fault);
		job->num_maps += !st;
	}
	return st;
}

static void release_maps(struct job *job)
{
	while (job->num_maps)
		gw_atlas_release(job->site->atlas, job->maps[--job->num_maps]);
}

/* What the answer depends on makes its entity tag; true when the client has it already. */
static bool is_known(struct job *job)
{
	struct gw_buf text;
	bool open = true;
	size_t i;

	gw_buf_init(&text, (size_t)1 << 16);
	gw_buf_puts(&text, EDITION);
	for (i = 0; i < job->num_maps; i++) {
		gw_buf_append(&text, &job->maps[i]->content, sizeof job->maps[i]->content);
		open &= gw_ows_is_open(job->maps[i]);
	}
	gw_buf_puts(&text, job->request->query);
	job->reply->is_public = open;
	job->reply->caching = GW_CACHE_SHORT;
	gw_etag_make(job->reply->etag, text.data, text.len);
	gw_buf_finish(&text);
	if (!job->request->if_none_match ||
		!gw_etag_is_among(job->reply->etag, job->request->if_none_match))
		return false;
	job->reply->status = 304;
	return true;
}

static enum gw_status get_map(struct job *job)
{
	struct gw_wms_map wanted;
	enum gw_status st;

	st = gw_wms_map_parse(&job->query, job->version, true, &wanted, job->fault);
	if (!st)
		st = find_maps(job, &wanted.layers, "layers", wanted.time, wanted.lang);
	if (st || is_known(job))
		return st;
	if (!job->request->may_wait)
		return GW_EAGAIN;
	job->reply->type = "image/png";
	st = gw_extent_draw(&wanted.extent, job->maps, job->num_maps, wanted.ground,
		&job->reply->body, &job->fault->problem.error);
	if (st)
		gw_problem_from(&job->fault->problem, st);
	return st;
}

/* QUERY_LAYERS are among LAYERS. */
static enum gw_status check_queried(
	struct job *job, const struct gw_wms_names *queried, const struct gw_wms_names *layers)
{
	size_t i, k;

	for (i = 0; i < queried->n; i++) {
		for (k = 0; k < layers->n; k++)
			if (!strcmp(queried->items[i], layers->items[k]))
				break;
		if (k == layers->n)
			return gw_fault_at(job->fault, "LayerNotDefined", "query_layers",
				"layer \"%.160s\" is not among layers", queried->items[i]);
	}
	return GW_OK;
}

static enum gw_status get_info(struct job *job)
{
	const char *format = gw_query_get(&job->query, "info_format");
	struct gw_wms_names queried;
	struct gw_wms_map wanted;
	enum gw_ows_info info = GW_INFO_JSON;
	double x = 0, y = 0;
	enum gw_status st;
	struct gw_ows_spot spot = {.maps = job->maps,
		.names = queried.items,
		.sees_internal = gw_role_may(job->request->role, GW_MAY_SEE_INTERNAL)};

	st = gw_wms_map_parse(&job->query, job->version, false, &wanted, job->fault);
	if (!st)
		st = gw_wms_names_parse(&job->query, "query_layers", &queried, job->fault);
	if (!st)
		st = check_queried(job, &queried, &wanted.layers);
	if (!st && format && *format && !gw_ows_info_parse(format, &info))
		st = gw_fault_at(job->fault, "InvalidFormat", "info_format",
			"no answers in \"%.40s\"; there are application/json and text/plain",
			format);
	if (!st)
		st = gw_wms_point_parse(
			&job->query, job->version, &wanted.extent, &x, &y, job->fault);
	if (!st)
		st = find_maps(job, &queried, "query_layers", wanted.time, wanted.lang);
	if (st)
		return st;
	spot.n = job->num_maps;
	spot.is_anywhere = gw_extent_place(&wanted.extent, x, y, &spot.place);
	gw_ows_info_write(job->reply, info, &spot);
	return GW_OK;
}

static enum gw_status get_legend(struct job *job)
{
	const char *format = gw_query_get(&job->query, "format");
	struct gw_wms_names names = {.n = 1};
	const char *lang = NULL;
	enum gw_status st;

	names.items[0] = gw_query_get(&job->query, "layer");
	if (!names.items[0] || !*names.items[0])
		return gw_fault_at(job->fault, "LayerNotDefined", "layer", "layer is missing");
	if (format && *format && !gw_wms_is_png(format))
		return gw_fault_at(job->fault, "InvalidFormat", "format",
			"no legends in format \"%.40s\"; there is image/png", format);
	st = gw_ows_lang(&job->query, &lang, job->fault);
	if (!st)
		st = find_maps(job, &names, "layer", gw_query_get(&job->query, "time"), lang);
	if (st || is_known(job))
		return st;
	if (!job->request->may_wait)
		return GW_EAGAIN;
	job->reply->type = "image/png";
	st = gw_map_legend(job->maps[0], &job->reply->body, &job->fault->problem.error);
	if (st)
		gw_problem_from(&job->fault->problem, st);
	return st;
}

static enum gw_status get_capabilities(struct job *job)
{
	if (!job->request->may_wait)
		return GW_EAGAIN;
	return gw_wms_capabilities(job->site, job->request, job->version, job->reply, job->fault);
}

static enum gw_status answer(struct job *job)
{
	static const struct {
		const char *name;
		enum gw_status (*answer)(struct job *job);
	} requests[] = {
		{"GetCapabilities", get_capabilities},
		{"capabilities", get_capabilities}, /* of version 1.0 */
		{"GetMap", get_map},
		{"map", get_map},
		{"GetFeatureInfo", get_info},
		{"feature_info", get_info},
		{"GetLegendGraphic", get_legend},
	};
	const char *service = gw_query_get(&job->query, "service");
	const char *name = gw_query_get(&job->query, "request");
	size_t i;

	if (service && strcasecmp(service, "WMS") != 0)
		return gw_fault_at(job->fault, NULL, "service",
			"service \"%.40s\" is not at this address; it is WMS", service);
	if (!name || !*name)
		return gw_fault_at(job->fault, "OperationNotSupported", "request",
			"request is missing: GetCapabilities, GetMap, GetFeatureInfo or GetLegendGraphic");
	for (i = 0; i < sizeof requests / sizeof *requests; i++)
		if (!strcasecmp(requests[i].name, name))
			return requests[i].answer(job);
	return gw_fault_at(job->fault, "OperationNotSupported", "request",
		"no request \"%.40s\"; there are GetCapabilities, GetMap, GetFeatureInfo and GetLegendGraphic",
		name);
}

enum gw_status gw_api_wms(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	struct gw_fault fault = {0};
	struct job job = {.site = site,
		.request = request,
		.reply = reply,
		.fault = &fault,
		.version = GW_WMS_130};
	enum gw_status st;

	st = gw_query_init_ogc(&job.query, request->query, gw_wms_parameters, &fault.problem);
	if (!st) {
		job.version = gw_wms_version(&job.query);
		st = answer(&job);
	}
	release_maps(&job);
	gw_query_finish(&job.query);
	st = gw_ows_end(st, reply, &fault, job.version);
	return st && st != GW_EAGAIN ? gw_problem_from(problem, st) : st;
}
