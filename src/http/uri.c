/* SPDX-License-Identifier: Apache-2.0 */
#include "http/uri.h"

#include "base/buf.h"
#include "base/parse.h"
#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

#define HOST_MAX 255

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool gw_uri_decode(char *text, bool form)
{
	char *from = text, *to = text;

	for (; *from; from++) {
		int high, low;

		if (*from != '%') {
			*to++ = form && *from == '+' ? ' ' : *from;
			continue;
		}
		high = hex_digit(from[1]);
		low = high < 0 ? -1 : hex_digit(from[2]);
		if (low < 0 || (high == 0 && low == 0))
			return false;
		*to++ = (char)(16 * high + low);
		from += 2;
	}
	*to = '\0';
	return gw_utf8_is_valid(text, (size_t)(to - text));
}

static bool is_letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

void gw_uri_encode(struct gw_buf *out, const char *text)
{
	for (; *text; text++) {
		if (is_letter_or_digit(*text) || strchr("-._~", *text))
			gw_buf_append(out, text, 1);
		else
			gw_buf_printf(out, "%%%02X", (unsigned char)*text);
	}
}

bool gw_uri_is_host(const char *text)
{
	size_t len = strlen(text), n;
	int64_t port;

	if (len > HOST_MAX)
		return false;
	if (*text == '[') {
		n = strspn(text + 1, "0123456789abcdefABCDEF:.");
		if (n < 2 || text[n + 1] != ']')
			return false;
		text += n + 2;
	} else {
		for (n = 0; is_letter_or_digit(text[n]) || (text[n] && strchr("-._", text[n])); n++)
			;
		if (!n)
			return false;
		text += n;
	}
	return !*text || (*text == ':' && gw_parse_int(text + 1, 1, 65535, &port));
}
