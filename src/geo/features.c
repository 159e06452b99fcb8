/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/features.h"

#include <stdlib.h>

void gw_context_destroy(struct gw_context *context)
{
	size_t i;

	if (!context)
		return;
	for (i = 0; i < context->num_features; i++) {
		free((char *)context->features[i].kind);
		free((char *)context->features[i].class);
		free((char *)context->features[i].name);
		free((char *)context->features[i].name_en);
	}
	free(context->features);
	free(context->points);
	free(context->part_first);
	free(context);
}
