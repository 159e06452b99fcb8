/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_TESTS_SERVICE_BLOCKS_H
#define GW_TESTS_SERVICE_BLOCKS_H

#include "fixture.h"
#include "service/atlas.h"

/*
 * A city with a scheme "town" of BLOCKS by BLOCKS squares in two districts, of all grades, with
 * reports and roads; and ways to change each of these as another program would, by SQL alone.
 */
#define BLOCKS 6

struct blocks {
	struct city city;
	struct gw_division_info division;
	struct gw_lonlat corners[BLOCKS + 1][BLOCKS + 1]; /* by row from the south */
	uint64_t random;
};

void blocks_init(struct blocks *blocks, uint64_t seed);
void blocks_finish(struct blocks *blocks);

/* A number below n, by chance. */
unsigned blocks_random(struct blocks *blocks, unsigned n);

/* Each of these is one commit. Cells are counted by row from the south, then from the west. */
void blocks_grade(struct blocks *blocks, unsigned cell, unsigned grade);
void blocks_rename(struct blocks *blocks, unsigned cell, unsigned name);
void blocks_move_corner(struct blocks *blocks, unsigned row, unsigned column);
void blocks_add_report(struct blocks *blocks, unsigned cell);
void blocks_move_report(struct blocks *blocks);
void blocks_remove_report(struct blocks *blocks);
void blocks_add_road(struct blocks *blocks);
void blocks_remove_road(struct blocks *blocks);
void blocks_publish(struct blocks *blocks, gw_month month);
void blocks_withdraw(struct blocks *blocks, gw_month month);

#endif
