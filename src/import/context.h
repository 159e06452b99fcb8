/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_IMPORT_CONTEXT_H
#define GW_IMPORT_CONTEXT_H

#include "import/options.h"
#include "store/store.h"

#include <stdint.h>

struct gw_context_options {
	struct gw_file_options file;
	const char *kind; /* of all its features: "road", "water" ... */
	const char *class, *name, *name_en; /* the fields that hold these, or NULL */
	bool append; /* keep what there is of the kind */
	/* Told why a feature is rejected, or stored without some of its parts; may be NULL. */
	void (*on_fault)(void *context, uint64_t feature, bool rejected, const char *reason);
	void *context;
};

/* features == stored + rejected, always. */
struct gw_context_result {
	uint64_t features, stored, rejected;
	uint64_t incomplete; /* of the stored: parts without extent were left out */
	uint64_t replaced; /* features of the kind that were there before */
};

/*
 * Imports points, lines and polygons in place of those of their kind, all or nothing but for single
 * features: one without geometry, with a coordinate that is no place, a ring left open, or only
 * parts that have no extent (lines of fewer than two distinct points, rings of fewer than three) is
 * rejected. GW_EINVAL also when none can be stored, so that what was there is not lost for nothing;
 * GW_ENOTFOUND for a missing file or field; GW_EIO, GW_ENOMEM.
 */
enum gw_status gw_import_context(struct gw_store *store, const struct gw_context_options *options,
	struct gw_context_result *result, struct gw_error *err);

#endif
