/* SPDX-License-Identifier: Apache-2.0 */
#include "base/rgba.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void premultiplying_rounds_to_the_nearest(void **state)
{
	unsigned a, c;

	for (a = 0; a < 256; a++) {
		for (c = 0; c < 256; c++) {
			uint32_t pixel = gw_rgba_premultiply(gw_rgba_pack(c, 0, 255 - c, a));
			unsigned red = pixel >> 16 & 255;

			/* |red - c a / 255| <= 1/2, in whole numbers */
			if (2 * 255 * red > 2 * c * a + 255 || 2 * 255 * red + 255 < 2 * c * a)
				fail_msg("%u of alpha %u became %u", c, a, red);
			assert_int_equal(pixel >> 24, a);
			assert_int_equal(pixel >> 8 & 255, 0);
		}
	}
}

static void every_pixel_survives_the_way_back_and_forth(void **state)
{
	unsigned a, c;

	for (a = 0; a < 256; a++) {
		for (c = 0; c <= a; c++) {
			uint32_t pixel = gw_rgba_pack(c, a - c, c / 2, a);

			assert_int_equal(gw_rgba_premultiply(gw_rgba_unpremultiply(pixel)), pixel);
		}
	}
}

static void a_channel_past_its_alpha_is_full(void **state)
{
	assert_int_equal(gw_rgba_unpremultiply(0x40ff4000), 0x40ffff00);
	assert_int_equal(gw_rgba_unpremultiply(0x00123456), GW_RGBA_TRANSPARENT);
	assert_int_equal(gw_rgba_unpremultiply(0xff123456), 0xff123456);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(premultiplying_rounds_to_the_nearest),
		cmocka_unit_test(every_pixel_survives_the_way_back_and_forth),
		cmocka_unit_test(a_channel_past_its_alpha_is_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
