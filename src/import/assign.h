/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_IMPORT_ASSIGN_H
#define GW_IMPORT_ASSIGN_H

#include "store/divisions.h"

/*
 * Assigns every stored report of the division's days to the cell that holds it, in place of what
 * was said of the scheme before; *n counts those inside a cell. Call within a transaction.
 */
enum gw_status gw_assign_reports(struct gw_store *store, const struct gw_division_info *division,
	uint64_t *n, struct gw_error *err);

#endif
