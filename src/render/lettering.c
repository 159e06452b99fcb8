/* SPDX-License-Identifier: Apache-2.0 */
#include "render/lettering.h"

#include <stdlib.h>

void gw_lettering_release(struct gw_lettering *lettering)
{
	size_t i;

	if (!lettering || atomic_fetch_sub(&lettering->users, 1) > 1)
		return;
	for (i = 0; i < lettering->num_runs; i++)
		cairo_scaled_font_destroy(lettering->runs[i].font);
	free(lettering->runs);
	free(lettering->glyphs);
	free(lettering->clusters);
	free(lettering->mask.letters);
	free(lettering->mask.halo);
	free((char *)lettering->key.text);
	free((char *)lettering->key.lang);
	free(lettering);
}

void gw_lettering_path(const struct gw_lettering *lettering, cairo_t *cr)
{
	size_t i;

	for (i = 0; i < lettering->num_runs; i++) {
		const struct gw_glyph_run *run = &lettering->runs[i];

		cairo_set_scaled_font(cr, run->font);
		cairo_glyph_path(cr, run->glyphs, run->num_glyphs);
	}
}

void gw_lettering_show(const struct gw_lettering *lettering, cairo_t *cr)
{
	size_t i;

	for (i = 0; i < lettering->num_runs; i++) {
		const struct gw_glyph_run *run = &lettering->runs[i];

		cairo_set_scaled_font(cr, run->font);
		cairo_show_text_glyphs(cr, run->text, run->len, run->glyphs, run->num_glyphs,
			run->clusters, run->num_clusters,
			run->backward ? CAIRO_TEXT_CLUSTER_FLAG_BACKWARD : 0);
	}
}
