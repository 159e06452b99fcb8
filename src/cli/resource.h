/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_CLI_RESOURCE_H
#define GW_CLI_RESOURCE_H

#include "base/error.h"

#include <stddef.h>

#define GW_PATH_MAX 4096

/*
 * The folder of files that the program comes with: that of the environment variable GRIDWARD_<NAME>
 * if set; else, run from a build tree, the source tree's; else the installed one. name is such as
 * "web" or "data/demo". GW_ENOTFOUND says where it looked.
 */
enum gw_status gw_resource_folder(const char *name, char *path, size_t max, struct gw_error *err);

#endif
