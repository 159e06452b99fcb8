/* SPDX-License-Identifier: Apache-2.0 */
#include "geojson.h"

#include "base/mem.h"

#include <jansson.h>
#include <string.h>

/* The cell that is being read. */
struct reading {
	struct gw_rings *rings;
	gw_cell_id cell;
	struct gw_error *err;
};

static enum gw_status refuse(const struct reading *r, const char *what)
{
	return gw_fail(r->err, GW_EINVAL, "feature %u: %s", r->cell - 1, what);
}

static enum gw_status read_ring(
	const struct reading *r, const json_t *array, uint32_t polygon, bool hole)
{
	size_t i, n = json_array_size(array);
	struct gw_lonlat *points = gw_alloc_array(n + 1, sizeof *points);
	enum gw_status st = GW_OK;

	if (!points)
		return gw_fail_nomem(r->err);
	for (i = 0; i < n && !st; i++) {
		const json_t *pair = json_array_get(array, i);
		const json_t *lon = json_array_get(pair, 0), *lat = json_array_get(pair, 1);

		if (!json_is_number(lon) || !json_is_number(lat) ||
			!gw_lonlat_from_degrees(
				json_number_value(lon), json_number_value(lat), &points[i]))
			st = refuse(r, "a position is not a longitude and a latitude");
	}
	if (!st)
		st = gw_rings_add(r->rings, r->cell, polygon, hole, points, n, NULL, r->err);
	free(points);
	return st;
}

static enum gw_status read_polygon(const struct reading *r, const json_t *array, uint32_t polygon)
{
	enum gw_status st = GW_OK;
	size_t i;

	for (i = 0; i < json_array_size(array) && !st; i++)
		st = read_ring(r, json_array_get(array, i), polygon, i > 0);
	return st;
}

static enum gw_status read_geometry(const struct reading *r, const json_t *geometry)
{
	const char *type = json_string_value(json_object_get(geometry, "type"));
	const json_t *coordinates = json_object_get(geometry, "coordinates");
	enum gw_status st = GW_OK;
	uint32_t i;

	if (type && !strcmp(type, "Polygon"))
		return read_polygon(r, coordinates, 0);
	if (!type || strcmp(type, "MultiPolygon"))
		return refuse(r, "neither Polygon nor MultiPolygon");
	for (i = 0; i < json_array_size(coordinates) && !st; i++)
		st = read_polygon(r, json_array_get(coordinates, i), i);
	return st;
}

enum gw_status bench_geojson_read(struct gw_rings *rings, const char *path, struct gw_error *err)
{
	struct reading r = {rings, 0, err};
	enum gw_status st = GW_OK;
	json_error_t why;
	json_t *root = json_load_file(path, 0, &why), *features;
	size_t i;

	if (!root)
		return gw_fail(err, GW_EIO, "%s: line %d: %s", path, why.line, why.text);
	features = json_object_get(root, "features");
	for (i = 0; i < json_array_size(features) && !st; i++) {
		r.cell++;
		st = read_geometry(&r, json_object_get(json_array_get(features, i), "geometry"));
	}
	json_decref(root);
	return st ? gw_fail_in(err, st, path) : GW_OK;
}

void bench_write_degrees(FILE *out, int32_t units)
{
	uint32_t size = units < 0 ? 0u - (uint32_t)units : (uint32_t)units;

	fprintf(out, "%s%u.%07u", units < 0 ? "-" : "", size / GW_UNITS_PER_DEGREE,
		size % GW_UNITS_PER_DEGREE);
}

static void write_position(FILE *out, struct gw_lonlat p)
{
	putc('[', out);
	bench_write_degrees(out, p.lon);
	putc(',', out);
	bench_write_degrees(out, p.lat);
	putc(']', out);
}

void bench_geojson_write(FILE *out, const struct gw_rings *rings)
{
	size_t i;
	uint32_t k;

	fputs("{\"type\":\"FeatureCollection\",\"features\":[\n", out);
	for (i = 0; i < rings->num_rings; i++) {
		const struct gw_ring *ring = &rings->rings[i];

		fprintf(out,
			"%s{\"type\":\"Feature\","
			"\"properties\":{\"code\":\"C%05u\",\"name\":\"Cell %u\"},"
			"\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[",
			i ? ",\n" : "", ring->cell, ring->cell);
		for (k = 0; k < ring->count; k++) {
			write_position(out, rings->points[ring->first + k]);
			putc(',', out);
		}
		write_position(out, rings->points[ring->first]);
		fputs("]]}}", out);
	}
	fputs("\n]}\n", out);
}
