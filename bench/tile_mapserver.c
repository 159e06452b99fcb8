/* SPDX-License-Identifier: Apache-2.0 */

/* bench-tiles-mapserver: tiles by MapServer, through its library: no process, no HTTP. */

#include "tile.h"

#include <proj.h> /* before MapServer, which asks for its version */
#include <mapserver/mapserver.h>
#include <stdio.h>
#include <string.h>

#define FONT   "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf"
#define GUTTER 32 /* pixels about the tile: room for half a label */

/*
 * "outlined" or "lines" (the borders as a layer of their own); a format of the map file; and
 * whether labels may cross the tile's edge: MapServer cuts such tiles from a larger picture.
 */
static const struct bench_tile_setting settings[] = {
	{"lines png24", true, true},
	{"lines png24-1", true, true},
	{"lines png8", true, true},
	{"lines png8-1", true, true},
	{"lines palette", true, true},
	{"lines palette-1", true, true},
	{"lines palette-9", true, true},
	{"outlined palette-1", true, true},
	{"lines palette-1 across", false, true},
	{0},
};

struct server {
	mapObj *map;
	char *dir; /* absolute: MapServer takes paths as relative to the map file */
	int gutter;
	unsigned char *png; /* of the last tile */
};

static void complain(void)
{
	char *text = msGetErrorString("; ");

	fprintf(stderr, "bench-tiles-mapserver: %s\n", text ? text : "failed");
	msFree(text);
	msResetErrorList();
}

static void turn_on(mapObj *map, const char *name, bool on)
{
	int i = msGetLayerIndex(map, name);

	if (i >= 0)
		GET_LAYER(map, i)->status = on ? MS_ON : MS_OFF;
}

/* Formats with a palette get it from the data's folder. */
static bool select_format(mapObj *map, const char *name, const char *dir)
{
	outputFormatObj *format = msSelectOutputFormat(map, name);
	char path[4096];

	if (!format)
		return false;
	snprintf(path, sizeof path, "%s/palette.txt", dir);
	if (!strncmp(name, "palette", strlen("palette")))
		msSetOutputFormatOption(format, "PALETTE", path);
	msApplyOutputFormat(&map->outputformat, format, MS_NOOVERRIDE);
	return true;
}

static void server_close(void *self)
{
	struct server *server = self;

	msFree(server->png);
	msFreeMap(server->map);
	free(server->dir);
	free(server);
}

static void *server_open(const char *dir, const char *setting, bool labels)
{
	struct server *server = calloc(1, sizeof *server);
	char borders[16] = "", format[16] = "", across[16] = "";
	bool outlined;

	if (!server)
		return NULL;
	sscanf(setting, "%15s %15s %15s", borders, format, across);
	outlined = !strcmp(borders, "outlined");
	server->gutter = *across ? GUTTER : 0;
	server->dir = realpath(dir, NULL);
	server->map = msLoadMap(BENCH_MAPFILE, NULL, NULL);
	if (!server->dir || !server->map || !select_format(server->map, format, server->dir)) {
		complain();
		server_close(server);
		return NULL;
	}
	msFree(server->map->shapepath);
	server->map->shapepath = msStrdup(server->dir);
	msInsertHashTable(&server->map->fontset.fonts, "sans", FONT);
	msMapSetSize(server->map, BENCH_TILE_PIXELS + 2 * server->gutter,
		BENCH_TILE_PIXELS + 2 * server->gutter);
	turn_on(server->map, "outlined", outlined);
	turn_on(server->map, "fills", !outlined);
	turn_on(server->map, "borders", !outlined);
	turn_on(server->map, "labels", labels);
	return server;
}

/* The tile amid a larger picture, which is freed. NULL on failure. */
static imageObj *cut_out(imageObj *larger, const mapObj *map, int gutter)
{
	imageObj *tile = msImageCreate(BENCH_TILE_PIXELS, BENCH_TILE_PIXELS, map->outputformat,
		NULL, NULL, map->resolution, map->defresolution, NULL);
	rasterBufferObj from, to;
	int y;

	if (tile && MS_IMAGE_RENDERER(larger)->getRasterBufferHandle(larger, &from) == MS_SUCCESS &&
		MS_IMAGE_RENDERER(tile)->getRasterBufferHandle(tile, &to) == MS_SUCCESS) {
		for (y = 0; y < BENCH_TILE_PIXELS; y++)
			memcpy(to.data.rgba.pixels + y * to.data.rgba.row_step,
				from.data.rgba.pixels + (y + gutter) * from.data.rgba.row_step +
					gutter * from.data.rgba.pixel_step,
				BENCH_TILE_PIXELS * from.data.rgba.pixel_step);
	} else {
		msFreeImage(tile);
		tile = NULL;
	}
	msFreeImage(larger);
	return tile;
}

static imageObj *draw_map(const struct server *server, const struct bench_tile *tile)
{
	double pixel = (tile->east - tile->west) / BENCH_TILE_PIXELS;
	/* An extent runs from the middle of the first pixel to that of the last. */
	double wider = (server->gutter - 0.5) * pixel;
	imageObj *image;

	msMapSetExtent(server->map, tile->west - wider, tile->south - wider, tile->east + wider,
		tile->north + wider);
	image = msDrawMap(server->map, MS_FALSE);
	return image && server->gutter ? cut_out(image, server->map, server->gutter) : image;
}

static bool server_draw(void *self, const struct bench_tile *tile, struct bench_png *png)
{
	struct server *server = self;
	double start = bench_cpu_seconds(), drawn;
	imageObj *image;
	int len = 0;

	msFree(server->png);
	server->png = NULL;
	image = draw_map(server, tile);
	drawn = bench_cpu_seconds();
	if (image)
		server->png = msSaveImageBuffer(image, &len, server->map->outputformat);
	msFreeImage(image);
	if (!server->png) {
		complain();
		return false;
	}
	png->data = server->png;
	png->len = (size_t)len;
	png->parts[0] = drawn - start;
	png->parts[1] = bench_cpu_seconds() - drawn;
	return true;
}

int main(int argc, char **argv)
{
	static const struct bench_tile_engine engine = {
		.name = "MapServer " MS_VERSION,
		.settings = settings,
		.parts = {"draw", "encode"},
		.open = server_open,
		.draw = server_draw,
		.close = server_close,
	};

	int status;

	if (msSetup() != MS_SUCCESS) {
		complain();
		return 1;
	}
	status = bench_tile_main(argc, argv, &engine);
	msCleanup();
	return status;
}
