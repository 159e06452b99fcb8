/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_GRADES_H
#define GW_SERVICE_GRADES_H

/* Inside service/: the grades of a published month. */

#include "store/publications.h"

/*
 * The units' grades by number, as they were published; GW_NO_DATA for all when publication is 0.
 * The caller frees *out. GW_EIO, GW_ENOMEM.
 */
enum gw_status gw_published_grades(int32_t **out, const struct gw_units *units, int64_t publication,
	struct gw_store *store, struct gw_error *err);

#endif
