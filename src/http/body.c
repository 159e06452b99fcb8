/* SPDX-License-Identifier: Apache-2.0 */
#include "http/body.h"

#include <jansson.h>
#include <string.h>
#include <strings.h>

#define DEPTH_MAX 8

static bool is_json_type(const char *type)
{
	size_t len = strcspn(type, "; \t");

	return len == strlen("application/json") && !strncasecmp(type, "application/json", len);
}

/*
 * A look at the text before the parser builds anything of it: "[],[],[] ..." costs three bytes a
 * value, and a hundred once built. Counts every comma and opening bracket outside of strings.
 */
static enum gw_status look_over(
	const char *text, size_t len, size_t max_values, struct gw_problem *problem)
{
	size_t depth = 0, values = 0, i;
	bool in_string = false;

	for (i = 0; i < len; i++) {
		char c = text[i];

		if (in_string) {
			in_string = c != '"';
			i += c == '\\';
			continue;
		}
		in_string = c == '"';
		values += c == ',' || c == '[' || c == '{';
		if ((c == '[' || c == '{') && ++depth > DEPTH_MAX)
			return gw_problem_set(
				problem, 400, "the body is nested deeper than %d", DEPTH_MAX);
		if ((c == ']' || c == '}') && depth)
			depth--;
	}
	if (values > max_values)
		return gw_problem_set(
			problem, 400, "the body holds more than %zu values", max_values);
	return GW_OK;
}

enum gw_status gw_body_parse(const struct gw_request *request, size_t max_values, json_t **out,
	struct gw_problem *problem)
{
	json_error_t error;
	enum gw_status st;
	json_t *root;

	if (request->content_type && !is_json_type(request->content_type))
		return gw_problem_set(problem, 415, "the body must be application/json");
	st = look_over(request->body, request->body_len, max_values, problem);
	if (st)
		return st;
	root = json_loadb(request->body, request->body_len,
		JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, &error);
	if (!root)
		return gw_problem_set(problem, 400, "the body is not JSON: line %d, column %d: %s",
			error.line, error.column, error.text);
	if (!json_is_object(root)) {
		json_decref(root);
		return gw_problem_at(problem, GW_IN_BODY, "", "the body is not a JSON object");
	}
	*out = root;
	return GW_OK;
}

/* A member's name as a part of a pointer (RFC 6901). */
static void escape(char *to, size_t max, const char *name)
{
	size_t n = 0;

	to[n++] = '/';
	for (; *name && n + 3 < max; name++) {
		if (*name == '~' || *name == '/') {
			to[n++] = '~';
			to[n++] = *name == '~' ? '0' : '1';
		} else {
			to[n++] = *name;
		}
	}
	to[n] = '\0';
}

enum gw_status gw_body_check(
	const json_t *object, const char *const *known, struct gw_problem *problem)
{
	char pointer[GW_FIELD_MAX];
	const char *name;
	json_t *value;
	size_t i;

	json_object_foreach((json_t *)object, name, value)
	{
		for (i = 0; known[i] && strcmp(known[i], name) != 0; i++)
			;
		if (known[i])
			continue;
		escape(pointer, sizeof pointer, name);
		return gw_problem_at(
			problem, GW_IN_BODY, pointer, "no member \"%.60s\" here", name);
	}
	return GW_OK;
}
