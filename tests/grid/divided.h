/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_TESTS_GRID_DIVIDED_H
#define GW_TESTS_GRID_DIVIDED_H

#include "grid/division.h"
#include "shapes.h"

/*
 * A division of a shape, its cells numbered as there, on the last of so many levels: each unit
 * above has up to four below it, so that unit i of a level holds what i / 4 holds on the level
 * above. Failures end the test.
 */
struct gw_division *divided(const struct shape *shape, uint32_t levels);

#endif
