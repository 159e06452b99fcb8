/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CSV rows, and the numbers and times in their fields. What the reader must keep: every byte that
 * is not a line end or a blank line belongs to the raw text of exactly one row.
 */
#include "base/calendar.h"
#include "base/csv.h"
#include "base/parse.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_values(const struct gw_csv_row *row, const struct gw_zone *zone)
{
	double number;
	gw_time time;
	size_t i;

	for (i = 0; i < row->n; i++) {
		gw_parse_double(row->fields[i], row->lens[i], &number);
		gw_time_parse(row->fields[i], NULL, zone, &time);
		gw_time_parse(row->fields[i], "%m/%d/%Y %H:%M", zone, &time);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct gw_zone *zone;
	const struct gw_csv_row *row;
	struct gw_csv_reader *reader;
	size_t raw = 0;
	int fd = memfd_create("csv", 0);

	if (!zone && gw_zone_create(&zone, "Asia/Shanghai", NULL))
		abort();
	if (fd < 0 || write(fd, data, size) != (ssize_t)size || lseek(fd, 0, SEEK_SET))
		abort();
	if (gw_csv_reader_create(&reader, fd, "fuzz", NULL, NULL))
		abort();
	while (!gw_csv_read(reader, &row, NULL) && row) {
		raw += row->raw_len;
		read_values(row, zone);
	}
	if (raw > size)
		abort();
	gw_csv_reader_destroy(reader);
	close(fd);
	return 0;
}
