/* SPDX-License-Identifier: Apache-2.0 */
#include "style/color.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void expect_color(const char *text, double r, double g, double b, double a)
{
	struct gw_color c;

	if (!gw_color_parse(text, &c))
		fail_msg("\"%s\" was refused", text);
	if (fabs(c.r * 255 - r) > 1e-9 || fabs(c.g * 255 - g) > 1e-9 ||
		fabs(c.b * 255 - b) > 1e-9 || fabs(c.a - a) > 1e-9)
		fail_msg(
			"\"%s\" became %g, %g, %g, %g", text, c.r * 255, c.g * 255, c.b * 255, c.a);
}

static void expect_no_color(const char *text)
{
	struct gw_color c = {9, 9, 9, 9};

	if (gw_color_parse(text, &c))
		fail_msg("\"%s\" was taken", text);
	assert_true(c.r == 9 && c.a == 9);
}

static void names_and_hex_digits_are_colors(void **state)
{
	expect_color("red", 255, 0, 0, 1);
	expect_color(" Tomato ", 255, 99, 71, 1);
	expect_color("rebeccapurple", 102, 51, 153, 1);
	expect_color("aliceblue", 240, 248, 255, 1);
	expect_color("yellowgreen", 154, 205, 50, 1);
	expect_color("transparent", 0, 0, 0, 0);
	expect_color("#f80", 255, 136, 0, 1);
	expect_color("#F80c", 255, 136, 0, 0.8);
	expect_color("#0a141e", 10, 20, 30, 1);
	expect_color("#0a141e33", 10, 20, 30, 0.2);
}

static void both_forms_of_rgb_are_read(void **state)
{
	expect_color("rgb(10,20,30)", 10, 20, 30, 1);
	expect_color("rgba( 10 , 20 , 30 , .5 )", 10, 20, 30, 0.5);
	expect_color("rgb(10 20 30)", 10, 20, 30, 1);
	expect_color("rgb(10 20 30 / 50%)", 10, 20, 30, 0.5);
	expect_color("rgba(10 20 30/0.25)", 10, 20, 30, 0.25);
	expect_color("rgb(20%, 40%, 60%)", 51, 102, 153, 1);
	expect_color("rgb(300, -1, 1e2)", 255, 0, 100, 1);
	expect_color("rgb(0,0,0,7)", 0, 0, 0, 1);
}

static void both_forms_of_hsl_are_read(void **state)
{
	expect_color("hsl(0, 100%, 50%)", 255, 0, 0, 1);
	expect_color("hsl(120deg 100% 50%)", 0, 255, 0, 1);
	expect_color("hsla(240, 100%, 50%, 0.5)", 0, 0, 255, 0.5);
	expect_color("hsl(-120 100% 50% / 20%)", 0, 0, 255, 0.2);
	expect_color("hsl(480, 100%, 50%)", 0, 255, 0, 1);
	expect_color("hsl(77, 0%, 20%)", 51, 51, 51, 1);
}

static void what_is_no_color_is_refused(void **state)
{
	static const char *const texts[] = {"", "#", "#12", "#12345", "#1234567", "#ggg", "redd",
		"rgb", "rgb(", "rgb()", "rgb(1,2)", "rgb(1,2,3", "rgb(1,2,3,4,5)", "rgb(1, 2 3)",
		"rgb(1 2 3 0.5)", "rgb(1,2,3/0.5)", "rgb(1,2,3,)", "rgb(,1,2)", "rgb(10%,20,30)",
		"rgb(1deg,2,3)", "rgb (1,2,3)", "rgb(1,2,3) x", "rgb(1.2.3,2,3)", "rgb(e,2,3)",
		"hsl(120,50,50)", "hsl(50%,50%,50%)", "hsl(0.5turn 10% 10%)", "hwb(0 0% 0%)",
		"none", "currentcolor", "rgb(nan,0,0)", "rgb(0x10,0,0)"};
	char text[400];
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		expect_no_color(texts[i]);
	memset(text, '1', sizeof text);
	text[sizeof text - 1] = '\0';
	expect_no_color(text);
}

static void a_color_is_written_as_expressions_write_it(void **state)
{
	char text[GW_COLOR_TEXT_MAX];

	assert_string_equal(
		gw_color_format((struct gw_color){1, 0.5, 0, 1}, text), "rgba(255,128,0,1)");
	assert_string_equal(
		gw_color_format((struct gw_color){0, 0, 0, 0.1}, text), "rgba(0,0,0,0.1)");
}

static void expect_mix(
	const char *from, const char *to, enum gw_color_space space, double t, const char *wanted)
{
	struct gw_color a, b;
	char text[GW_COLOR_TEXT_MAX];

	assert_true(gw_color_parse(from, &a) && gw_color_parse(to, &b));
	gw_color_format(gw_color_mix(a, b, t, space), text);
	if (strcmp(text, wanted) != 0)
		fail_msg("%s to %s at %g gave %s, not %s", from, to, t, text, wanted);
}

/* The wanted colours are of a calculation in Python with matrices derived from the primaries. */
static void colors_mix_in_three_spaces(void **state)
{
	expect_mix("red", "blue", GW_COLOR_RGB, 0.5, "rgba(128,0,128,1)");
	expect_mix("rgba(255,0,0,0)", "rgba(0,0,255,1)", GW_COLOR_RGB, 0.25, "rgba(191,0,64,0.25)");
	expect_mix("black", "white", GW_COLOR_LAB, 0.5, "rgba(119,119,119,1)");
	expect_mix("red", "blue", GW_COLOR_LAB, 0.5, "rgba(193,0,136,1)");
	expect_mix("red", "lime", GW_COLOR_HCL, 0, "rgba(255,0,0,1)");
	expect_mix("red", "lime", GW_COLOR_HCL, 1, "rgba(0,255,0,1)");
	expect_mix("white", "red", GW_COLOR_HCL, 1, "rgba(255,0,0,1)");
	expect_mix("gray", "gray", GW_COLOR_HCL, 0.5, "rgba(128,128,128,1)");
}

static void every_color_comes_back_from_lab_and_hcl(void **state)
{
	unsigned i;

	for (i = 0; i < 4096; i++) {
		struct gw_color c = {(i & 15) / 15.0, (i >> 4 & 15) / 15.0, (i >> 8) / 15.0, 0.5};
		struct gw_color lab = gw_color_mix(c, c, 0.5, GW_COLOR_LAB);
		struct gw_color hcl = gw_color_mix(c, c, 0.5, GW_COLOR_HCL);

		if (fabs(lab.r - c.r) + fabs(lab.g - c.g) + fabs(lab.b - c.b) > 2e-3 ||
			fabs(hcl.r - c.r) + fabs(hcl.g - c.g) + fabs(hcl.b - c.b) > 2e-3)
			fail_msg("colour %u: %g %g %g", i, lab.r, lab.g, lab.b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_and_hex_digits_are_colors),
		cmocka_unit_test(both_forms_of_rgb_are_read),
		cmocka_unit_test(both_forms_of_hsl_are_read),
		cmocka_unit_test(what_is_no_color_is_refused),
		cmocka_unit_test(a_color_is_written_as_expressions_write_it),
		cmocka_unit_test(colors_mix_in_three_spaces),
		cmocka_unit_test(every_color_comes_back_from_lab_and_hcl),
	};

	return cmocka_run_group_tests_name("style/color", tests, NULL, NULL);
}
