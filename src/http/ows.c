/* SPDX-License-Identifier: Apache-2.0 */
#include "http/ows.h"

#include "http/uri.h"
#include "http/xml.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum gw_status gw_fault_at(
	struct gw_fault *fault, const char *code, const char *field, const char *format, ...)
{
	char text[sizeof fault->problem.error.text];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	fault->code = code;
	return gw_problem_at(&fault->problem, GW_IN_QUERY, field, "%s", text);
}

enum gw_status gw_fault_missing(struct gw_fault *fault, const char *field)
{
	return gw_fault_at(fault, "MissingParameterValue", field, "%s is missing", field);
}

/* Codes that only WMS has. */
static const char *wmts_code(const struct gw_fault *fault)
{
	static const char *const known[] = {"MissingParameterValue", "TileOutOfRange",
		"PointIJOutOfRange", "OperationNotSupported", "VersionNegotiationFailed", NULL};
	size_t i;

	for (i = 0; known[i] && fault->code; i++)
		if (!strcmp(known[i], fault->code))
			return known[i];
	return *fault->problem.field ? "InvalidParameterValue" : "NoApplicableCode";
}

static const char *detail(const struct gw_problem *problem)
{
	return problem->status == 500 ? "The server failed; its log says why."
				      : problem->error.text;
}

static void write_wmts_exception(struct gw_xml *xml, const struct gw_fault *fault)
{
	gw_xml_open(xml, "ows:ExceptionReport");
	gw_xml_attribute(xml, "xmlns:ows", "http://www.opengis.net/ows/1.1");
	gw_xml_attribute(xml, "version", "1.1.0");
	gw_xml_attribute(xml, "xml:lang", "en");
	gw_xml_open(xml, "ows:Exception");
	gw_xml_attribute(xml, "exceptionCode", "%s", wmts_code(fault));
	if (*fault->problem.field)
		gw_xml_attribute(xml, "locator", "%s", fault->problem.field);
	gw_xml_element(xml, "ows:ExceptionText", "%s", detail(&fault->problem));
}

static void write_wms_exception(struct gw_xml *xml, const struct gw_fault *fault, enum gw_ows ows)
{
	if (ows == GW_WMS_111)
		gw_xml_doctype(xml, "ServiceExceptionReport",
			"http://schemas.opengis.net/wms/1.1.1/exception_1_1_1.dtd");
	gw_xml_open(xml, "ServiceExceptionReport");
	gw_xml_attribute(xml, "version", ows == GW_WMS_111 ? "1.1.1" : "1.3.0");
	if (ows == GW_WMS_130)
		gw_xml_attribute(xml, "xmlns", "http://www.opengis.net/ogc");
	gw_xml_open(xml, "ServiceException");
	if (fault->code)
		gw_xml_attribute(xml, "code", "%s", fault->code);
	if (*fault->problem.field && ows == GW_WMS_130)
		gw_xml_attribute(xml, "locator", "%s", fault->problem.field);
	gw_xml_text(xml, "%s", detail(&fault->problem));
}

enum gw_status gw_ows_end(
	enum gw_status st, struct gw_reply *reply, struct gw_fault *fault, enum gw_ows ows)
{
	struct gw_xml xml;

	if (!st || st == GW_EAGAIN)
		return st;
	if (!fault->problem.status)
		gw_problem_from(&fault->problem, st);
	gw_buf_clear(&reply->body);
	gw_xml_init(&xml, &reply->body);
	if (ows == GW_WMTS)
		write_wmts_exception(&xml, fault);
	else
		write_wms_exception(&xml, fault, ows);
	reply->status = fault->problem.status;
	if (reply->status == 500)
		reply->error = fault->problem.error;
	reply->type = ows == GW_WMS_111 ? "application/vnd.ogc.se_xml" : "text/xml";
	reply->caching = GW_CACHE_NEVER;
	*reply->etag = '\0';
	return gw_xml_finish(&xml, &fault->problem.error);
}

static void write_name(struct gw_buf *out, const char *name)
{
	for (; *name; name++) {
		unsigned char c = (unsigned char)*name;

		if (c >= 0x80 || isalnum(c) || c == '.' || c == '_')
			gw_buf_append(out, name, 1);
		else
			gw_buf_printf(out, "%%%02X", c);
	}
}

void gw_ows_layer_write(
	struct gw_buf *out, const struct gw_map_kind *kind, const char *scheme, const char *level)
{
	gw_buf_puts(out, kind->name);
	gw_buf_puts(out, "-");
	write_name(out, scheme);
	gw_buf_puts(out, "-");
	write_name(out, level);
}

/* Cuts off what follows the last dash of text, decoded, into part. */
static bool cut_part(char *text, char part[GW_NAME_MAX])
{
	char *dash = strrchr(text, '-');

	if (!dash || !dash[1] || strlen(dash + 1) >= GW_NAME_MAX)
		return false;
	*dash = '\0';
	memcpy(part, dash + 1, strlen(dash + 1) + 1);
	return gw_uri_decode(part, false);
}

bool gw_ows_layer_parse(const char *name, struct gw_ows_layer *out)
{
	char text[2 * GW_NAME_MAX + 64];

	if (strlen(name) >= sizeof text)
		return false;
	memcpy(text, name, strlen(name) + 1);
	return cut_part(text, out->level) && cut_part(text, out->scheme) &&
		!gw_map_kind_find(text, &out->kind, NULL);
}

bool gw_ows_time_parse(const char *text, const struct gw_zone *zone, gw_month *out)
{
	char first[GW_TIME_TEXT_MAX];
	size_t len = strcspn(text, "/");
	gw_time time;

	*out = 0;
	if (!*text || !strcasecmp(text, "current") || !strcasecmp(text, "default"))
		return true;
	if (len >= sizeof first || strchr(text, ','))
		return false;
	memcpy(first, text, len);
	first[len] = '\0';
	if (gw_month_parse(first, out))
		return true;
	if (!gw_time_parse(first, NULL, zone, &time))
		return false;
	*out = gw_time_date(time, zone) / 100;
	return true;
}

/* The atlas says what is wrong; asked without the month, it shows whether that is. */
static enum gw_status blame(const struct gw_site *site, const struct gw_map_query *query,
	const struct gw_ows_wish *wish, enum gw_status st, struct gw_fault *fault)
{
	struct gw_map_query without = *query;
	const struct gw_map *map;

	if (st != GW_ENOTFOUND)
		return gw_problem_from(&fault->problem, st);
	without.month = 0;
	if (query->month && !gw_atlas_map(site->atlas, &without, GW_WAIT, &map, NULL)) {
		gw_atlas_release(site->atlas, map);
		return gw_fault_at(fault, "InvalidDimensionValue", "time",
			"there is no map of \"%.40s\" in this layer", wish->time);
	}
	return gw_fault_at(fault, "LayerNotDefined", wish->layer_field,
		"there is no layer \"%.160s\"", wish->layer);
}

enum gw_status gw_ows_map(const struct gw_site *site, const struct gw_request *request,
	const struct gw_ows_wish *wish, const struct gw_map **out, struct gw_fault *fault)
{
	struct gw_map_query query = {
		.is_public = !gw_role_may(request->role, GW_MAY_SEE_INTERNAL), .lang = wish->lang};
	struct gw_ows_layer layer;
	enum gw_status st;

	if (!gw_ows_layer_parse(wish->layer, &layer) ||
		(query.is_public && layer.kind->openness == GW_INTERNAL))
		return gw_fault_at(fault, "LayerNotDefined", wish->layer_field,
			"there is no layer \"%.160s\"", wish->layer);
	query.kind = layer.kind;
	query.scheme = layer.scheme;
	query.level = layer.level;
	if (wish->time && !gw_ows_time_parse(wish->time, gw_atlas_zone(site->atlas), &query.month))
		return gw_fault_at(fault, "InvalidDimensionValue", "time",
			"time \"%.60s\" is not a month such as 2026-10", wish->time);
	st = gw_atlas_map(
		site->atlas, &query, gw_request_patience(request), out, &fault->problem.error);
	if (!st || st == GW_EAGAIN)
		return st;
	if (!request->may_wait) /* finding out what is wrong may take as long */
		return GW_EAGAIN;
	return blame(site, &query, wish, st, fault);
}

bool gw_ows_is_open(const struct gw_map *map)
{
	return map->kind->openness == GW_OPEN ||
		(map->kind->openness == GW_OPEN_WHEN_PUBLISHED && map->publication);
}

enum gw_status gw_ows_lang(const struct gw_query *query, const char **out, struct gw_fault *fault)
{
	const char *lang = gw_query_get(query, "lang");

	*out = NULL;
	if (!lang || !*lang)
		return GW_OK;
	if (strcmp(lang, "zh") != 0 && strcmp(lang, "en") != 0)
		return gw_fault_at(fault, "InvalidParameterValue", "lang",
			"lang \"%.40s\" is neither zh nor en", lang);
	*out = lang;
	return GW_OK;
}
