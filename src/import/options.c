/* SPDX-License-Identifier: Apache-2.0 */
#include "import/options.h"

#include <string.h>

#define OWN_TEXT_MAX 200

/* err has the reason why what the file says of its CRS is not known. */
static enum gw_status fail_unknown(const char *path, const char *own, struct gw_error *err)
{
	bool wkt = *own >= 'A' && *own <= 'Z'; /* what else it is, PROJ has no words for */
	struct gw_error why = *err;
	size_t n = strnlen(own, OWN_TEXT_MAX + 1);
	bool cut = n > OWN_TEXT_MAX;

	while (cut && (n > OWN_TEXT_MAX || ((unsigned char)own[n] & 0xc0) == 0x80))
		n--; /* to the beginning of a character */
	return gw_fail(err, GW_EINVAL,
		"%s: the file declares a CRS that is not known: %.*s%s%s%s%s; --crs together with "
		"--force-crs says what it is",
		path, (int)n, own, cut ? " ..." : "", wkt ? " (" : "", wkt ? why.text : "",
		wkt ? ")" : "");
}

enum gw_status gw_choose_crs(struct gw_crs **out, const struct gw_file_options *options,
	const char *files_own, struct gw_error *err)
{
	struct gw_crs *declared = NULL, *own = NULL;
	enum gw_status st = GW_OK;

	if (!options->crs && !files_own)
		return gw_fail(err, GW_EINVAL,
			"%s: the file does not say its CRS; declare it with "
			"--crs wgs84, cgcs2000, gcj02, bd09 or EPSG:n",
			options->path);
	if (options->crs)
		st = gw_crs_create(&declared, options->crs, err);
	if (st)
		return st;
	if (files_own && !(declared && options->force_crs)) {
		st = gw_crs_create_from_wkt(&own, files_own, err);
		if (st == GW_EINVAL && err)
			st = fail_unknown(options->path, files_own, err);
		else if (st)
			gw_fail_in(err, st, options->path);
	}
	if (!st && declared && own && !gw_crs_agrees(declared, own))
		st = gw_fail(err, GW_EINVAL,
			"%s: the file says that it is in %s, --crs says %s; "
			"--force-crs takes the latter",
			options->path, gw_crs_name(own), gw_crs_name(declared));
	if (st || declared) {
		gw_crs_destroy(own);
		own = NULL;
	}
	if (st) {
		gw_crs_destroy(declared);
		return st;
	}
	*out = declared ? declared : own;
	return GW_OK;
}
