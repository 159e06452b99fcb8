/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"

#include <stdio.h>
#include <string.h>

enum gw_status gw_fail(struct gw_error *err, enum gw_status code, const char *format, ...)
{
	va_list ap;

	if (!err)
		return code;
	err->code = code;
	va_start(ap, format);
	vsnprintf(err->text, sizeof err->text, format, ap);
	va_end(ap);
	return code;
}

enum gw_status gw_fail_nomem(struct gw_error *err)
{
	return gw_fail(err, GW_ENOMEM, "out of memory");
}

enum gw_status gw_fail_in(struct gw_error *err, enum gw_status code, const char *context)
{
	char text[GW_ERROR_TEXT_MAX];

	if (!err)
		return code;
	memcpy(text, err->text, sizeof text);
	return gw_fail(err, code, "%s: %s", context, text);
}
