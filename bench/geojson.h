/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_BENCH_GEOJSON_H
#define GW_BENCH_GEOJSON_H

#include "grid/rings.h"

#include <stdio.h>

/*
 * Adds the polygons of a GeoJSON FeatureCollection, in degrees; feature i is cell i + 1. GW_EIO,
 * GW_EINVAL, GW_ENOMEM.
 */
enum gw_status bench_geojson_read(struct gw_rings *rings, const char *path, struct gw_error *err);

/*
 * Writes cells, one ring each, with properties code ("C00001", ...) and name, at 7 decimals, which
 * are exact. Look at ferror() afterwards.
 */
void bench_geojson_write(FILE *out, const struct gw_rings *rings);

/* Writes degrees exactly, at 7 decimals. */
void bench_write_degrees(FILE *out, int32_t units);

#endif
