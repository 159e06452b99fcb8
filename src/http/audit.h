/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_AUDIT_H
#define GW_HTTP_AUDIT_H

#include "service/writer.h"
#include "store/tokens.h"

/*
 * Has a read of what is not for everybody noted in the database, without waiting for it. Copies the
 * note. GW_EBUSY when too much waits to be written, GW_ENOMEM: it was not taken.
 */
enum gw_status gw_audit_note(
	struct gw_writer *writer, const struct gw_access_note *note, struct gw_error *err);

#endif
