/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "base/file.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "cli/resource.h"
#include "service/atlas.h"

#define PNG_MAX ((size_t)64 << 20)

static enum gw_status draw(const char *db, const struct gw_map_query *query, struct gw_tilekey key,
	unsigned scale, const char *output, struct gw_error *err)
{
	const struct gw_map *map = NULL;
	struct gw_atlas *atlas = NULL;
	char styles[GW_PATH_MAX];
	struct gw_buf png;
	enum gw_status st;

	gw_buf_init(&png, PNG_MAX);
	st = gw_resource_folder("styles", styles, sizeof styles, err);
	if (!st)
		st = gw_atlas_open(&atlas, db, styles, err);
	if (!st)
		st = gw_atlas_map(atlas, query, GW_WAIT, &map, err);
	if (!st)
		st = gw_tileset_draw(map->tileset, key, scale, NULL, &png, err);
	if (!st)
		st = gw_file_replace(output, png.data, png.len, err);
	gw_atlas_release(atlas, map);
	gw_atlas_close(atlas);
	gw_buf_finish(&png);
	return st;
}

int gw_cmd_tile(int argc, char **argv)
{
	const char *args[GW_ARGUMENTS_MAX], *output;
	struct gw_map_query query = {0};
	int64_t scale = 1;
	const struct gw_option options[] = {
		{"output", GW_OPTION_TEXT, &output, "FILE", "where the PNG goes; also -o", true},
		{"month", GW_OPTION_MONTH, &query.month, "MONTH", "default: of the newest report"},
		{"scheme", GW_OPTION_TEXT, &query.scheme, "NAME",
			"which grid (default: the first)"},
		{"level", GW_OPTION_TEXT, &query.level, "NAME", "which units (default: the cells)"},
		{"style", GW_OPTION_TEXT, &query.style, "FILE",
			"a MapLibre style in place of the map's"},
		{"lang", GW_OPTION_TEXT, &query.lang, "zh|en", "of the labels (default en)"},
		{"scale", GW_OPTION_INT, &scale, "1|2", "2: 512 pixels, for dense screens", false,
			1, 2},
	};
	const struct gw_command_line line = {"tile", "DB MAP Z/X/Y",
		"Draws one web map tile as PNG, 256 pixels wide, transparent outside the grid.",
		"MAP is safety or safety-contrast (the units' level), counts (how many reports came from\n"
		"each unit in the month), reports (where they came from), or grid (borders and codes).\n",
		options, sizeof options / sizeof *options};
	struct gw_tilekey key;
	struct gw_error err;
	enum gw_status st;
	int code;

	if (!gw_options_begin(&line, argc, argv, args, &code))
		return code;
	st = gw_map_kind_find(args[1], &query.kind, &err);
	if (!st && !gw_tilekey_parse_path(args[2], &key))
		st = gw_fail(&err, GW_EINVAL, "\"%s\" is no tile; such as 14/13694/6152", args[2]);
	if (!st)
		st = draw(args[0], &query, key, (unsigned)scale, output, &err);
	if (st)
		gw_complain(&err);
	return st ? GW_EXIT_NOTHING_DONE : GW_EXIT_DONE;
}
