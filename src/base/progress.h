/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_BASE_PROGRESS_H
#define GW_BASE_PROGRESS_H

#include <stdint.h>

/*
 * Whom long work tells how far it is. total is 0 when unknown. A NULL pointer to one of these, or a
 * NULL show, tells nobody.
 */
struct gw_progress {
	void (*show)(void *context, const char *stage, uint64_t done, uint64_t total);
	void *context;
};

static inline void gw_progress_show(
	const struct gw_progress *p, const char *stage, uint64_t done, uint64_t total)
{
	if (p && p->show)
		p->show(p->context, stage, done, total);
}

#endif
