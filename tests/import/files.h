/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_TESTS_IMPORT_FILES_H
#define GW_TESTS_IMPORT_FILES_H

/*
 * Small files to import, by string pasting: a GeoJSON collection of features, each of properties
 * and a geometry told in JSON.
 */
#define COLLECTION(features)	"{\"type\":\"FeatureCollection\",\"features\":[" features "]}"
#define COLLECTION2(a, b)	COLLECTION(a "," b)
#define COLLECTION3(a, b, c)	COLLECTION(a "," b "," c)
#define COLLECTION4(a, b, c, d) COLLECTION(a "," b "," c "," d)

#define FEATURE(props, g) "{\"type\":\"Feature\",\"properties\":{" props "},\"geometry\":" g "}"
#define POLYGON(rings)	  "{\"type\":\"Polygon\",\"coordinates\":[" rings "]}"
#define CODE(code)	  "\"code\":\"" code "\""

/* Rings of a hundredth of a degree near 120 E, 40 N: side by side from west to east. */
#define RING_A "[[120.00,40],[120.01,40],[120.01,40.01],[120.00,40.01],[120.00,40]]"
#define RING_B "[[120.01,40],[120.02,40],[120.02,40.01],[120.01,40.01],[120.01,40]]"
#define RING_C "[[120.02,40],[120.03,40],[120.03,40.01],[120.02,40.01],[120.02,40]]"

/* Laps over RING_A and RING_B by half of each. */
#define RING_AB "[[120.005,40],[120.015,40],[120.015,40.01],[120.005,40.01],[120.005,40]]"

/* A tenth of a hundredth, within RING_A. */
#define RING_IN_A                                                                                  \
	"[[120.004,40.004],[120.004,40.005],[120.005,40.005],[120.005,40.004],[120.004,40.004]]"

#define CELL(code, ring) FEATURE(CODE(code), POLYGON(ring))

#endif
