/* SPDX-License-Identifier: Apache-2.0 */
#include "style/table.h"

#include "base/buf.h"
#include "style/operator.h"
#include "style/spec.h"

static void write_introduction(struct gw_buf *out)
{
	gw_buf_puts(out,
		"<!-- SPDX-License-Identifier: Apache-2.0 -->\n"
		"<!-- Made by `gridward style table`: a change here is lost. -->\n"
		"# The style language\n"
		"\n"
		"A map's look is a style of the MapLibre Style Specification, version 8, in the subset of this\n"
		"table. What is not in the subset is refused when a style is read, with the JSON pointer of the\n"
		"place; nothing is passed over in silence. `gridward style check FILE` names every fault of a\n"
		"style, `gridward style eval EXPRESSION.json < features.ndjson` tries an expression out.\n"
		"\n"
		"- Sources are of type `vector`; each layer but a background names its `source` and\n"
		"  `source-layer`.\n"
		"- A layer has `id`, `type`, `metadata`, `minzoom`, `maxzoom`, `filter`, `layout` and `paint`;\n"
		"  every layer's layout has `visibility`.\n"
		"- A filter is an expression. One of the older form is refused, with the expression to write.\n"
		"- A property's value is a constant, an expression, or a function of the older form (`stops`,\n"
		"  `property`, `base`, `type`, `default`, `colorSpace`). `[\"zoom\"]` in a property is the input\n"
		"  of one `step` or `interpolate` at its top.\n"
		"- In a constant `text-field` or `icon-image`, `{name}` stands for a feature's property.\n"
		"- `light`, `glyphs`, the view (`center`, `zoom`, `bearing`, `pitch`) and transitions are\n"
		"  accepted and unused; `sky`, `terrain`, `projection` and `state` are refused.\n"
		"- `number-format` writes English numbers, whatever its `locale`; `unit` is refused.\n"
		"- Colours blend part by part in sRGB, alpha by itself; `interpolate-lab` and `interpolate-hcl`\n"
		"  by CIELAB.\n");
}

static void write_type(const struct gw_property_spec *spec, struct gw_buf *out)
{
	char text[GW_TYPE_TEXT_MAX];
	size_t i;

	if (!spec->choices) {
		gw_buf_puts(out,
			spec->type.kind == GW_TYPE_FORMATTED ? "text"
				: spec->type.kind == GW_TYPE_IMAGE
				? "image's name"
				: gw_type_format(&spec->type, text));
		return;
	}
	for (i = 0; spec->choices[i]; i++)
		gw_buf_printf(out, "%s%s", i ? ", " : "", spec->choices[i]);
}

/* A JSON text is code in a table's cell, where it has no '|'. */
static void write_row(const struct gw_property_spec *spec, struct gw_buf *out)
{
	gw_buf_printf(out, "| `%s` | %s | ", spec->name, spec->layout ? "layout" : "paint");
	write_type(spec, out);
	if (!spec->fallback)
		gw_buf_puts(out, " | as `fill-color` | ");
	else if (spec->fallback[0] == '[' && spec->type.kind == GW_TYPE_COLOR)
		gw_buf_puts(out, " | blue to red | ");
	else
		gw_buf_printf(out, " | `%s` | ", spec->fallback);
	gw_buf_printf(out, "%s%s%s |\n", spec->depends & GW_DEPENDS_ON_ZOOM ? "zoom" : "",
		spec->depends & GW_DEPENDS_ON_FEATURE ? ", feature" : "",
		spec->depends & GW_DEPENDS_ON_DENSITY ? "heatmap-density" : "");
}

static void write_refused(enum gw_layer_type type, struct gw_buf *out)
{
	size_t i;

	for (i = 0; gw_property_refused(type, i); i++)
		gw_buf_printf(
			out, "%s`%s`", i ? ", " : "\nRefused: ", gw_property_refused(type, i));
	if (i)
		gw_buf_puts(out, ".\n");
}

static void write_layers(struct gw_buf *out)
{
	enum gw_property property, end;
	enum gw_layer_type type;
	size_t i;

	gw_buf_puts(out, "\n## Layers\n");
	for (type = 0; type < GW_NUM_LAYER_TYPES; type++) {
		gw_buf_printf(out,
			"\n### %s\n\n| property | in | type | default | may depend on |\n"
			"|---|---|---|---|---|\n",
			gw_layer_type_name(type));
		gw_layer_type_properties(type, &property, &end);
		for (; property < end; property++)
			write_row(gw_property_spec(property), out);
		write_refused(type, out);
	}
	gw_buf_puts(out, "\n### Refused layer types\n\n");
	for (i = 0; gw_layer_type_refused(i); i++)
		gw_buf_printf(out, "%s`%s`", i ? ", " : "", gw_layer_type_refused(i));
	gw_buf_puts(out, ".\n");
}

typedef const struct gw_operator *family_fn(size_t *n);

static void write_family(const char *title, family_fn *family, struct gw_buf *out)
{
	const struct gw_operator *operators;
	size_t n, i;

	operators = family(&n);
	gw_buf_printf(out, "| %s | ", title);
	for (i = 0; i < n; i++)
		gw_buf_printf(out, "%s`%s`", i ? " " : "", operators[i].name);
	gw_buf_puts(out, " |\n");
}

static void write_operators(struct gw_buf *out)
{
	static const struct {
		const char *title;
		family_fn *family;
	} families[] = {{"types", gw_operators_type},
		{"the feature and the view", gw_operators_feature},
		{"lists and texts", gw_operators_list}, {"logic", gw_operators_logic},
		{"comparison", gw_operators_compare},
		{"branches and variables", gw_operators_branch}, {"curves", gw_operators_curve},
		{"texts", gw_operators_string}, {"colours", gw_operators_color},
		{"numbers", gw_operators_math}};
	size_t i;

	gw_buf_puts(out, "\n## Expressions\n\n| | operators |\n|---|---|\n");
	for (i = 0; i < sizeof families / sizeof *families; i++)
		write_family(families[i].title, families[i].family, out);
	gw_buf_puts(out, "| refused | ");
	for (i = 0; gw_operator_refused(i); i++)
		gw_buf_printf(out, "%s`%s`", i ? " " : "", gw_operator_refused(i));
	gw_buf_puts(out,
		" |\n\nThe curves' `interpolate` takes `linear`, `exponential` and `cubic-bezier`.\n");
}

void gw_style_write_table(struct gw_buf *out)
{
	write_introduction(out);
	write_layers(out);
	write_operators(out);
}
