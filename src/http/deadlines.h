/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_DEADLINES_H
#define GW_HTTP_DEADLINES_H

#include "base/error.h"

#include <limits.h>

/*
 * Cuts connections that take too long. A limit on idle time alone lets a client that sends a byte
 * now and then hold a connection for ever; here each connection has a time by which its present
 * step, such as sending a request, must be done. A thread of its own looks several times a
 * second.
 */
struct gw_deadlines;
struct gw_deadline;

/* GW_ENOMEM, also when there is no thread to be had. */
enum gw_status gw_deadlines_create(struct gw_deadlines **out, struct gw_error *err);

/* After all deadlines were removed. */
void gw_deadlines_destroy(struct gw_deadlines *deadlines);

/* A time that never comes, in seconds. */
#define GW_DEADLINE_NEVER UINT_MAX

/* Shuts fd down after so many seconds, unless set anew or removed before. NULL when memory ends. */
struct gw_deadline *gw_deadlines_add(struct gw_deadlines *deadlines, int fd, unsigned seconds);

/* Costs next to nothing: takes no lock. From one thread at a time. */
void gw_deadline_set(struct gw_deadline *deadline, unsigned seconds);

/* To be called before fd is closed. Both take NULL. */
void gw_deadline_remove(struct gw_deadline *deadline);

#endif
