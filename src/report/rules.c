/* SPDX-License-Identifier: Apache-2.0 */
#include "report/rules.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* Of a step: it is not said, so that of "default" counts; there is none. */
#define UNSAID	 (-1)
#define NO_LIMIT GW_TIME_NEVER

/* A category's name as it stands in a pointer may double in length. */
#define NAME_MAX_BYTES 200
#define POINTER_MAX    (3 * NAME_MAX_BYTES)

struct limits {
	char *category; /* NULL: the default */
	int64_t seconds[GW_STEPS];
};

struct gw_rules {
	struct limits otherwise;
	struct limits *categories; /* by name */
	size_t n;
};

/* Reads digits and the letter of a unit behind them; *text moves on. */
static bool read_part(const char **text, int64_t *number, char *unit)
{
	const char *p = *text;

	*number = 0;
	for (; *p >= '0' && *p <= '9'; p++)
		if (*number <= GW_RULES_SECONDS_MAX)
			*number = 10 * *number + (*p - '0');
	if (p == *text || !*p)
		return false;
	*unit = *p;
	*text = p + 1;
	return true;
}

bool gw_duration_parse(const char *text, int64_t *seconds)
{
	static const char units[] = "WDHMS"; /* in the order in which they may come */
	static const int64_t lengths[] = {604800, 86400, 3600, 60, 1};
	size_t next = 0, num_dates = 2;
	bool behind_t = false;
	int64_t sum = 0, number;
	const char *at;
	char unit;

	if (*text++ != 'P')
		return false;
	do {
		if (*text == 'T' && !behind_t) {
			behind_t = true;
			next = num_dates;
			text++;
		}
		if (!read_part(&text, &number, &unit))
			return false;
		at = strchr(units + next, unit);
		if (!at || ((size_t)(at - units) >= num_dates) != behind_t)
			return false;
		next = (size_t)(at - units) + 1;
		sum += number * lengths[at - units];
	} while (*text && sum <= GW_RULES_SECONDS_MAX);
	if (*text || sum <= 0 || sum > GW_RULES_SECONDS_MAX)
		return false;
	*seconds = sum;
	return true;
}

/* A name as a part of a pointer (RFC 6901); what is too long is cut. */
static void point_to(char pointer[POINTER_MAX], const char *above, const char *name)
{
	size_t n = strlen(above);

	memcpy(pointer, above, n);
	pointer[n++] = '/';
	for (; *name && n + 3 < POINTER_MAX; name++) {
		if (*name == '~' || *name == '/') {
			pointer[n++] = '~';
			pointer[n++] = *name == '~' ? '0' : '1';
		} else {
			pointer[n++] = *name;
		}
	}
	pointer[n] = '\0';
}

static enum gw_status check_description(
	const char *pointer, const json_t *value, struct gw_error *err)
{
	return json_is_string(value) ? GW_OK
				     : gw_fail(err, GW_EINVAL, "%s: it is not a text", pointer);
}

static enum gw_status read_limit(
	const char *pointer, const json_t *value, int64_t *seconds, struct gw_error *err)
{
	if (json_is_null(value)) {
		*seconds = NO_LIMIT;
		return GW_OK;
	}
	if (json_is_string(value) && gw_duration_parse(json_string_value(value), seconds))
		return GW_OK;
	return gw_fail(err, GW_EINVAL,
		"%s: %s%.40s%s is not a duration such as \"PT30M\" or \"P3D\", of ten years at "
		"most, or null",
		pointer, json_is_string(value) ? "\"" : "it",
		json_is_string(value) ? json_string_value(value) : "",
		json_is_string(value) ? "\"" : "");
}

static enum gw_status read_limits(
	const char *above, const json_t *object, struct limits *limits, struct gw_error *err)
{
	char pointer[POINTER_MAX];
	enum gw_status st = GW_OK;
	enum gw_step step;
	const char *name;
	json_t *value;

	if (!json_is_object(object))
		return gw_fail(err, GW_EINVAL, "%s: it is not an object", above);
	json_object_foreach((json_t *)object, name, value)
	{
		point_to(pointer, above, name);
		if (!strcmp(name, "description"))
			st = check_description(pointer, value, err);
		else if (gw_step_parse(name, &step) && step > GW_STEP_UPLOADED)
			st = read_limit(pointer, value, &limits->seconds[step], err);
		else
			st = gw_fail(err, GW_EINVAL,
				"%s: there is no such step; there are allocated, solved, evaluated",
				pointer);
		if (st)
			return st;
	}
	return GW_OK;
}

static int by_category(const void *a, const void *b)
{
	return strcmp(((const struct limits *)a)->category, ((const struct limits *)b)->category);
}

static enum gw_status read_categories(
	struct gw_rules *rules, const json_t *object, struct gw_error *err)
{
	char pointer[POINTER_MAX];
	enum gw_status st = GW_OK;
	const char *name;
	json_t *value;

	if (!json_is_object(object))
		return gw_fail(err, GW_EINVAL, "/categories: it is not an object");
	rules->categories = calloc(json_object_size(object) + 1, sizeof *rules->categories);
	if (!rules->categories)
		return gw_fail_nomem(err);
	json_object_foreach((json_t *)object, name, value)
	{
		struct limits *limits = &rules->categories[rules->n];
		int step;

		point_to(pointer, "/categories", name);
		if (!strcmp(name, "description") && json_is_string(value))
			continue;
		if (!*name || strlen(name) > NAME_MAX_BYTES)
			return gw_fail(err, GW_EINVAL, "%s: a category has a name of 1 to %d bytes",
				pointer, NAME_MAX_BYTES);
		limits->category = strdup(name);
		if (!limits->category)
			return gw_fail_nomem(err);
		rules->n++;
		for (step = 0; step < GW_STEPS; step++)
			limits->seconds[step] = UNSAID;
		st = read_limits(pointer, value, limits, err);
		if (st)
			return st;
	}
	qsort(rules->categories, rules->n, sizeof *rules->categories, by_category);
	return GW_OK;
}

static enum gw_status read_rules(struct gw_rules *rules, const json_t *root, struct gw_error *err)
{
	char pointer[POINTER_MAX];
	enum gw_status st = GW_OK;
	const char *name;
	json_t *value;

	if (!json_is_object(root))
		return gw_fail(err, GW_EINVAL, "the rules are not a JSON object");
	json_object_foreach((json_t *)root, name, value)
	{
		point_to(pointer, "", name);
		if (!strcmp(name, "description"))
			st = check_description(pointer, value, err);
		else if (!strcmp(name, "default"))
			st = read_limits(pointer, value, &rules->otherwise, err);
		else if (!strcmp(name, "categories"))
			st = read_categories(rules, value, err);
		else
			st = gw_fail(err, GW_EINVAL,
				"%s: there is no such member; there are default, categories, "
				"description",
				pointer);
		if (st)
			return st;
	}
	return GW_OK;
}

enum gw_status gw_rules_parse(
	struct gw_rules **out, const char *text, size_t len, struct gw_error *err)
{
	struct gw_rules *rules = calloc(1, sizeof *rules);
	json_error_t error;
	enum gw_status st;
	json_t *root;
	int step;

	if (!rules)
		return gw_fail_nomem(err);
	for (step = 0; step < GW_STEPS; step++)
		rules->otherwise.seconds[step] = NO_LIMIT;
	root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
	st = root ? read_rules(rules, root, err)
		  : gw_fail(err, GW_EINVAL, "line %d, column %d: %s", error.line, error.column,
			    error.text);
	json_decref(root);
	if (st)
		gw_rules_destroy(rules);
	else
		*out = rules;
	return st;
}

void gw_rules_destroy(struct gw_rules *rules)
{
	size_t i;

	if (!rules)
		return;
	for (i = 0; i < rules->n; i++)
		free(rules->categories[i].category);
	free(rules->categories);
	free(rules);
}

gw_time gw_rules_due(
	const struct gw_rules *rules, const char *category, enum gw_step status, gw_time since)
{
	const struct limits wanted = {.category = (char *)category}, *found = NULL;
	enum gw_step next = gw_step_next(status);
	int64_t seconds, due;

	if (!rules || next == GW_STEPS)
		return GW_TIME_NEVER;
	if (category && rules->n)
		found = bsearch(&wanted, rules->categories, rules->n, sizeof wanted, by_category);
	seconds = found && found->seconds[next] != UNSAID ? found->seconds[next]
							  : rules->otherwise.seconds[next];
	if (seconds == NO_LIMIT || __builtin_add_overflow(since, seconds, &due))
		return GW_TIME_NEVER;
	return due;
}
