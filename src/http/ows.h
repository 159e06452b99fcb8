/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_OWS_H
#define GW_HTTP_OWS_H

/* What OGC's web services WMS and WMTS have in common here. */

#include "http/query.h"
#include "http/request.h"
#include "service/extent.h"

/* Whose words an answer is in. */
enum gw_ows { GW_WMS_111, GW_WMS_130, GW_WMTS };

/* A problem, and OGC's code for it; NULL: none, or the usual one. */
struct gw_fault {
	struct gw_problem problem;
	const char *code;
};

/* A fault of one parameter. Returns GW_EINVAL. */
enum gw_status gw_fault_at(struct gw_fault *fault, const char *code, const char *field,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

/* MissingParameterValue. */
enum gw_status gw_fault_missing(struct gw_fault *fault, const char *field);

/*
 * Answers with an exception report where st is an error, but hands on GW_EAGAIN; returns what the
 * handler is to return.
 */
enum gw_status gw_ows_end(
	enum gw_status st, struct gw_reply *reply, struct gw_fault *fault, enum gw_ows ows);

/*
 * A layer's name is map-scheme-level, such as "safety-police-beat"; what is not a letter, a digit,
 * "." or "_" of scheme and level is percent-encoded, unless it is beyond ASCII.
 */
struct gw_ows_layer {
	const struct gw_map_kind *kind;
	char scheme[GW_NAME_MAX], level[GW_NAME_MAX];
};

void gw_ows_layer_write(
	struct gw_buf *out, const struct gw_map_kind *kind, const char *scheme, const char *level);
bool gw_ows_layer_parse(const char *name, struct gw_ows_layer *out);

/* What the title of a layer says: "Safety level by beat (police)". */
#define GW_OWS_TITLE "%s by %s (%s)"

/*
 * A month as clients write it: "2026-10", a day or an instant in it, or a span that begins so;
 * "current", "default" and "" are 0, the newest.
 */
bool gw_ows_time_parse(const char *text, const struct gw_zone *zone, gw_month *out);

/* What is asked for of a layer. */
struct gw_ows_wish {
	const char *layer;
	const char *time; /* NULL: the newest */
	const char *lang; /* NULL: "en" */
	const char *layer_field; /* the parameter that names it */
};

/*
 * The map of a layer as the request's role may see it; give it back with gw_atlas_release().
 * GW_EAGAIN; faults LayerNotDefined and InvalidDimensionValue.
 */
enum gw_status gw_ows_map(const struct gw_site *site, const struct gw_request *request,
	const struct gw_ows_wish *wish, const struct gw_map **out, struct gw_fault *fault);

/* Whether anybody would be shown the same of a map. */
bool gw_ows_is_open(const struct gw_map *map);

/* How an answer to GetFeatureInfo is written. */
enum gw_ows_info { GW_INFO_JSON, GW_INFO_TEXT };
bool gw_ows_info_parse(const char *format, enum gw_ows_info *out);

/*
 * Writes the units that maps show at a place: one feature a map, none where there is no cell.
 * names are the layers'. Figures that are internal only where they may be seen.
 */
struct gw_ows_spot {
	const struct gw_map *const *maps;
	const char *const *names;
	size_t n;
	struct gw_lonlat place;
	bool is_anywhere; /* false: the point is not on earth, and nothing is there */
	bool sees_internal;
};
void gw_ows_info_write(
	struct gw_reply *reply, enum gw_ows_info format, const struct gw_ows_spot *spot);

/* "zh", "en" or NULL; anything else is a fault. */
enum gw_status gw_ows_lang(const struct gw_query *query, const char **out, struct gw_fault *fault);

#endif
