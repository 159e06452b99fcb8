/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_GRATICULE_H
#define GW_RENDER_GRATICULE_H

#include <stdbool.h>
#include <stddef.h>

#define GW_GRATICULE_TEXT_MAX 32

/* The least round step, in arc seconds, that is not below the given one; 0: there is none. */
int gw_graticule_step(double seconds);

/*
 * Writes a longitude or latitude in arc seconds as degrees, with minutes and seconds where the step
 * asks for them: "120°50′E". Returns text.
 */
const char *gw_graticule_text(char text[GW_GRATICULE_TEXT_MAX], int seconds, int step, bool is_lat);

#endif
