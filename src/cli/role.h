/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_CLI_ROLE_H
#define GW_CLI_ROLE_H

#include "base/error.h"

/* Parses an option's text into an enum gw_role. GW_EINVAL lists the roles. */
enum gw_status gw_role_option(void *target, const char *text, struct gw_error *err);

#endif
