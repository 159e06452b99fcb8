/* SPDX-License-Identifier: Apache-2.0 */
/* What is sent to POST /v1/reports: a line of the content type, one of the query, then the body. */
#include "base/calendar.h"
#include "http/api_reports_body.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW 1790000000

static void check_text(const struct gw_reports_body *body, gw_text_id id)
{
	const char *text = gw_reports_text(body, id);

	if ((text == NULL) != (id == GW_NO_TEXT))
		abort();
	if (text && strlen(text) > body->texts.len)
		abort();
}

static void check(const struct gw_reports_body *body)
{
	size_t i;

	if (body->n > GW_REPORTS_ROWS_MAX || (body->is_one && body->n != 1))
		abort();
	check_text(body, body->crs);
	for (i = 0; i < body->n; i++) {
		const struct gw_report_item *item = &body->items[i];

		check_text(body, item->client_id);
		check_text(body, item->category);
		check_text(body, item->source);
		check_text(body, item->description);
		check_text(body, item->detail);
		if (item->field ? item->detail == GW_NO_TEXT
				: !isfinite(item->x) || !isfinite(item->y))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct gw_zone *zone;
	struct gw_request request = {.method = "POST", .path = "/v1/reports", .query = ""};
	struct gw_problem problem = {0};
	struct gw_reports_body body;
	char *text, *end;

	if (!zone && gw_zone_create(&zone, "Asia/Shanghai", NULL))
		abort();
	text = malloc(size + 1); /* exactly as long, so that a step beyond it shows */
	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	request.content_type = request.body = text;
	end = memchr(text, '\n', size);
	if (end) {
		*end = '\0';
		request.query = request.body = end + 1;
		end = strchr(request.query, '\n');
	}
	if (end) {
		*end = '\0';
		request.body = end + 1;
	}
	request.body_len = (size_t)(text + size - request.body);
	if (!gw_reports_body_init(&body, &request, zone, NOW, &problem))
		check(&body);
	else if (problem.status != 400 && problem.status != 413 && problem.status != 415)
		abort();
	gw_reports_body_finish(&body);
	free(text);
	return 0;
}
