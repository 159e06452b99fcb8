/* SPDX-License-Identifier: Apache-2.0 */
#include "import/cells.h"

#include "import/assign.h"
#include "store/divisions.h"

#include <stdlib.h>
#include <string.h>

static enum gw_status repair(struct gw_cells_result *result, double metres, struct gw_error *err)
{
	struct gw_cell_file *file = &result->file;
	struct gw_rings repaired;
	enum gw_status st;

	gw_rings_init(&repaired);
	st = gw_repair(&repaired, &result->moves, &file->rings, &file->faults, metres, err);
	if (st) {
		gw_rings_finish(&repaired);
		return st;
	}
	gw_rings_finish(&file->rings);
	file->rings = repaired;
	return GW_OK;
}

static bool has_rings(const struct gw_rings *rings, gw_cell_id cell)
{
	size_t i;

	for (i = 0; i < rings->num_rings; i++)
		if (rings->rings[i].cell == cell)
			return true;
	return false;
}

/* Whether reading found a fault that no small move can mend. */
static bool beyond_repair(const struct gw_cell_file *file, double metres)
{
	size_t i;

	for (i = 0; i < file->faults.n; i++) {
		const struct gw_fault *f = &file->faults.items[i];

		if (f->kind == GW_FAULT_DUPLICATE_CODE ||
			(f->kind == GW_FAULT_UNCLOSED_RING && f->width_m > metres) ||
			(f->kind == GW_FAULT_DEGENERATE_RING &&
				!has_rings(&file->rings, f->cells[0])))
			return true;
	}
	return false;
}

static enum gw_status read_sound_file(const struct gw_cells_options *options,
	struct gw_cells_result *result, struct gw_error *err)
{
	struct gw_cell_file *file = &result->file;
	enum gw_status st;
	size_t faults;

	st = gw_cell_file_read(file, &options->file, &options->fields, options->dissolve, err);
	if (st)
		return st;
	if (!file->n)
		return gw_fail(
			err, GW_EINVAL, "%s: there are no features in it", options->file.path);
	gw_progress_show(options->file.progress, "checking", 0, 0);
	st = gw_cell_file_check(file, err);
	faults = gw_faults_count(&file->faults);
	if (st || !faults)
		return st;
	if (options->repair_metres <= 0)
		return gw_fail(err, GW_EFAULTS,
			"%s: nothing imported, faults: %zu; --repair METRES "
			"mends gaps and overlaps up to that width, --dissolve joins features of one code",
			options->file.path, faults);
	if (beyond_repair(file, options->repair_metres))
		return gw_fail(err, GW_EFAULTS,
			"%s: nothing imported, faults: %zu; duplicate codes, "
			"rings left open and cells without area are beyond repair (--dissolve joins "
			"features of one code)",
			options->file.path, faults);
	gw_progress_show(options->file.progress, "repairing", 0, 0);
	st = repair(result, options->repair_metres, err);
	return st ? gw_fail_in(err, st, options->file.path) : GW_OK;
}

static enum gw_status find_parent(struct gw_store *store, const struct gw_level *level,
	const char *code, int64_t *parent, struct gw_error *err)
{
	enum gw_status st;

	*parent = -1;
	if (!code)
		return GW_OK;
	st = gw_store_find_parent(store, level, code, parent, err);
	if (st == GW_ENOTFOUND)
		st = gw_fail(err, st,
			"its parent %s is no unit of the scheme; import the upper levels "
			"first, with gridward import units",
			code);
	return st;
}

/* Stores the cells of the file, whose rings are in the order of cells. */
static enum gw_status store_cells(struct gw_store *store, const struct gw_cell_file *file,
	const struct gw_level *level, int64_t division, const struct gw_progress *progress,
	struct gw_error *err)
{
	const struct gw_ring *rings = file->rings.rings;
	size_t i, first, next = 0;
	enum gw_status st = GW_OK;

	for (i = 0; i < file->n && !st; i++) {
		const struct gw_cell_record *record = &file->records[i];
		int64_t unit, parent;

		for (first = next; next < file->rings.num_rings && rings[next].cell == i + 1;
			next++)
			;
		st = find_parent(store, level, record->parent_code, &parent, err);
		if (!st)
			st = gw_store_put_unit(store, level, &record->unit, parent, &unit, err);
		if (!st)
			st = gw_store_add_cell(store, division, unit, parent, &record->unit,
				&file->rings, rings + first, next - first, err);
		if (st)
			gw_fail_in(err, st, record->unit.code);
		gw_progress_show(progress, "storing cells", i + 1, file->n);
	}
	return st;
}

static int compare_rings(const void *x, const void *y)
{
	const struct gw_ring *a = x, *b = y;

	if (a->cell != b->cell)
		return a->cell < b->cell ? -1 : 1;
	return (a->first > b->first) - (a->first < b->first);
}

static enum gw_status store_division(struct gw_store *store, const struct gw_cells_options *options,
	struct gw_cells_result *result, struct gw_error *err)
{
	struct gw_cell_file *file = &result->file;
	const char *slash = strrchr(options->file.path, '/');
	struct gw_division_info division;
	struct gw_level level;
	enum gw_status st;

	qsort(file->rings.rings, file->rings.num_rings, sizeof *file->rings.rings, compare_rings);
	st = gw_store_put_level(store, options->scheme, options->level, &level, err);
	if (!st)
		st = gw_store_add_division(store, &level, options->valid_from,
			slash ? slash + 1 : options->file.path, file->crs, &division, err);
	if (!st)
		st = store_cells(store, file, &level, division.id, options->file.progress, err);
	if (!st)
		st = gw_store_mark_checked(store, division.id, err);
	division.checked = true;
	if (!st)
		st = gw_assign_reports(store, &division, &result->num_assigned, err);
	return st;
}

enum gw_status gw_import_cells(struct gw_store *store, const struct gw_cells_options *options,
	struct gw_cells_result *result, struct gw_error *err)
{
	enum gw_status st;

	*result = (struct gw_cells_result){0};
	gw_repair_log_init(&result->moves);
	st = read_sound_file(options, result, err);
	if (st)
		return st;
	st = gw_store_begin(store, err);
	if (st)
		return st;
	st = store_division(store, options, result, err);
	if (st)
		gw_fail_in(err, st, options->file.path);
	else
		st = gw_store_commit(store, err);
	if (st)
		gw_store_rollback(store);
	return st;
}

void gw_cells_result_finish(struct gw_cells_result *result)
{
	gw_cell_file_finish(&result->file);
	gw_repair_log_finish(&result->moves);
}

static enum gw_status store_units(struct gw_store *store, const struct gw_units_options *options,
	const struct gw_cell_file *file, struct gw_error *err)
{
	struct gw_level level;
	enum gw_status st;
	size_t i;

	st = gw_store_put_level(store, options->scheme, options->level, &level, err);
	for (i = 0; i < file->n && !st; i++) {
		const struct gw_cell_record *record = &file->records[i];
		int64_t id, parent;

		st = find_parent(store, &level, record->parent_code, &parent, err);
		if (!st)
			st = gw_store_put_unit(store, &level, &record->unit, parent, &id, err);
		if (st)
			gw_fail_in(err, st, record->unit.code);
	}
	return st;
}

enum gw_status gw_import_units(struct gw_store *store, const struct gw_units_options *options,
	uint64_t *n, struct gw_error *err)
{
	struct gw_cell_file file;
	enum gw_status st;

	st = gw_unit_file_read(&file, &options->file, &options->fields, err);
	if (st)
		return st;
	*n = file.n;
	if (!file.n)
		st = gw_fail(err, GW_EINVAL, "%s: there are no units in it", options->file.path);
	else if (file.faults.n)
		st = gw_fail(err, GW_EINVAL, "%s: code %s occurs more than once",
			options->file.path,
			file.records[file.faults.items[0].cells[0] - 1].unit.code);
	else
		st = gw_store_begin(store, err);
	if (!st) {
		st = store_units(store, options, &file, err);
		if (st)
			gw_fail_in(err, st, options->file.path);
		else
			st = gw_store_commit(store, err);
		if (st)
			gw_store_rollback(store);
	}
	gw_cell_file_finish(&file);
	return st;
}
