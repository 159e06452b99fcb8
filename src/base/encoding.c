/* SPDX-License-Identifier: Apache-2.0 */
#include "base/encoding.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

enum gw_status gw_encoding_to_utf8(
	char **out, const char *text, size_t len, const char *encoding, struct gw_error *err)
{
	GError *why = NULL;
	char *converted = g_convert(text, (gssize)len, "UTF-8", encoding, NULL, NULL, &why);
	bool unknown;

	if (!converted) {
		unknown = g_error_matches(why, G_CONVERT_ERROR, G_CONVERT_ERROR_NO_CONVERSION);
		g_error_free(why);
		return unknown ? gw_fail(err, GW_ENOTFOUND, "no encoding \"%s\" is known", encoding)
			       : gw_fail(err, GW_EINVAL, "it is no text in %s", encoding);
	}
	*out = strdup(converted);
	g_free(converted);
	return *out ? GW_OK : gw_fail_nomem(err);
}
