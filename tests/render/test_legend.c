/* SPDX-License-Identifier: Apache-2.0 */
#include "render/legend.h"

#include <cairo.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

static struct gw_scene scene_of(size_t classes, const char *label)
{
	struct gw_scene scene = {.num_classes = classes};
	size_t i;

	for (i = 0; i < classes; i++) {
		snprintf(scene.classes[i].label, sizeof scene.classes[i].label, "%s", label);
		scene.classes[i].num_units = 77;
	}
	return scene;
}

/* The heading may need more than a narrow column, so short labels are the hard case. */
static void a_legend_is_never_wider_than_its_room(void **state)
{
	static const char *const labels[] = {
		"2", "4 – 5", "数据不足 No data", "a label of many words"};
	cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, 8, 8);
	cairo_t *cr = cairo_create(surface);
	struct gw_sheet_text text = {.counted = "beat"};
	size_t classes, i;
	double width;

	(void)state;
	for (classes = 1; classes <= GW_CLASSES_MAX; classes += 3) {
		for (i = 0; i < sizeof labels / sizeof *labels; i++) {
			struct gw_scene scene = scene_of(classes, labels[i]);

			for (width = 150; width < 1500; width += 90) {
				struct gw_legend legend;

				gw_legend_init(&legend, cr, &scene, &text, 12, width, false);
				if (legend.width > width + 0.5)
					fail_msg("%zu classes \"%s\" in %.0f pixels: %.1f wide",
						classes, labels[i], width, legend.width);
				gw_legend_finish(&legend);
			}
		}
	}
	cairo_destroy(cr);
	cairo_surface_destroy(surface);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_legend_is_never_wider_than_its_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
