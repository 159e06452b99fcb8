/* SPDX-License-Identifier: Apache-2.0 */
/* The two streams of locate, over a division of four cells; the first byte chooses which. */
#include "service/locate.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CELLS 4

static struct gw_division *four_cells(void)
{
	static const char *const codes[CELLS] = {"SW", "SE", "NW", "N,\"E\""};
	struct gw_unit units[CELLS] = {{0}};
	struct gw_division *division;
	struct gw_units *ordered;
	struct gw_rings rings;
	int i;

	gw_rings_init(&rings);
	for (i = 0; i < CELLS; i++) {
		int32_t x = i % 2 * 10000000, y = i / 2 * 10000000, side = 10000000;
		const struct gw_lonlat ring[] = {
			{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}};

		units[i] =
			(struct gw_unit){.code = codes[i], .parent = GW_NO_UNIT, .is_cell = true};
		if (gw_rings_add(&rings, (gw_cell_id)i + 1, 0, false, ring, 4, NULL, NULL))
			abort();
	}
	if (gw_units_create(&ordered, units, CELLS, NULL) ||
		gw_division_create(&division, ordered, &rings, NULL))
		abort();
	gw_rings_finish(&rings);
	return division;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct gw_locate_options options = {.accuracy = 5};
	int in = memfd_create("points", 0), out = open("/dev/null", O_WRONLY);
	uint64_t bad;

	if (!options.division) {
		options.division = four_cells();
		if (gw_crs_create(&options.crs, "gcj02", NULL))
			abort();
	}
	if (size && (in < 0 || write(in, data + 1, size - 1) != (ssize_t)size - 1))
		abort();
	lseek(in, 0, SEEK_SET);
	if (size && data[0] & 1)
		gw_locate_f64(in, out, &options, &bad, NULL);
	else
		gw_locate_csv(in, out, &options, &bad, NULL);
	close(in);
	close(out);
	return 0;
}
