/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_SCOPE_H
#define GW_HTTP_SCOPE_H

#include "http/request.h"
#include "service/atlas.h"

/*
 * The map that a request asks for by name and by the parameters month, scheme, level and lang of
 * its query; give it back with gw_atlas_release(). 404 for no such map, or a month without a
 * division; 400 for a bad month and an unknown scheme, level or language, naming the parameter.
 */
enum gw_status gw_scope_map(const struct gw_site *site, const struct gw_request *request,
	const char *name, const struct gw_map **out, struct gw_problem *problem);

/*
 * The same for the units of a level whose scheme and level the path has said already: the
 * parameters are map (its name; by default "grid"), month, lang and f, which says nothing.
 */
enum gw_status gw_scope_level(const struct gw_site *site, const struct gw_request *request,
	const char *scheme, const char *level, const struct gw_map **out,
	struct gw_problem *problem);

/*
 * What the atlas said of a scheme, in gw_problem_from()'s words; where the scheme is unknown, 400
 * in its name, and else under the name of the field that asks for the time (NULL: it was not
 * given).
 */
enum gw_status gw_scope_blame(const struct gw_site *site, enum gw_place place, const char *scheme,
	const char *time_field, struct gw_problem *problem, enum gw_status st);

#endif
