/* SPDX-License-Identifier: Apache-2.0 */
#include "render/vectortile_layer.h"

#include "base/buf.h"
#include "base/mem.h"
#include "render/vector_tile.pb-c.h"

#include <stdlib.h>
#include <string.h>

#define NAMES_MAX 32
#define NO_KEY	  UINT32_MAX

typedef VectorTile__Tile__Value Value;

/* A feature's stretches of the layer's tags and geometry. */
struct feature {
	uint64_t id;
	enum gw_tile_geometry geometry;
	size_t first_tag, first_step;
};

/* What is told twice is kept once: slots hold 1 + a number in values. */
struct gw_tile_layer {
	const char *name;
	const char *const *names;
	uint32_t keys[NAMES_MAX]; /* by name: its number in the keys that are written */
	const char *key_names[NAMES_MAX];
	size_t num_keys;
	Value *values;
	size_t num_values, cap_values;
	uint32_t *slots;
	size_t num_slots; /* a power of two */
	struct feature *features;
	size_t num_features, cap_features;
	uint32_t *tags;
	size_t num_tags, cap_tags;
	uint32_t *steps; /* commands and parameters of geometry */
	size_t num_steps, cap_steps;
	int32_t x, y; /* the pen */
	bool full; /* out of memory */
};

struct gw_tile_layer *gw_tile_layer_create(const char *name, const char *const *names)
{
	struct gw_tile_layer *layer = calloc(1, sizeof *layer);

	if (!layer)
		return NULL;
	layer->name = name;
	layer->names = names;
	memset(layer->keys, 0xff, sizeof layer->keys);
	return layer;
}

void gw_tile_layer_destroy(struct gw_tile_layer *layer)
{
	if (!layer)
		return;
	free(layer->values);
	free(layer->slots);
	free(layer->features);
	free(layer->tags);
	free(layer->steps);
	free(layer);
}

static void put_tag(struct gw_tile_layer *layer, uint32_t tag)
{
	if (gw_grow(&layer->tags, layer->num_tags, &layer->cap_tags, sizeof *layer->tags))
		layer->tags[layer->num_tags++] = tag;
	else
		layer->full = true;
}

static void put_step(struct gw_tile_layer *layer, uint32_t step)
{
	if (gw_grow(&layer->steps, layer->num_steps, &layer->cap_steps, sizeof *layer->steps))
		layer->steps[layer->num_steps++] = step;
	else
		layer->full = true;
}

/* A feature that has no geometry gives its place to the next. */
static void drop_empty(struct gw_tile_layer *layer)
{
	const struct feature *last;

	if (!layer->num_features)
		return;
	last = &layer->features[layer->num_features - 1];
	if (last->first_step < layer->num_steps)
		return;
	layer->num_tags = last->first_tag;
	layer->num_features--;
}

void gw_tile_layer_begin(struct gw_tile_layer *layer, enum gw_tile_geometry geometry, uint64_t id)
{
	drop_empty(layer);
	if (!gw_grow(&layer->features, layer->num_features, &layer->cap_features,
		    sizeof *layer->features)) {
		layer->full = true;
		return;
	}
	layer->features[layer->num_features++] =
		(struct feature){id, geometry, layer->num_tags, layer->num_steps};
	layer->x = layer->y = 0;
}

static uint64_t hash(const void *bytes, size_t n, uint64_t h)
{
	const unsigned char *p = bytes;

	while (n--)
		h = (h ^ *p++) * 0x100000001b3;
	return h;
}

static uint64_t hash_value(const Value *v)
{
	if (v->string_value)
		return hash(v->string_value, strlen(v->string_value), 1);
	return v->has_sint_value ? hash(&v->sint_value, sizeof v->sint_value, 2)
				 : hash(&v->double_value, sizeof v->double_value, 3);
}

static bool same_value(const Value *a, const Value *b)
{
	if (a->string_value || b->string_value)
		return a->string_value && b->string_value &&
			!strcmp(a->string_value, b->string_value);
	return a->has_sint_value == b->has_sint_value && a->sint_value == b->sint_value &&
		!memcmp(&a->double_value, &b->double_value, sizeof a->double_value);
}

/* Where a value's number stands or is to be put. */
static uint32_t *slot_of(struct gw_tile_layer *layer, const Value *value)
{
	size_t mask = layer->num_slots - 1,
	       i = (size_t)(hash_value(value) * 0x9e3779b97f4a7c15 >> 32);

	while (layer->slots[i & mask] &&
		!same_value(&layer->values[layer->slots[i & mask] - 1], value))
		i++;
	return &layer->slots[i & mask];
}

/* Keeps at least half of the slots free. */
static bool make_slots(struct gw_tile_layer *layer)
{
	uint32_t i;

	if (layer->num_values * 2 < layer->num_slots)
		return true;
	free(layer->slots);
	layer->num_slots = layer->num_slots ? 4 * layer->num_slots : 256;
	layer->slots = calloc(layer->num_slots, sizeof *layer->slots);
	for (i = 0; i < layer->num_values && layer->slots; i++)
		*slot_of(layer, &layer->values[i]) = i + 1;
	return layer->slots;
}

static void put_value(struct gw_tile_layer *layer, unsigned name, const Value *value)
{
	uint32_t *slot;

	if (layer->full || !make_slots(layer)) {
		layer->full = true;
		return;
	}
	slot = slot_of(layer, value);
	if (!*slot) {
		if (!gw_grow(&layer->values, layer->num_values, &layer->cap_values,
			    sizeof *layer->values)) {
			layer->full = true;
			return;
		}
		layer->values[layer->num_values++] = *value;
		*slot = (uint32_t)layer->num_values;
	}
	if (layer->keys[name] == NO_KEY) {
		layer->keys[name] = (uint32_t)layer->num_keys;
		layer->key_names[layer->num_keys++] = layer->names[name];
	}
	put_tag(layer, layer->keys[name]);
	put_tag(layer, *slot - 1);
}

void gw_tile_layer_text(struct gw_tile_layer *layer, unsigned name, const char *text)
{
	Value value = VECTOR_TILE__TILE__VALUE__INIT;

	value.string_value = (char *)text;
	if (text)
		put_value(layer, name, &value);
}

void gw_tile_layer_int(struct gw_tile_layer *layer, unsigned name, int64_t number)
{
	Value value = VECTOR_TILE__TILE__VALUE__INIT;

	value.has_sint_value = true;
	value.sint_value = number;
	put_value(layer, name, &value);
}

void gw_tile_layer_number(struct gw_tile_layer *layer, unsigned name, double number)
{
	Value value = VECTOR_TILE__TILE__VALUE__INIT;

	value.has_double_value = true;
	value.double_value = number;
	put_value(layer, name, &value);
}

enum command { MOVE_TO = 1, LINE_TO = 2, CLOSE_PATH = 7 };

static void put_command(struct gw_tile_layer *layer, enum command command, size_t count)
{
	put_step(layer, (uint32_t)(command | count << 3));
}

static uint32_t zigzag(int32_t v)
{
	return (uint32_t)v << 1 ^ (v < 0 ? UINT32_MAX : 0);
}

static void put_place(struct gw_tile_layer *layer, int32_t x, int32_t y)
{
	put_step(layer, zigzag(x - layer->x));
	put_step(layer, zigzag(y - layer->y));
	layer->x = x;
	layer->y = y;
}

void gw_tile_layer_point(struct gw_tile_layer *layer, int32_t x, int32_t y)
{
	put_command(layer, MOVE_TO, 1);
	put_place(layer, x, y);
}

void gw_tile_layer_run(struct gw_tile_layer *layer, const gw_knot *knots, size_t n)
{
	size_t i;

	gw_tile_layer_point(layer, gw_knot_x(knots[0]), gw_knot_y(knots[0]));
	put_command(layer, LINE_TO, n - 1);
	for (i = 1; i < n; i++)
		put_place(layer, gw_knot_x(knots[i]), gw_knot_y(knots[i]));
	if (layer->num_features &&
		layer->features[layer->num_features - 1].geometry == GW_TILE_POLYGONS)
		put_command(layer, CLOSE_PATH, 1);
}

/* What the messages point into. */
struct messages {
	VectorTile__Tile__Layer layer;
	VectorTile__Tile__Feature *features;
	VectorTile__Tile__Feature **feature_list;
	Value **value_list;
};

static void finish_messages(struct messages *m)
{
	free(m->features);
	free(m->feature_list);
	free(m->value_list);
}

static void set_feature(
	VectorTile__Tile__Feature *to, const struct gw_tile_layer *layer, size_t number)
{
	const struct feature *from = &layer->features[number];
	bool is_last = number + 1 == layer->num_features;

	vector_tile__tile__feature__init(to);
	to->has_id = from->id != 0;
	to->id = from->id;
	to->has_type = true;
	to->type = (VectorTile__Tile__GeomType)from->geometry;
	to->tags = layer->tags + from->first_tag;
	to->n_tags = (is_last ? layer->num_tags : from[1].first_tag) - from->first_tag;
	to->geometry = layer->steps + from->first_step;
	to->n_geometry = (is_last ? layer->num_steps : from[1].first_step) - from->first_step;
}

static bool set_messages(struct messages *m, struct gw_tile_layer *layer)
{
	size_t i;

	m->features = gw_alloc_array(layer->num_features + 1, sizeof *m->features);
	m->feature_list = gw_alloc_array(layer->num_features + 1, sizeof *m->feature_list);
	m->value_list = gw_alloc_array(layer->num_values + 1, sizeof *m->value_list);
	if (layer->full || !m->features || !m->feature_list || !m->value_list)
		return false;
	for (i = 0; i < layer->num_features; i++) {
		set_feature(&m->features[i], layer, i);
		m->feature_list[i] = &m->features[i];
	}
	for (i = 0; i < layer->num_values; i++)
		m->value_list[i] = &layer->values[i];
	vector_tile__tile__layer__init(&m->layer);
	m->layer.version = 2;
	m->layer.name = (char *)layer->name;
	m->layer.has_extent = true;
	m->layer.extent = GW_LATTICE_EXTENT;
	m->layer.n_keys = layer->num_keys;
	m->layer.keys = (char **)layer->key_names;
	m->layer.n_values = layer->num_values;
	m->layer.values = m->value_list;
	m->layer.n_features = layer->num_features;
	m->layer.features = m->feature_list;
	return true;
}

/* A tile's layers may be packed one by one: messages put behind each other are merged. */
static bool write_layer(struct gw_tile_layer *layer, struct gw_buf *out)
{
	VectorTile__Tile tile = VECTOR_TILE__TILE__INIT;
	VectorTile__Tile__Layer *only;
	struct messages m = {0};
	bool ok = set_messages(&m, layer);
	char *room;
	size_t n;

	if (ok) {
		only = &m.layer;
		tile.n_layers = 1;
		tile.layers = &only;
		n = vector_tile__tile__get_packed_size(&tile);
		room = gw_buf_reserve(out, n);
		ok = room != NULL;
		if (room)
			out->len += vector_tile__tile__pack(&tile, (uint8_t *)room);
	}
	finish_messages(&m);
	return ok;
}

enum gw_status gw_tile_layers_write(
	struct gw_tile_layer *const *layers, size_t n, struct gw_buf *out, struct gw_error *err)
{
	size_t i;

	for (i = 0; i < n; i++) {
		drop_empty(layers[i]);
		if ((layers[i]->full || layers[i]->num_features) && !write_layer(layers[i], out))
			return gw_fail_nomem(err);
	}
	return GW_OK;
}
