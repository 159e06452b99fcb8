/* SPDX-License-Identifier: Apache-2.0 */

/* bench-tiles-mapnik: tiles by Mapnik, through its library. */

#include "tile.h"

#include <mapnik/agg_renderer.hpp>
#include <mapnik/datasource_cache.hpp>
#include <mapnik/font_engine_freetype.hpp>
#include <mapnik/image.hpp>
#include <mapnik/image_util.hpp>
#include <mapnik/layer.hpp>
#include <mapnik/load_map.hpp>
#include <mapnik/map.hpp>
#include <mapnik/palette.hpp>
#include <mapnik/version.hpp>

#include <cstdio>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>

namespace
{

/*
 * Data; "outlined" or "lines" (the borders as a layer of their own); Mapnik's format, "palette" for
 * png8 with the fixed one; and whether labels may cross the tile's edge, which takes a buffer.
 */
const bench_tile_setting settings[] = {
	{"shape lines png", true, true},
	{"shape lines png:z=1", true, true},
	{"shape lines png8", true, true},
	{"shape lines png8:z=1", true, true},
	{"shape lines png8:c=64", true, true},
	{"shape lines palette", true, true},
	{"shape lines palette:z=1", true, true},
	{"shape lines palette:z=9", true, true},
	{"shape outlined palette:z=1", true, true},
	{"sqlite lines png:z=1", true, true},
	{"sqlite lines palette:z=1", true, true},
	{"shape lines palette:z=1 across", false, true},
	{},
};

struct mapnik_map {
	mapnik::Map map{BENCH_TILE_PIXELS, BENCH_TILE_PIXELS};
	mapnik::image_rgba8 image{BENCH_TILE_PIXELS, BENCH_TILE_PIXELS};
	std::string format, png;
	std::unique_ptr<mapnik::rgba_palette> palette; /* or none */
};

void complain(const std::exception &e)
{
	std::fprintf(stderr, "bench-tiles-mapnik: %s\n", e.what());
}

std::unique_ptr<mapnik::rgba_palette> read_palette(const std::string &path)
{
	std::ifstream in(path);
	std::string bytes;
	int r, g, b, a;
	char comma;

	while (in >> r >> comma >> g >> comma >> b >> comma >> a)
		for (int part : {r, g, b, a})
			bytes += static_cast<char>(part);
	if (bytes.empty() || !in.eof())
		throw std::runtime_error(path + ": no palette");
	return std::make_unique<mapnik::rgba_palette>(bytes, mapnik::rgba_palette::PALETTE_RGBA);
}

/* A layer's features: those of the file that goes by the data's name. */
mapnik::datasource_ptr source(const std::string &plugin, const std::string &dir, std::string file)
{
	mapnik::parameters params;

	if (file == "fills" || file == "outlined")
		file = "cells";
	else if (file == "labels-across")
		file = "labels";
	params["type"] = plugin;
	if (plugin == "sqlite") {
		params["file"] = dir + "/" + file + ".sqlite";
		params["table"] = file;
		params["geometry_field"] = "geometry";
		params["wkb_format"] = "spatialite";
	} else {
		params["file"] = dir + "/" + file + ".shp";
	}
	return mapnik::datasource_cache::instance().create(params);
}

/* Whether a setting draws a layer. */
bool draws(const std::string &layer, const std::string &borders, bool labels, bool across)
{
	if (layer == "labels")
		return labels && !across;
	if (layer == "labels-across")
		return labels && across;
	return (borders == "outlined") == (layer == "outlined");
}

void *map_open(const char *dir, const char *setting, bool labels)
try {
	auto self = std::make_unique<mapnik_map>();
	std::istringstream words(setting);
	std::string plugin, borders, across;

	words >> plugin >> borders >> self->format >> across;
	if (self->format.rfind("palette", 0) == 0) {
		self->format.replace(0, 7, "png8");
		self->palette = read_palette(std::string(dir) + "/palette.txt");
	}
	mapnik::datasource_cache::instance().register_datasources(BENCH_MAPNIK_PLUGINS);
	mapnik::freetype_engine::register_fonts("/usr/share/fonts/truetype/noto");
	mapnik::load_map(self->map, BENCH_MAPNIK_XML, true);
	for (auto &layer : self->map.layers()) {
		layer.set_active(draws(layer.name(), borders, labels, !across.empty()));
		if (layer.active())
			layer.set_datasource(source(plugin, dir, layer.name()));
	}
	return self.release();
} catch (const std::exception &e) {
	complain(e);
	return nullptr;
}

bool map_draw(void *opaque, const bench_tile *tile, bench_png *png)
try {
	auto self = static_cast<mapnik_map *>(opaque);
	double start = bench_cpu_seconds(), drawn;

	self->map.zoom_to_box({tile->west, tile->south, tile->east, tile->north});
	self->image.set(0);
	mapnik::agg_renderer<mapnik::image_rgba8>(self->map, self->image).apply();
	drawn = bench_cpu_seconds();
	self->png = self->palette
		? mapnik::save_to_string(self->image, self->format, *self->palette)
		: mapnik::save_to_string(self->image, self->format);
	png->data = self->png.data();
	png->len = self->png.size();
	png->parts[0] = drawn - start;
	png->parts[1] = bench_cpu_seconds() - drawn;
	return true;
} catch (const std::exception &e) {
	complain(e);
	return false;
}

void map_close(void *opaque)
{
	delete static_cast<mapnik_map *>(opaque);
}

} // namespace

int main(int argc, char **argv)
{
	bench_tile_engine engine = {};

	engine.name = "Mapnik " MAPNIK_VERSION_STRING;
	engine.settings = settings;
	engine.parts[0] = "draw";
	engine.parts[1] = "encode";
	engine.open = map_open;
	engine.draw = map_draw;
	engine.close = map_close;
	return bench_tile_main(argc, argv, &engine);
}
