/* SPDX-License-Identifier: Apache-2.0 */
/* A file of cells: read, checked, and repaired where it can be. */
#include "grid/repair.h"
#include "import/cellfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_and_repair(struct gw_cell_file *file)
{
	struct gw_repair_log log;
	struct gw_rings repaired;

	if (gw_cell_file_check(file, NULL) || !gw_faults_count(&file->faults))
		return;
	gw_rings_init(&repaired);
	gw_repair_log_init(&log);
	gw_repair(&repaired, &log, &file->rings, &file->faults, 1.0, NULL);
	gw_repair_log_finish(&log);
	gw_rings_finish(&repaired);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct gw_unit_fields fields = {.code = "c", .name = "n", .residents = "r"};
	struct gw_cell_file file;
	char path[64];
	int fd = memfd_create("cells", 0);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (!gw_cell_file_read(&file,
		    &(struct gw_file_options){.path = path, .crs = "wgs84", .force_crs = true},
		    &fields, size & 1, NULL)) {
		check_and_repair(&file);
		gw_cell_file_finish(&file);
	}
	close(fd);
	return 0;
}
