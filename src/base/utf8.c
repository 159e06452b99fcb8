/* SPDX-License-Identifier: Apache-2.0 */
#include "base/utf8.h"

#include "base/buf.h"

#include <glib.h>
#include <stdint.h>

size_t gw_utf8_step(const char *text, size_t n)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *s = (const unsigned char *)text;
	size_t len = s[0] < 0x80 ? 1 : s[0] < 0xc0 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4, i;
	uint32_t c;

	if (len == 1)
		return 1;
	if (!len || len > n || s[0] >= 0xf8)
		return 0;
	c = s[0] & (0x7fU >> len);
	for (i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3fU);
	}
	return c < least[len] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000) ? 0 : len;
}

bool gw_utf8_is_valid(const char *text, size_t n)
{
	size_t at = 0, step;

	while (at < n) {
		step = gw_utf8_step(text + at, n - at);
		if (!step)
			return false;
		at += step;
	}
	return true;
}

/* Appends the n bytes of one character as change has it; bytes that are none stay as they are. */
static void append_changed(
	struct gw_buf *out, const char *text, size_t n, gunichar (*change)(gunichar))
{
	char bytes[6];

	if (n)
		gw_buf_append(out, bytes,
			(size_t)g_unichar_to_utf8(change(g_utf8_get_char(text)), bytes));
	else
		gw_buf_append(out, text, 1);
}

void gw_utf8_upcase(struct gw_buf *out, const char *text)
{
	size_t n;

	for (; *text; text += n ? n : 1) {
		n = gw_utf8_step(text, strnlen(text, 4));
		if (!strncmp(text, "\u00df", 2)) /* the only common one that becomes two */
			gw_buf_puts(out, "SS");
		else
			append_changed(out, text, n, g_unichar_toupper);
	}
}

void gw_utf8_downcase(struct gw_buf *out, const char *text)
{
	size_t n;

	for (; *text; text += n ? n : 1) {
		n = gw_utf8_step(text, strnlen(text, 4));
		append_changed(out, text, n, g_unichar_tolower);
	}
}
