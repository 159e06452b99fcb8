/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_BASE_MONOTONIC_H
#define GW_BASE_MONOTONIC_H

#include <stdint.h>

/* Nanoseconds of a clock that only goes on, whoever sets the time of day; from any beginning. */
int64_t gw_monotonic_now(void);

#endif
