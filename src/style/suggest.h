/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STYLE_SUGGEST_H
#define GW_STYLE_SUGGEST_H

#include <stddef.h>

/* Looks for the one of several names that is nearest to a word that was meant to be one. */
struct gw_suggestion {
	const char *word;
	const char *nearest; /* NULL: none is near */
	size_t distance;
};

void gw_suggestion_init(struct gw_suggestion *suggestion, const char *word);

/* Tries a name, which is borrowed. */
void gw_suggestion_try(struct gw_suggestion *suggestion, const char *name);

#define GW_SUGGESTION_TEXT_MAX 96

/* "; did you mean \"step\"?", or "". Returns text. */
const char *gw_suggestion_format(
	const struct gw_suggestion *suggestion, char text[GW_SUGGESTION_TEXT_MAX]);

#endif
