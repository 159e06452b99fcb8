/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_WMS_H
#define GW_HTTP_WMS_H

#include "http/ows.h"

/* OGC's Web Map Service: what its requests say, and its documents. */

/* Layers in one request. */
#define GW_WMS_LAYERS_MAX 8

/* The parameters of all requests, lower case; ends in NULL. */
extern const char *const gw_wms_parameters[];

/* The coordinate systems that maps are given in; a NULL name ends them. */
struct gw_wms_crs {
	const char *name;
	bool in_degrees;
	bool lat_first; /* in version 1.3.0 */
	bool is_listed; /* in the capabilities, of a version or another */
};
extern const struct gw_wms_crs gw_wms_crs[];

/* A list of names, "a,b". Stays where it is: the items point into the text. */
struct gw_wms_names {
	char text[2048];
	const char *items[GW_WMS_LAYERS_MAX];
	size_t n;
};

/* What GetMap, and the greater part of GetFeatureInfo, ask for. */
struct gw_wms_map {
	struct gw_wms_names layers;
	struct gw_extent extent;
	gw_rgba ground;
	const char *time, *lang; /* of the query; or NULL */
};

/*
 * The version to answer a request in by VERSION, or WMTVER: below 1.3 it is 1.1.1; without it, that
 * of the parameter for the coordinate system, or 1.3.0.
 */
enum gw_ows gw_wms_version(const struct gw_query *query);

/* Reads a list of layers. GW_EINVAL: a fault in the name of the parameter. */
enum gw_status gw_wms_names_parse(const struct gw_query *query, const char *parameter,
	struct gw_wms_names *out, struct gw_fault *fault);

/*
 * Reads GetMap's parameters; with_format is false for GetFeatureInfo, to which the picture's format
 * does not matter. GW_EINVAL with the code that WMS has for it.
 */
enum gw_status gw_wms_map_parse(const struct gw_query *query, enum gw_ows version, bool with_format,
	struct gw_wms_map *out, struct gw_fault *fault);

/* The point of GetFeatureInfo: the middle of its pixel, in pixels of the picture. */
enum gw_status gw_wms_point_parse(const struct gw_query *query, enum gw_ows version,
	const struct gw_extent *extent, double *x, double *y, struct gw_fault *fault);

/* PNG, whatever parameters come with it; "image/png8" too. */
bool gw_wms_is_png(const char *format);

/* The service's self-description as a role sees it. */
enum gw_status gw_wms_capabilities(const struct gw_site *site, const struct gw_request *request,
	enum gw_ows version, struct gw_reply *reply, struct gw_fault *fault);

#endif
