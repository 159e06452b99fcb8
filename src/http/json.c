/* SPDX-License-Identifier: Apache-2.0 */
#include "http/json.h"

#include "base/buf.h"
#include "base/utf8.h"

#include <string.h>

static void put_escaped(struct gw_buf *out, unsigned char c)
{
	if (c == '"' || c == '\\')
		gw_buf_printf(out, "\\%c", c);
	else if (c == '\n')
		gw_buf_puts(out, "\\n");
	else
		gw_buf_printf(out, "\\u%04x", c);
}

/* ASCII that stands for itself. */
static bool is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

void gw_json_string(struct gw_buf *out, const char *text)
{
	size_t n = text ? strlen(text) : 0, at = 0, plain = 0, step;

	if (!text) {
		gw_buf_puts(out, "null");
		return;
	}
	gw_buf_puts(out, "\"");
	while (at < n) {
		unsigned char c = (unsigned char)text[at];

		if (is_plain(c)) {
			at++;
			continue;
		}
		step = gw_utf8_step(text + at, n - at);
		if (step > 1) {
			at += step;
			continue;
		}
		gw_buf_append(out, text + plain, at - plain);
		if (step)
			put_escaped(out, c);
		else
			gw_buf_puts(out, "\xef\xbf\xbd");
		plain = ++at;
	}
	gw_buf_append(out, text + plain, at - plain);
	gw_buf_puts(out, "\"");
}

void gw_json_member(struct gw_buf *out, const char *name, const char *text)
{
	gw_buf_puts(out, "\"");
	gw_buf_puts(out, name);
	gw_buf_puts(out, "\":");
	gw_json_string(out, text);
}
