/* SPDX-License-Identifier: Apache-2.0 */
#include "http/api.h"
#include "http/layers.h"
#include "http/uri.h"
#include "http/wmts.h"
#include "http/xml.h"

#include <math.h>
#include <stdio.h>

/* One document under way. */
struct writing {
	struct gw_xml *xml;
	const char *base;
};

static void write_identification(struct gw_xml *xml)
{
	gw_xml_open(xml, "ows:ServiceIdentification");
	gw_xml_element(xml, "ows:Title", "%s", GW_LAYERS_TITLE);
	gw_xml_element(xml, "ows:Abstract", "%s", GW_LAYERS_ABSTRACT);
	gw_xml_element(xml, "ows:ServiceType", "OGC WMTS");
	gw_xml_element(xml, "ows:ServiceTypeVersion", "1.0.0");
	gw_xml_element(xml, "ows:Fees", "none");
	gw_xml_element(xml, "ows:AccessConstraints", "%s", GW_LAYERS_ACCESS);
	gw_xml_close(xml);
}

/* An operation by key-value pairs. */
static void write_operation(const struct writing *w, const char *name)
{
	struct gw_xml *xml = w->xml;

	gw_xml_open(xml, "ows:Operation");
	gw_xml_attribute(xml, "name", "%s", name);
	gw_xml_open(xml, "ows:DCP");
	gw_xml_open(xml, "ows:HTTP");
	gw_xml_open(xml, "ows:Get");
	gw_xml_attribute(xml, "xlink:href", "%s/wmts?", w->base);
	gw_xml_open(xml, "ows:Constraint");
	gw_xml_attribute(xml, "name", "GetEncoding");
	gw_xml_open(xml, "ows:AllowedValues");
	gw_xml_element(xml, "ows:Value", "KVP");
	gw_xml_close(xml);
	gw_xml_close(xml);
	gw_xml_close(xml);
	gw_xml_close(xml);
	gw_xml_close(xml);
	gw_xml_close(xml);
}

static void write_operations(const struct writing *w)
{
	gw_xml_open(w->xml, "ows:OperationsMetadata");
	write_operation(w, "GetCapabilities");
	write_operation(w, "GetTile");
	write_operation(w, "GetFeatureInfo");
	gw_xml_close(w->xml);
}

static void write_box(struct gw_xml *xml, struct gw_bbox box)
{
	if (gw_bbox_is_empty(box))
		return;
	gw_xml_open(xml, "ows:WGS84BoundingBox");
	gw_xml_element(xml, "ows:LowerCorner", "%.7f %.7f", gw_degrees(box.min.lon),
		gw_degrees(box.min.lat));
	gw_xml_element(xml, "ows:UpperCorner", "%.7f %.7f", gw_degrees(box.max.lon),
		gw_degrees(box.max.lat));
	gw_xml_close(xml);
}

static void write_style(const struct writing *w, const struct gw_layer_entry *entry)
{
	struct gw_xml *xml = w->xml;
	struct gw_buf url;

	gw_buf_init(&url, (size_t)1 << 12);
	gw_layer_legend_url(&url, w->base, entry);
	gw_xml_open(xml, "Style");
	gw_xml_attribute(xml, "isDefault", "true");
	gw_xml_element(xml, "ows:Identifier", "default");
	gw_xml_open(xml, "LegendURL");
	gw_xml_attribute(xml, "format", "image/png");
	gw_xml_attribute(xml, "xlink:href", "%s", gw_buf_cstr(&url));
	gw_xml_close(xml);
	gw_xml_close(xml);
	gw_buf_finish(&url);
}

static void write_time(struct gw_xml *xml, const struct gw_layer_entry *entry)
{
	char month[GW_TIME_TEXT_MAX];
	size_t i;

	if (!entry->num_months)
		return;
	gw_xml_open(xml, "Dimension");
	gw_xml_element(xml, "ows:Identifier", "Time");
	gw_xml_element(xml, "ows:UOM", "ISO8601");
	gw_xml_element(
		xml, "Default", "%s", gw_month_format(entry->months[entry->num_months - 1], month));
	gw_xml_element(xml, "Current", "false");
	for (i = 0; i < entry->num_months; i++)
		gw_xml_element(xml, "Value", "%s", gw_month_format(entry->months[i], month));
	gw_xml_close(xml);
}

/* The tile of a coordinate on the square; on the far side of the last one it is that. */
static unsigned tile_at(double v, unsigned zoom)
{
	return (unsigned)fmin(ldexp(v, (int)zoom), ldexp(1, (int)zoom) - 1);
}

static void write_limits(struct gw_xml *xml, struct gw_bbox box)
{
	struct gw_world_box square = gw_layers_square(box);
	unsigned zoom;

	if (gw_bbox_is_empty(box))
		return;
	gw_xml_open(xml, "TileMatrixSetLimits");
	for (zoom = 0; zoom <= GW_API_ZOOM_MAX; zoom++) {
		gw_xml_open(xml, "TileMatrixLimits");
		gw_xml_element(xml, "TileMatrix", "%u", zoom);
		gw_xml_element(xml, "MinTileRow", "%u", tile_at(square.min.y, zoom));
		gw_xml_element(xml, "MaxTileRow", "%u", tile_at(square.max.y, zoom));
		gw_xml_element(xml, "MinTileCol", "%u", tile_at(square.min.x, zoom));
		gw_xml_element(xml, "MaxTileCol", "%u", tile_at(square.max.x, zoom));
		gw_xml_close(xml);
	}
	gw_xml_close(xml);
}

static void write_sets_of(struct gw_xml *xml, const struct gw_layer_entry *entry)
{
	const struct gw_wmts_set *set;

	for (set = gw_wmts_sets; set->is_listed; set++) {
		gw_xml_open(xml, "TileMatrixSetLink");
		gw_xml_element(xml, "TileMatrixSet", "%s", set->name);
		write_limits(xml, entry->box);
		gw_xml_close(xml);
	}
}

/* The template of tiles' paths; within braces is what clients fill in. */
static void write_resource(const struct writing *w, const struct gw_layer_entry *entry)
{
	struct gw_buf name;

	gw_buf_init(&name, 4 * sizeof entry->name);
	gw_uri_encode(&name, entry->name);
	gw_xml_open(w->xml, "ResourceURL");
	gw_xml_attribute(w->xml, "format", "image/png");
	gw_xml_attribute(w->xml, "resourceType", "tile");
	gw_xml_attribute(w->xml, "template",
		"%s/wmts/%s/{Style}/%s/{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}.png",
		w->base, gw_buf_cstr(&name), entry->num_months ? "{Time}" : "default");
	gw_xml_close(w->xml);
	gw_buf_finish(&name);
}

static enum gw_status write_layer(
	void *context, const struct gw_layer_entry *entry, struct gw_error *err)
{
	const struct writing *w = context;
	struct gw_xml *xml = w->xml;

	gw_xml_open(xml, "Layer");
	gw_xml_element(xml, "ows:Title", "%s", entry->title);
	gw_xml_element(xml, "ows:Abstract", "%s", entry->abstract);
	write_box(xml, entry->box);
	gw_xml_element(xml, "ows:Identifier", "%s", entry->name);
	write_style(w, entry);
	gw_xml_element(xml, "Format", "image/png");
	gw_xml_element(xml, "InfoFormat", "application/json");
	gw_xml_element(xml, "InfoFormat", "text/plain");
	write_time(xml, entry);
	write_sets_of(xml, entry);
	write_resource(w, entry);
	gw_xml_close(xml);
	return GW_OK;
}

static void write_set(struct gw_xml *xml, const char *name)
{
	unsigned zoom;

	gw_xml_open(xml, "TileMatrixSet");
	gw_xml_element(xml, "ows:Identifier", "%s", name);
	gw_xml_element(xml, "ows:SupportedCRS", "urn:ogc:def:crs:EPSG::3857");
	gw_xml_element(xml, "WellKnownScaleSet", "urn:ogc:def:wkss:OGC:1.0:GoogleMapsCompatible");
	for (zoom = 0; zoom <= GW_API_ZOOM_MAX; zoom++) {
		gw_xml_open(xml, "TileMatrix");
		gw_xml_element(xml, "ows:Identifier", "%u", zoom);
		gw_xml_element(xml, "ScaleDenominator", "%.16g", gw_wmts_denominator(zoom));
		gw_xml_element(
			xml, "TopLeftCorner", "%.9f %.9f", -GW_MERCATOR_HALF, GW_MERCATOR_HALF);
		gw_xml_element(xml, "TileWidth", "256");
		gw_xml_element(xml, "TileHeight", "256");
		gw_xml_element(xml, "MatrixWidth", "%u", 1u << zoom);
		gw_xml_element(xml, "MatrixHeight", "%u", 1u << zoom);
		gw_xml_close(xml);
	}
	gw_xml_close(xml);
}

static void open_root(struct gw_xml *xml)
{
	gw_xml_open(xml, "Capabilities");
	gw_xml_attribute(xml, "xmlns", "http://www.opengis.net/wmts/1.0");
	gw_xml_attribute(xml, "xmlns:ows", "http://www.opengis.net/ows/1.1");
	gw_xml_attribute(xml, "xmlns:xlink", "http://www.w3.org/1999/xlink");
	gw_xml_attribute(xml, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
	gw_xml_attribute(xml, "xsi:schemaLocation",
		"http://www.opengis.net/wmts/1.0 "
		"http://schemas.opengis.net/wmts/1.0/wmtsGetCapabilities_response.xsd");
	gw_xml_attribute(xml, "version", "1.0.0");
}

enum gw_status gw_wmts_capabilities(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_fault *fault)
{
	struct gw_error *err = &fault->problem.error;
	const struct gw_wmts_set *set;
	struct gw_xml xml;
	struct writing w = {&xml, request->base};
	enum gw_status st, finished;

	if (!request->base)
		return gw_fault_at(fault, NULL, "", "the Host header is missing, or names no host");
	gw_xml_init(&xml, &reply->body);
	open_root(&xml);
	write_identification(&xml);
	write_operations(&w);
	gw_xml_open(&xml, "Contents");
	st = gw_layers_visit(site, request, write_layer, &w, err);
	for (set = gw_wmts_sets; set->is_listed; set++)
		write_set(&xml, set->name);
	gw_xml_close(&xml);
	gw_xml_open(&xml, "ServiceMetadataURL");
	gw_xml_attribute(&xml, "xlink:href", "%s/wmts/1.0.0/WMTSCapabilities.xml", w.base);
	gw_xml_close(&xml);
	finished = gw_xml_finish(&xml, st ? NULL : err);
	st = st ? st : finished;
	reply->type = "application/xml";
	return st ? gw_problem_from(&fault->problem, st) : GW_OK;
}
