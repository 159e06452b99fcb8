/* SPDX-License-Identifier: Apache-2.0 */
#include "style/suggest.h"

#include <stdio.h>
#include <string.h>

#define WORD_MAX 40 /* longer words are nobody's slip */

void gw_suggestion_init(struct gw_suggestion *suggestion, const char *word)
{
	size_t len = strlen(word);

	/* a third of the letters may be wrong, one in a short word, none in an operator's sign */
	*suggestion = (struct gw_suggestion){.word = word, .distance = len < 3 ? 1 : len / 3 + 1};
	if (len > WORD_MAX)
		suggestion->distance = 0;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* How many letters to insert, drop, change or swap with the next (optimal string alignment). */
static size_t distance(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b), i, j;
	size_t rows[3][WORD_MAX + 1], *before = rows[0], *last = rows[1], *row = rows[2], *spare;

	for (j = 0; j <= m; j++)
		last[j] = j;
	for (i = 1; i <= n; i++) {
		row[0] = i;
		for (j = 1; j <= m; j++) {
			row[j] = least(least(last[j], row[j - 1]) + 1,
				last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
		spare = before;
		before = last;
		last = row;
		row = spare;
	}
	return last[m];
}

void gw_suggestion_try(struct gw_suggestion *suggestion, const char *name)
{
	size_t far;

	if (!suggestion->distance || strlen(name) > WORD_MAX)
		return;
	far = distance(suggestion->word, name);
	if (far < suggestion->distance) {
		suggestion->distance = far;
		suggestion->nearest = name;
	}
}

const char *gw_suggestion_format(
	const struct gw_suggestion *suggestion, char text[GW_SUGGESTION_TEXT_MAX])
{
	*text = '\0';
	if (suggestion->nearest)
		snprintf(text, GW_SUGGESTION_TEXT_MAX, "; did you mean \"%s\"?",
			suggestion->nearest);
	return text;
}
