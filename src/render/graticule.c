/* SPDX-License-Identifier: Apache-2.0 */
#include "render/graticule.h"

#include <stdio.h>
#include <stdlib.h>

int gw_graticule_step(double seconds)
{
	static const int steps[] = {1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800,
		3600, 7200, 18000, 36000, 54000, 108000};
	size_t i;

	for (i = 0; i < sizeof steps / sizeof *steps; i++)
		if (steps[i] >= seconds)
			return steps[i];
	return 0;
}

const char *gw_graticule_text(char text[GW_GRATICULE_TEXT_MAX], int seconds, int step, bool is_lat)
{
	char side = is_lat ? (seconds < 0 ? 'S' : 'N') : (seconds < 0 ? 'W' : 'E');
	int s = abs(seconds);

	if (step % 3600 == 0)
		snprintf(text, GW_GRATICULE_TEXT_MAX, "%d°%c", s / 3600, side);
	else if (step % 60 == 0)
		snprintf(text, GW_GRATICULE_TEXT_MAX, "%d°%02d′%c", s / 3600, s / 60 % 60, side);
	else
		snprintf(text, GW_GRATICULE_TEXT_MAX, "%d°%02d′%02d″%c", s / 3600, s / 60 % 60,
			s % 60, side);
	return text;
}
