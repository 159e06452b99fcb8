/* SPDX-License-Identifier: Apache-2.0 */
#include "style/operator.h"

#include <math.h>

/* Arguments are promised to be numbers. */
static bool number(const struct gw_expr *e, size_t i, struct gw_eval *ev, double *out)
{
	struct gw_value value;

	if (!gw_expr_eval(e->args[i], ev, &value))
		return false;
	*out = value.number;
	return true;
}

static bool eval_constant(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	static const double constants[] = {M_E, M_LN2, M_PI};

	*out = gw_value_number(constants[e->op->variant]);
	return true;
}

enum fold { SUM, PRODUCT, LEAST, GREATEST };

/* As JavaScript: nothing at all is 0, 1, Infinity or -Infinity; one NaN makes NaN. */
static bool eval_fold(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	static const double first[] = {0, 1, INFINITY, -INFINITY};
	double result = first[e->op->variant], x;
	size_t i;

	for (i = 0; i < e->n; i++) {
		if (!number(e, i, ev, &x))
			return false;
		switch ((enum fold)e->op->variant) {
		case SUM:
			result += x;
			break;
		case PRODUCT:
			result *= x;
			break;
		case LEAST:
			result = isnan(x) || x < result ? x : result;
			break;
		case GREATEST:
			result = isnan(x) || x > result ? x : result;
			break;
		}
	}
	*out = gw_value_number(result);
	return true;
}

static bool eval_minus(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	double a, b;

	if (!number(e, 0, ev, &a))
		return false;
	if (e->n == 1) {
		*out = gw_value_number(-a);
		return true;
	}
	if (!number(e, 1, ev, &b))
		return false;
	*out = gw_value_number(a - b);
	return true;
}

enum binary { QUOTIENT, REMAINDER, POWER };

/* JavaScript's power of NaN, and of ±1 to an infinite one, is NaN; C's is 1. */
static double power(double base, double exponent)
{
	if (isnan(exponent) || (fabs(base) == 1 && isinf(exponent)))
		return NAN;
	return pow(base, exponent);
}

static bool eval_binary(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	double a, b;

	if (!number(e, 0, ev, &a) || !number(e, 1, ev, &b))
		return false;
	switch ((enum binary)e->op->variant) {
	case QUOTIENT:
		a /= b;
		break;
	case REMAINDER:
		a = fmod(a, b);
		break;
	case POWER:
		a = power(a, b);
		break;
	}
	*out = gw_value_number(a);
	return true;
}

enum unary { ABS, ACOS, ASIN, ATAN, CEIL, COS, FLOOR, LN, LOG10, LOG2, ROUND, SIN, SQRT, TAN };

static double apply(enum unary function, double x)
{
	switch (function) {
	case ABS:
		return fabs(x);
	case ACOS:
		return acos(x);
	case ASIN:
		return asin(x);
	case ATAN:
		return atan(x);
	case CEIL:
		return ceil(x);
	case COS:
		return cos(x);
	case FLOOR:
		return floor(x);
	case LN:
		return log(x);
	case LOG10:
		return log10(x);
	case LOG2:
		return log2(x);
	case ROUND:
		return round(x); /* halves away from zero, as the specification has it */
	case SIN:
		return sin(x);
	case SQRT:
		return sqrt(x);
	case TAN:
		return tan(x);
	}
	return NAN;
}

static bool eval_unary(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	double x;

	if (!number(e, 0, ev, &x))
		return false;
	*out = gw_value_number(apply((enum unary)e->op->variant, x));
	return true;
}

#define NUMBERS(n, function, s, v)                                                                 \
	{                                                                                          \
		.name = n, .eval = function, .signature = s, .result = GW_TYPE_NUMBER,             \
		.variant = v                                                                       \
	}

const struct gw_operator *gw_operators_math(size_t *n)
{
	static const struct gw_operator operators[] = {
		NUMBERS("+", eval_fold, "n*", SUM),
		NUMBERS("-", eval_minus, "nn|n", 0),
		NUMBERS("*", eval_fold, "n*", PRODUCT),
		NUMBERS("/", eval_binary, "nn", QUOTIENT),
		NUMBERS("%", eval_binary, "nn", REMAINDER),
		NUMBERS("^", eval_binary, "nn", POWER),
		NUMBERS("abs", eval_unary, "n", ABS),
		NUMBERS("acos", eval_unary, "n", ACOS),
		NUMBERS("asin", eval_unary, "n", ASIN),
		NUMBERS("atan", eval_unary, "n", ATAN),
		NUMBERS("ceil", eval_unary, "n", CEIL),
		NUMBERS("cos", eval_unary, "n", COS),
		NUMBERS("e", eval_constant, "", 0),
		NUMBERS("floor", eval_unary, "n", FLOOR),
		NUMBERS("ln", eval_unary, "n", LN),
		NUMBERS("ln2", eval_constant, "", 1),
		NUMBERS("log10", eval_unary, "n", LOG10),
		NUMBERS("log2", eval_unary, "n", LOG2),
		NUMBERS("max", eval_fold, "n*", GREATEST),
		NUMBERS("min", eval_fold, "n*", LEAST),
		NUMBERS("pi", eval_constant, "", 2),
		NUMBERS("round", eval_unary, "n", ROUND),
		NUMBERS("sin", eval_unary, "n", SIN),
		NUMBERS("sqrt", eval_unary, "n", SQRT),
		NUMBERS("tan", eval_unary, "n", TAN),
	};

	*n = sizeof operators / sizeof *operators;
	return operators;
}
