/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_LISTENER_H
#define GW_HTTP_LISTENER_H

#include "base/error.h"

#include <stdint.h>

/*
 * A socket that listens at a numeric IPv4 or IPv6 address. *port 0 asks for any free one; it
 * becomes the one that was got. The caller closes *fd. GW_EINVAL for another address, GW_EIO when
 * it cannot be had.
 */
enum gw_status gw_listener_open(int *fd, const char *address, uint16_t *port, struct gw_error *err);

#endif
