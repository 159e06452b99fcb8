/* SPDX-License-Identifier: Apache-2.0 */
#include "render/labels.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Labels on a machine that has nothing but Latin; a program of its own, since fonts are looked for
 * once. */

#define LATIN "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf"

struct folder {
	char path[64], font[128], conf[128], cache[128];
};

static int have_latin_only(void **state)
{
	struct folder *f = test_calloc(1, sizeof *f);
	FILE *conf;

	snprintf(f->path, sizeof f->path, "/tmp/gridward-fonts-XXXXXX");
	if (!mkdtemp(f->path))
		return -1;
	snprintf(f->font, sizeof f->font, "%s/latin.ttf", f->path);
	snprintf(f->conf, sizeof f->conf, "%s/fonts.conf", f->path);
	snprintf(f->cache, sizeof f->cache, "%s/cache", f->path);
	if (symlink(LATIN, f->font))
		return -1;
	conf = fopen(f->conf, "w");
	if (!conf)
		return -1;
	fprintf(conf, "<fontconfig><dir>%s</dir><cachedir>%s</cachedir></fontconfig>\n", f->path,
		f->cache);
	fclose(conf);
	setenv("FONTCONFIG_FILE", f->conf, 1);
	*state = f;
	return 0;
}

static int clean_up(void **state)
{
	struct folder *f = *state;
	char command[256];

	snprintf(command, sizeof command, "rm -r '%s'", f->path);
	test_free(f);
	return system(command);
}

static enum gw_status place(const char *text, struct gw_error *err)
{
	struct gw_symbol symbol = {.at = {0.5, 0.5},
		.text = text,
		.size = 12,
		.rgba = 0xff000000,
		.icon = GW_NO_SPRITE};
	struct gw_scene_layer layer = {.kind = GW_DRAW_SYMBOLS, .symbols = {&symbol, 1}};
	struct gw_scene scene = {.layers = &layer, .num_layers = 1, .lang = "zh"};
	struct gw_labels *labels = NULL;
	enum gw_status st = gw_labels_place(&labels, &scene, 256, 1, NULL, err);

	gw_labels_destroy(labels);
	return st;
}

static void expect_refused(const char *text, const char *character, const char *package)
{
	struct gw_error err = {0};

	assert_int_equal(place(text, &err), GW_EINVAL);
	if (!strstr(err.text, text) || !strstr(err.text, character) || !strstr(err.text, package))
		fail_msg("%s", err.text);
}

static void latin_is_set(void **state)
{
	struct gw_error err = {0};

	if (place("Harbour 03", &err))
		fail_msg("%s", err.text);
}

static void chinese_without_a_font_is_an_error_that_names_the_package(void **state)
{
	expect_refused(
		"Port \xe4\xb8\x9c\xe6\xb8\xaf", "U+4E1C \"\xe4\xb8\x9c\"", "fonts-noto-cjk");
	expect_refused("\xed\x95\x9c", "U+D55C", "fonts-noto-cjk");
	expect_refused("\xf0\xa0\x80\x80", "U+20000", "fonts-noto-cjk");
}

static void another_script_without_a_font_is_one_too(void **state)
{
	expect_refused("\xd5\x80 1", "U+0540 \"\xd5\x80\"", "fonts-noto-core");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(latin_is_set),
		cmocka_unit_test(chinese_without_a_font_is_an_error_that_names_the_package),
		cmocka_unit_test(another_script_without_a_font_is_one_too),
	};

	return cmocka_run_group_tests(tests, have_latin_only, clean_up);
}
