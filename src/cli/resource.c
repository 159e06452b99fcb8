/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/resource.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* From <build>/src/cli/gridward up to the source tree that holds the build folder. */
#define UP_TO_SOURCE "/../../.."

static void variable_name(const char *name, char *variable, size_t max)
{
	size_t i;

	snprintf(variable, max, "GRIDWARD_%s", name);
	for (i = 0; variable[i]; i++)
		variable[i] = variable[i] == '/' ? '_' : (char)toupper((unsigned char)variable[i]);
}

enum gw_status gw_resource_folder(const char *name, char *path, size_t max, struct gw_error *err)
{
	char variable[64], program[4096];
	const char *value, *slash;
	ssize_t n;

	variable_name(name, variable, sizeof variable);
	value = getenv(variable);
	if (value) {
		snprintf(path, max, "%s", value);
		return access(path, R_OK)
			? gw_fail(err, GW_ENOTFOUND, "%s: no such folder (from %s)", path, variable)
			: GW_OK;
	}
	n = readlink("/proc/self/exe", program, sizeof program - 1);
	program[n < 0 ? 0 : n] = '\0';
	slash = strrchr(program, '/');
	snprintf(path, max, "%.*s" UP_TO_SOURCE "/%s", slash ? (int)(slash - program) : 0, program,
		name);
	if (slash && !access(path, R_OK))
		return GW_OK;
	snprintf(path, max, "%s/%s", GW_DATA_DIR, name);
	return access(path, R_OK)
		? gw_fail(err, GW_ENOTFOUND, "%s: no such folder; set %s", path, variable)
		: GW_OK;
}
