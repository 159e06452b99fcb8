/* SPDX-License-Identifier: Apache-2.0 */
#include "import/cellfile.h"

#include "base/mem.h"
#include "base/parse.h"
#include "import/shapes.h"
#include "import/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The numbers of the wanted fields in the file, -1 for those not wanted. */
struct field_numbers {
	int code, name, name_en, parent, responsible, households, residents, grade;
};

struct reading {
	struct gw_cell_file *file;
	struct gw_source *source;
	struct gw_crs *crs;
	struct field_numbers fields;
	struct gw_lonlat *points;
	bool *ok;
	size_t cap_points, cap_ok;
	uint32_t polygons; /* read so far: a polygon's number, unique in the file */
	uint32_t last_polygon;
	bool shapeless; /* a table of units: whatever geometry there is does not count */
};

static enum gw_status find_field(
	const struct gw_source *source, const char *name, int *number, struct gw_error *err)
{
	*number = -1;
	return name ? gw_source_field(source, name, number, err) : GW_OK;
}

static enum gw_status find_fields(
	struct reading *r, const struct gw_unit_fields *names, struct gw_error *err)
{
	const struct {
		const char *name;
		int *number;
	} wanted[] = {
		{names->code, &r->fields.code},
		{names->name, &r->fields.name},
		{names->name_en, &r->fields.name_en},
		{names->parent, &r->fields.parent},
		{names->responsible, &r->fields.responsible},
		{names->households, &r->fields.households},
		{names->residents, &r->fields.residents},
		{names->grade, &r->fields.grade},
	};
	enum gw_status st = GW_OK;
	size_t i;

	for (i = 0; i < sizeof wanted / sizeof *wanted && !st; i++)
		st = find_field(r->source, wanted[i].name, wanted[i].number, err);
	return st;
}

static enum gw_status copy_text(
	struct reading *r, int field, const char **out, struct gw_error *err)
{
	const char *text = gw_source_text(r->source, field);

	*out = text ? strdup(text) : NULL;
	return text && !*out ? gw_fail_nomem(err) : gw_source_check_text(r->source, err);
}

static enum gw_status read_number(
	struct reading *r, int field, int64_t lo, int64_t hi, int32_t *out, struct gw_error *err)
{
	const char *text = gw_source_text(r->source, field);
	int64_t value = GW_NO_DATA;

	if (text && !gw_parse_int(text, lo, hi, &value))
		return gw_fail(err, GW_EINVAL, "%s \"%s\" is not a whole number from %lld to %lld",
			gw_source_field_name(r->source, field), text, (long long)lo, (long long)hi);
	*out = (int32_t)value;
	return gw_source_check_text(r->source, err);
}

static enum gw_status read_record(
	struct reading *r, struct gw_cell_record *record, struct gw_error *err)
{
	struct gw_unit *u = &record->unit;
	enum gw_status st;
	const char *parent = NULL;

	*record = (struct gw_cell_record){.unit = {.is_cell = true, .parent = GW_NO_UNIT}};
	u->key = (int64_t)gw_source_number(r->source);
	st = copy_text(r, r->fields.code, &u->code, err);
	if (!st && !u->code && r->fields.code >= 0)
		st = gw_fail(err, GW_EINVAL, "it has no %s",
			gw_source_field_name(r->source, r->fields.code));
	if (!st && !u->code) {
		char number[24];

		snprintf(number, sizeof number, "%010lld", (long long)u->key);
		u->code = strdup(number);
		st = u->code ? GW_OK : gw_fail_nomem(err);
	}
	if (!st)
		st = copy_text(r, r->fields.name, &u->name, err);
	if (!st)
		st = copy_text(r, r->fields.name_en, &u->name_en, err);
	if (!st)
		st = copy_text(r, r->fields.responsible, &u->responsible, err);
	if (!st)
		st = copy_text(r, r->fields.parent, &parent, err);
	record->parent_code = (char *)parent;
	if (!st)
		st = read_number(r, r->fields.households, 0, INT32_MAX, &u->households, err);
	if (!st)
		st = read_number(r, r->fields.residents, 0, INT32_MAX, &u->residents, err);
	if (!st)
		st = read_number(r, r->fields.grade, 1, 5, &u->grade, err);
	return st;
}

static bool make_room(struct reading *r, size_t n)
{
	while (r->cap_points < n)
		if (!gw_grow(&r->points, r->cap_points, &r->cap_points, sizeof *r->points))
			return false;
	while (r->cap_ok < n)
		if (!gw_grow(&r->ok, r->cap_ok, &r->cap_ok, sizeof *r->ok))
			return false;
	return true;
}

static enum gw_status read_ring(
	void *context, const struct gw_source_ring *ring, struct gw_error *err)
{
	struct reading *r = context;
	struct gw_cell_file *file = r->file;
	gw_cell_id cell = (gw_cell_id)file->n + 1; /* for now, by the order in the file */
	struct gw_fault fault = {.kind = GW_FAULT_UNCLOSED_RING, .cells = {cell, GW_OUTSIDE}};
	enum gw_status st;
	bool kept;
	size_t i;

	if (!make_room(r, ring->n + 1))
		return gw_fail_nomem(err);
	if (gw_crs_to_lonlat(r->crs, ring->x, ring->y, ring->n, r->points, r->ok) != ring->n) {
		for (i = 0; r->ok[i]; i++)
			;
		return gw_fail(err, GW_EINVAL,
			"vertex %zu (%.10g %.10g) is no place on earth in %s", i + 1, ring->x[i],
			ring->y[i], gw_crs_name(r->crs));
	}
	if (ring->polygon != r->last_polygon) {
		r->polygons++;
		r->last_polygon = ring->polygon;
	}
	fault.place = ring->n ? r->points[0] : (struct gw_lonlat){0, 0};
	if (ring->n && !gw_lonlat_equal(r->points[0], r->points[ring->n - 1])) {
		fault.width_m = gw_distance_to_segment(
			r->points[0], r->points[ring->n - 1], r->points[ring->n - 1]);
		st = gw_faults_add(&file->faults, fault, err);
		if (st)
			return st;
	}
	st = gw_rings_add(
		&file->rings, cell, r->polygons, ring->hole, r->points, ring->n, &kept, err);
	fault.kind = GW_FAULT_DEGENERATE_RING;
	return st || kept ? st : gw_faults_add(&file->faults, fault, err);
}

static enum gw_status read_features(
	struct reading *r, const struct gw_file_options *options, struct gw_error *err)
{
	struct gw_cell_file *file = r->file;
	uint64_t total = gw_source_count(r->source);
	enum gw_status st;
	char place[64];
	bool there;

	for (;;) {
		st = gw_source_next(r->source, &there, err);
		if (st || !there)
			return st;
		if (!gw_grow(&file->records, file->n, &file->capacity, sizeof *file->records))
			return gw_fail_nomem(err);
		r->polygons++;
		r->last_polygon = 0;
		st = read_record(r, &file->records[file->n], err);
		if (!st && !r->shapeless)
			st = gw_source_rings(r->source, read_ring, r, err);
		file->n++;
		if (st) {
			snprintf(place, sizeof place, "feature %llu",
				(unsigned long long)gw_source_number(r->source));
			gw_fail_in(err, st, place);
			return gw_fail_in(err, st, options->path);
		}
		file->num_features++;
		gw_progress_show(options->progress, "reading", file->num_features, total);
	}
}

static void finish_record(struct gw_cell_record *record)
{
	free((char *)record->unit.code);
	free((char *)record->unit.name);
	free((char *)record->unit.name_en);
	free((char *)record->unit.responsible);
	free(record->parent_code);
}

static int compare_records(const void *x, const void *y)
{
	const struct gw_cell_record *a = x, *b = y;
	int order = strcmp(a->unit.code, b->unit.code);

	/* The feature's number keeps the order of parts; it is the record's number in the file. */
	return order ? order : (a->unit.key > b->unit.key) - (a->unit.key < b->unit.key);
}

static struct gw_lonlat place_of(const struct gw_rings *rings, gw_cell_id cell)
{
	size_t i;

	for (i = 0; i < rings->num_rings; i++)
		if (rings->rings[i].cell == cell)
			return rings->points[rings->rings[i].first];
	return (struct gw_lonlat){0, 0};
}

/*
 * Sorts the records by code, makes one of those that share a code, and numbers rings and faults by
 * what came out.
 */
static enum gw_status number_by_code(struct gw_cell_file *file, bool dissolve, struct gw_error *err)
{
	gw_cell_id *number = gw_alloc_array(file->n + 1, sizeof *number), cell = 0;
	enum gw_status st = GW_OK;
	size_t i;

	if (!number)
		return gw_fail_nomem(err);
	number[0] = GW_OUTSIDE;
	if (file->n)
		qsort(file->records, file->n, sizeof *file->records, compare_records);
	for (i = 0; i < file->n && !st; i++) {
		struct gw_cell_record *record = &file->records[i];
		size_t feature = (size_t)record->unit.key;

		if (cell && !strcmp(file->records[cell - 1].unit.code, record->unit.code)) {
			if (!dissolve)
				st = gw_faults_add(&file->faults,
					(struct gw_fault){.kind = GW_FAULT_DUPLICATE_CODE,
						.cells = {(gw_cell_id)feature, GW_OUTSIDE},
						.place = place_of(
							&file->rings, (gw_cell_id)feature)},
					err);
			finish_record(record);
		} else {
			file->records[cell++] = *record;
		}
		number[feature] = cell;
	}
	for (; i < file->n; i++)
		finish_record(&file->records[i]);
	file->n = cell;
	for (i = 0; i < file->rings.num_rings; i++)
		file->rings.rings[i].cell = number[file->rings.rings[i].cell];
	for (i = 0; i < file->faults.n; i++)
		file->faults.items[i].cells[0] = number[file->faults.items[i].cells[0]];
	file->rings.num_cells = cell;
	free(number);
	return st;
}

static enum gw_status read_file(struct reading *r, const struct gw_file_options *options,
	const struct gw_unit_fields *fields, bool dissolve, struct gw_error *err)
{
	struct gw_cell_file *file = r->file;
	enum gw_status st;

	*file = (struct gw_cell_file){0};
	gw_rings_init(&file->rings);
	gw_faults_init(&file->faults);
	st = gw_source_open(&r->source, options->path, options->layer, options->encoding, err);
	if (st)
		return st;
	if (!r->shapeless)
		st = gw_choose_crs(&r->crs, options, gw_source_crs(r->source), err);
	if (!st)
		st = find_fields(r, fields, err);
	if (!st)
		st = read_features(r, options, err);
	if (!st)
		st = number_by_code(file, dissolve, err);
	if (!st && r->crs) {
		file->crs = strdup(gw_crs_name(r->crs));
		st = file->crs ? GW_OK : gw_fail_nomem(err);
	}
	gw_crs_destroy(r->crs);
	gw_source_close(r->source);
	free(r->points);
	free(r->ok);
	if (st)
		gw_cell_file_finish(file);
	return st;
}

enum gw_status gw_cell_file_read(struct gw_cell_file *file, const struct gw_file_options *options,
	const struct gw_unit_fields *fields, bool dissolve, struct gw_error *err)
{
	struct reading r = {.file = file};

	return read_file(&r, options, fields, dissolve, err);
}

enum gw_status gw_unit_file_read(struct gw_cell_file *file, const struct gw_file_options *options,
	const struct gw_unit_fields *fields, struct gw_error *err)
{
	struct reading r = {.file = file, .shapeless = true};

	return read_file(&r, options, fields, false, err);
}

void gw_cell_file_finish(struct gw_cell_file *file)
{
	size_t i;

	for (i = 0; i < file->n; i++)
		finish_record(&file->records[i]);
	free(file->records);
	free(file->crs);
	gw_rings_finish(&file->rings);
	gw_faults_finish(&file->faults);
	*file = (struct gw_cell_file){0};
}

enum gw_status gw_cell_file_check(struct gw_cell_file *file, struct gw_error *err)
{
	struct gw_locator *locator = NULL;
	struct gw_grid *grid;
	enum gw_status st;

	st = gw_grid_create(&grid, &file->rings, err);
	if (st)
		return st;
	st = gw_locator_create(&locator, grid, err);
	if (!st)
		st = gw_check(&file->rings, grid, locator, &file->faults, err);
	gw_locator_destroy(locator);
	gw_grid_destroy(grid);
	return st;
}
