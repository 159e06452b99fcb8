/* SPDX-License-Identifier: Apache-2.0 */
#include "style/operator.h"

#include "style/suggest.h"

#include <stdio.h>
#include <string.h>

typedef const struct gw_operator *family_fn(size_t *n);

static family_fn *const families[] = {gw_operators_type, gw_operators_feature, gw_operators_list,
	gw_operators_logic, gw_operators_compare, gw_operators_branch, gw_operators_curve,
	gw_operators_string, gw_operators_color, gw_operators_math};

#define NUM_FAMILIES (sizeof families / sizeof *families)

static const char *const refused[] = {"accumulated", "collator", "distance", "elevation",
	"feature-state", "format", "global-state", "image", "is-supported-script", "line-progress",
	"resolved-locale", "within"};

/* The i-th of all operators, family by family, or NULL behind the last. */
static const struct gw_operator *operator_at(size_t i)
{
	size_t family, n;

	for (family = 0; family < NUM_FAMILIES; family++) {
		const struct gw_operator *operators = families[family](&n);

		if (i < n)
			return &operators[i];
		i -= n;
	}
	return NULL;
}

const struct gw_operator *gw_operator_find(const char *name)
{
	size_t family, n, i;

	for (family = 0; family < NUM_FAMILIES; family++) {
		const struct gw_operator *operators = families[family](&n);

		for (i = 0; i < n; i++)
			if (!strcmp(operators[i].name, name))
				return &operators[i];
	}
	return NULL;
}

const char *gw_operator_refused(size_t i)
{
	return i < sizeof refused / sizeof *refused ? refused[i] : NULL;
}

static bool is_refused(const char *name)
{
	size_t i;

	for (i = 0; gw_operator_refused(i); i++)
		if (!strcmp(gw_operator_refused(i), name))
			return true;
	return false;
}

bool gw_operator_is_named(const json_t *json)
{
	const char *name = json_string_value(json_array_get(json, 0));

	return name && (gw_operator_find(name) || is_refused(name));
}

void *gw_operator_refuse(struct gw_parser *p, const char *name)
{
	char text[GW_SUGGESTION_TEXT_MAX];
	const struct gw_operator *op;
	struct gw_suggestion suggestion;
	size_t i;

	if (is_refused(name))
		return gw_refuse(p, "the operator \"%s\" is not supported", name);
	gw_suggestion_init(&suggestion, name);
	for (i = 0; (op = operator_at(i)); i++)
		gw_suggestion_try(&suggestion, op->name);
	return gw_refuse(p, "\"%.60s\" is not an expression operator%s", name,
		suggestion.nearest ? gw_suggestion_format(&suggestion, text)
				   : "; a list of values is written [\"literal\", [...]]");
}

static struct gw_type type_of_letter(char letter)
{
	static const char letters[] = "nsbcov";
	static const enum gw_type_kind kinds[] = {GW_TYPE_NUMBER, GW_TYPE_STRING, GW_TYPE_BOOLEAN,
		GW_TYPE_COLOR, GW_TYPE_OBJECT, GW_TYPE_VALUE};

	if (letter == 'a')
		return (struct gw_type){
			GW_TYPE_ARRAY, GW_TYPE_ANY_LENGTH, gw_type_plain(GW_TYPE_STRING)};
	return *gw_type_plain(kinds[strchr(letters, letter) - letters]);
}

static size_t alternative_length(const char *alternative)
{
	return strcspn(alternative, "|");
}

/* The alternative that takes n arguments, or NULL. */
static const char *find_alternative(const char *signature, size_t n)
{
	const char *at = signature;

	for (;;) {
		size_t len = alternative_length(at);

		if (len == n || (len == 2 && at[1] == '*'))
			return at;
		if (!at[len])
			return NULL;
		at += len + 1;
	}
}

/* "(number, number) | (number)" */
static void print_signature(const char *signature, char *text, size_t room)
{
	char type_text[GW_TYPE_TEXT_MAX];
	size_t len = 1;
	const char *at;

	snprintf(text, room, "(");
	for (at = signature; *at && len < room; at++) {
		struct gw_type type;

		if (*at == '|') {
			len += (size_t)snprintf(text + len, room - len, ") | (");
			continue;
		}
		type = type_of_letter(*at);
		len += (size_t)snprintf(text + len, room - len, "%s%s%s",
			at > signature && at[-1] != '|' ? ", " : "",
			gw_type_format(&type, type_text), at[1] == '*' ? "..." : "");
		at += at[1] == '*';
	}
	if (len < room)
		snprintf(text + len, room - len, ")");
}

/* Too many or too few arguments: says which types they have. */
static void *refuse_number(struct gw_parser *p, const struct gw_operator *op, const json_t *json)
{
	char wanted[256], found[256] = "", type_text[GW_TYPE_TEXT_MAX];
	size_t n = json_array_size(json), len = 0, i;
	struct gw_expr *arg;

	for (i = 1; i < n; i++) {
		arg = gw_parse_arg(p, json, i, NULL, GW_ANNOTATE);
		if (!arg)
			return NULL;
		if (len < sizeof found)
			len += (size_t)snprintf(found + len, sizeof found - len, "%s%s",
				i > 1 ? ", " : "", gw_type_format(&arg->type, type_text));
	}
	print_signature(op->signature, wanted, sizeof wanted);
	return gw_refuse(
		p, "Expected arguments of type %s, but found (%s) instead.", wanted, found);
}

struct gw_expr *gw_parse_signature(struct gw_parser *p, const struct gw_operator *op,
	const json_t *json, const struct gw_type *expected)
{
	size_t n = json_array_size(json) - 1, i;
	const char *alternative = find_alternative(op->signature, n);
	bool varied, good = true;
	struct gw_expr *e;

	if (!alternative)
		return refuse_number(p, op, json);
	e = gw_expr_create(p, op, *gw_type_plain(op->result), n);
	if (!e)
		return NULL;
	if (alternative != op->signature)
		e->depends = 0;
	varied = alternative_length(alternative) == 2 && alternative[1] == '*';
	for (i = 0; i < n; i++) {
		struct gw_type wanted = type_of_letter(alternative[varied ? 0 : i]);

		e->args[i] = gw_parse_arg(p, json, i + 1, &wanted, GW_ANNOTATE);
		good = good && e->args[i];
	}
	return good ? e : NULL;
}
