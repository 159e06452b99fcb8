/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_IMPORT_OPTIONS_H
#define GW_IMPORT_OPTIONS_H

#include "base/progress.h"
#include "geo/crs.h"

#include <stdbool.h>

/* What every import is told of its file; texts are borrowed, NULL where not given. */
struct gw_file_options {
	const char *path;
	const char *layer;
	const char *encoding;
	const char *crs;
	bool force_crs;
	const struct gw_progress *progress;
};

/*
 * The CRS to read a file in: the declared one, unless the file's own (WKT, or NULL) contradicts it
 * and it is not forced; the file's own where none is declared. GW_EINVAL when neither is there,
 * and when the file's own is not known: whether it contradicts cannot be told, so then only force
 * helps.
 */
enum gw_status gw_choose_crs(struct gw_crs **out, const struct gw_file_options *options,
	const char *files_own, struct gw_error *err);

#endif
