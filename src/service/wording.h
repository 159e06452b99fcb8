/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_WORDING_H
#define GW_SERVICE_WORDING_H

/* Inside service/: what is written on a map's sheet, in Chinese and English. */

#include "service/part.h"
#include "service/sheet.h"

#define GW_WORDING_MAX 512

/* A text in both languages; longer ones are cut. */
struct gw_wording_lines {
	char zh[GW_WORDING_MAX], en[GW_WORDING_MAX];
};

struct gw_wording {
	struct gw_wording_lines title, place, period, cutoff, source, division;
	char date[GW_TIME_TEXT_MAX], version[GW_WORDING_MAX];
	struct gw_sheet_text text; /* of all these */
};

/*
 * Words the sheet of a part of a map, which shows units by their class or not. Stays where it is:
 * its text points into it, into map and into request.
 */
void gw_wording_init(struct gw_wording *wording, const struct gw_map *map,
	const struct gw_part *part, const struct gw_sheet_request *request, bool has_classes);

#endif
