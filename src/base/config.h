/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_BASE_CONFIG_H
#define GW_BASE_CONFIG_H

#include "base/error.h"

#include <stddef.h>

/* The keys and values of a configuration file, in the file's order. Immutable. */
struct gw_config_item {
	const char *key, *value;
};

struct gw_config {
	struct gw_config_item *items;
	size_t n;
};

/*
 * Reads a file of "key = value" lines below one "[section]"; lines that begin with '#' are
 * comments. A file without any section is empty. GW_ENOTFOUND, GW_EIO, and GW_EINVAL for another
 * section, a key that stands twice, and what is no such line: each names the file.
 */
enum gw_status gw_config_read(
	struct gw_config **out, const char *path, const char *section, struct gw_error *err);
void gw_config_destroy(struct gw_config *config);

#endif
