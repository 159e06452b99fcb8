/* SPDX-License-Identifier: Apache-2.0 */
#include "style/match.h"

#include "style/arena.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SAFE_INTEGER_MAX 9007199254740991.0 /* 2^53 - 1 */

static int order_numbers(const void *left, const void *right)
{
	double a = ((const struct gw_label *)left)->number;
	double b = ((const struct gw_label *)right)->number;

	return (a > b) - (a < b);
}

static int order_strings(const void *left, const void *right)
{
	return strcmp(
		((const struct gw_label *)left)->string, ((const struct gw_label *)right)->string);
}

/* Labels stand at items 2, 4 ... of the operator's array, one or a list of them. */
static size_t count_labels(const json_t *json)
{
	size_t count = 0, i;

	for (i = 2; i + 1 < json_array_size(json); i += 2) {
		const json_t *labels = json_array_get(json, i);

		count += json_is_array(labels) ? json_array_size(labels) : 1;
	}
	return count;
}

/* False, the reason noted, when it is none. */
static bool read_label(
	struct gw_parser *p, struct gw_match *match, const json_t *json, size_t outcome)
{
	struct gw_label *label = &match->labels[match->n];
	enum gw_type_kind kind = json_is_string(json) ? GW_TYPE_STRING : GW_TYPE_NUMBER;
	double number = json_number_value(json);

	if (!json_is_string(json) && !json_is_number(json))
		return gw_refuse(p, "Branch labels must be numbers or strings.");
	if (fabs(number) > SAFE_INTEGER_MAX)
		return gw_refuse(
			p, "Branch labels must be integers no larger than %.0f.", SAFE_INTEGER_MAX);
	if (number != floor(number))
		return gw_refuse(p, "Numeric branch labels must be integer values.");
	if (!match->n)
		match->kind = kind;
	else if (!gw_parser_check_type(p, gw_type_plain(match->kind), gw_type_plain(kind)))
		return false;
	*label = (struct gw_label){.number = number, .outcome = outcome};
	if (kind == GW_TYPE_STRING) {
		label->string =
			gw_arena_text(p->arena, json_string_value(json), json_string_length(json));
		if (!label->string)
			return gw_refuse_nomem(p);
	}
	match->n++;
	return true;
}

static bool read_labels(struct gw_parser *p, struct gw_match *match, const json_t *json, size_t i)
{
	const json_t *labels = json_array_get(json, i);
	size_t mark = gw_parser_enter_item(p, i), k;
	bool good = true;

	if (!json_is_array(labels))
		good = read_label(p, match, labels, i / 2);
	else if (!json_array_size(labels))
		good = gw_refuse(p, "Expected at least one branch label.");
	else
		for (k = 0; k < json_array_size(labels) && good; k++)
			good = read_label(p, match, json_array_get(labels, k), i / 2);
	gw_parser_leave(p, mark);
	return good;
}

/* Sorts the labels; two that are the same are a fault of the later one. */
static bool sort_labels(struct gw_parser *p, struct gw_match *match)
{
	int (*order)(const void *, const void *) =
		match->kind == GW_TYPE_STRING ? order_strings : order_numbers;
	size_t i;

	qsort(match->labels, match->n, sizeof *match->labels, order);
	for (i = 1; i < match->n; i++) {
		size_t a = match->labels[i - 1].outcome, b = match->labels[i].outcome;

		if (!order(&match->labels[i - 1], &match->labels[i]))
			return gw_refuse_item(
				p, 2 * (a > b ? a : b), "Branch labels must be unique.");
	}
	return true;
}

struct gw_match *gw_match_parse(struct gw_parser *p, const json_t *json)
{
	struct gw_match *match = gw_arena_alloc(p->arena, 1, sizeof *match);
	bool good = true;
	size_t i;

	if (!match)
		return gw_refuse_nomem(p);
	match->labels = gw_arena_alloc(p->arena, count_labels(json), sizeof *match->labels);
	if (!match->labels)
		return gw_refuse_nomem(p);
	for (i = 2; i + 1 < json_array_size(json); i += 2)
		good = read_labels(p, match, json, i) && good;
	return good && sort_labels(p, match) ? match : NULL;
}

size_t gw_match_find(const struct gw_match *match, const struct gw_value *value)
{
	bool strings = match->kind == GW_TYPE_STRING;
	size_t from = 0, to = match->n;

	if (value->type != (strings ? GW_VALUE_STRING : GW_VALUE_NUMBER))
		return 0;
	while (from < to) {
		size_t middle = (from + to) / 2;
		const struct gw_label *label = &match->labels[middle];
		int order = strings
			? strcmp(value->string, label->string)
			: (value->number > label->number) - (value->number < label->number);

		if (!order)
			return strings || value->number == label->number ? label->outcome : 0;
		if (order < 0)
			to = middle;
		else
			from = middle + 1;
	}
	return 0;
}
