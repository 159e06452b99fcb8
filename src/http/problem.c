/* SPDX-License-Identifier: Apache-2.0 */
#include "http/problem.h"

#include "base/buf.h"
#include "http/json.h"

#include <stdarg.h>
#include <stdio.h>

static void set_text(struct gw_problem *problem, unsigned status, const char *format, va_list ap)
{
	*problem = (struct gw_problem){.status = status, .error.code = GW_EINVAL};
	vsnprintf(problem->error.text, sizeof problem->error.text, format, ap);
}

enum gw_status gw_problem_set(struct gw_problem *problem, unsigned status, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	set_text(problem, status, format, ap);
	va_end(ap);
	return GW_EINVAL;
}

enum gw_status gw_problem_at(
	struct gw_problem *problem, enum gw_place place, const char *field, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	set_text(problem, 400, format, ap);
	va_end(ap);
	problem->place = place;
	snprintf(problem->field, sizeof problem->field, "%s", field);
	return GW_EINVAL;
}

enum gw_status gw_problem_from(struct gw_problem *problem, enum gw_status st)
{
	problem->error.code = st;
	switch (st) {
	case GW_EINVAL:
		problem->status = 400;
		break;
	case GW_ENOTFOUND:
		problem->status = 404;
		break;
	case GW_EEXISTS:
	case GW_ECONFLICT:
		problem->status = 409;
		break;
	case GW_EBUSY:
	case GW_EREADONLY:
		problem->status = 503;
		break;
	case GW_EFULL:
		problem->status = 507;
		break;
	default:
		problem->status = 500;
	}
	*problem->field = '\0';
	return st;
}

void gw_problem_blame(struct gw_problem *problem, enum gw_place place, const char *name)
{
	problem->place = place;
	snprintf(problem->field, sizeof problem->field, "%s%s", place == GW_IN_BODY ? "/" : "",
		name);
}

const char *gw_http_phrase(unsigned status)
{
	switch (status) {
	case 400:
		return "Bad Request";
	case 401:
		return "Unauthorized";
	case 403:
		return "Forbidden";
	case 404:
		return "Not Found";
	case 405:
		return "Method Not Allowed";
	case 406:
		return "Not Acceptable";
	case 409:
		return "Conflict";
	case 410:
		return "Gone";
	case 413:
		return "Content Too Large";
	case 415:
		return "Unsupported Media Type";
	case 429:
		return "Too Many Requests";
	case 500:
		return "Internal Server Error";
	case 503:
		return "Service Unavailable";
	case 507:
		return "Insufficient Storage";
	}
	return "";
}

void gw_problem_write(const struct gw_problem *problem, struct gw_buf *json)
{
	gw_buf_puts(json, "{\"type\":\"about:blank\",");
	gw_json_member(json, "title", gw_http_phrase(problem->status));
	gw_buf_printf(json, ",\"status\":%u,", problem->status);
	gw_json_member(json, "detail",
		problem->status == 500 ? "The server failed; its log says why."
				       : problem->error.text);
	if (*problem->field) {
		gw_buf_puts(json, ",");
		gw_json_member(json, problem->place == GW_IN_BODY ? "pointer" : "parameter",
			problem->field);
	}
	gw_buf_puts(json, "}\n");
}
