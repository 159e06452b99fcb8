/* SPDX-License-Identifier: Apache-2.0 */
#include "http/layers.h"
#include "http/uri.h"
#include "http/wms.h"
#include "http/xml.h"

#include <stdio.h>
#include <string.h>

/* About the size of a legend of five classes. */
#define LEGEND_WIDTH  280
#define LEGEND_HEIGHT 160

/* One document under way. */
struct writing {
	struct gw_xml *xml;
	const char *base;
	enum gw_ows version;
};

static bool is_130(const struct writing *w)
{
	return w->version == GW_WMS_130;
}

static void write_link(const struct writing *w, const char *url)
{
	gw_xml_open(w->xml, "OnlineResource");
	gw_xml_attribute(w->xml, "xmlns:xlink", "http://www.w3.org/1999/xlink");
	gw_xml_attribute(w->xml, "xlink:type", "simple");
	gw_xml_attribute(w->xml, "xlink:href", "%s", url);
	gw_xml_close(w->xml);
}

static void write_service_link(const struct writing *w, const char *query)
{
	char url[512];

	snprintf(url, sizeof url, "%s/wms%s", w->base, query);
	write_link(w, url);
}

static void write_service(const struct writing *w)
{
	struct gw_xml *xml = w->xml;

	gw_xml_open(xml, "Service");
	gw_xml_element(xml, "Name", is_130(w) ? "WMS" : "OGC:WMS");
	gw_xml_element(xml, "Title", "%s", GW_LAYERS_TITLE);
	gw_xml_element(xml, "Abstract", "%s", GW_LAYERS_ABSTRACT);
	write_service_link(w, "");
	gw_xml_element(xml, "Fees", "none");
	gw_xml_element(xml, "AccessConstraints", "%s", GW_LAYERS_ACCESS);
	if (is_130(w)) {
		gw_xml_element(xml, "LayerLimit", "%d", GW_WMS_LAYERS_MAX);
		gw_xml_element(xml, "MaxWidth", "%d", GW_PANE_SIDE_MAX);
		gw_xml_element(xml, "MaxHeight", "%d", GW_PANE_SIDE_MAX);
	}
	gw_xml_close(xml);
}

static void write_operation(
	const struct writing *w, const char *name, const char *const *formats, size_t n)
{
	struct gw_xml *xml = w->xml;
	size_t i;

	gw_xml_open(xml, name);
	for (i = 0; i < n; i++)
		gw_xml_element(xml, "Format", "%s", formats[i]);
	gw_xml_open(xml, "DCPType");
	gw_xml_open(xml, "HTTP");
	gw_xml_open(xml, "Get");
	write_service_link(w, "?");
	gw_xml_close(xml);
	gw_xml_close(xml);
	gw_xml_close(xml);
	gw_xml_close(xml);
}

static void write_operations(const struct writing *w)
{
	static const char *const documents[] = {"text/xml", "application/vnd.ogc.wms_xml"};
	static const char *const pictures[] = {"image/png", "image/png; mode=8bit"};
	static const char *const answers[] = {"application/json", "text/plain"};
	struct gw_xml *xml = w->xml;

	gw_xml_open(xml, "Request");
	write_operation(w, "GetCapabilities", &documents[is_130(w) ? 0 : 1], 1);
	write_operation(w, "GetMap", pictures, 2);
	write_operation(w, "GetFeatureInfo", answers, 2);
	gw_xml_close(xml);
	gw_xml_open(xml, "Exception");
	gw_xml_element(xml, "Format", is_130(w) ? "XML" : "application/vnd.ogc.se_xml");
	gw_xml_close(xml);
}

static void write_systems(const struct writing *w)
{
	const struct gw_wms_crs *crs;

	for (crs = gw_wms_crs; crs->name; crs++)
		if (crs->is_listed)
			gw_xml_element(w->xml, is_130(w) ? "CRS" : "SRS", "%s", crs->name);
}

static void write_geographic_box(const struct writing *w, struct gw_bbox box)
{
	const double sides[] = {gw_degrees(box.min.lon), gw_degrees(box.max.lon),
		gw_degrees(box.min.lat), gw_degrees(box.max.lat)};
	static const char *const names[] = {"westBoundLongitude", "eastBoundLongitude",
		"southBoundLatitude", "northBoundLatitude"};
	struct gw_xml *xml = w->xml;
	size_t i;

	if (is_130(w)) {
		gw_xml_open(xml, "EX_GeographicBoundingBox");
		for (i = 0; i < 4; i++)
			gw_xml_element(xml, names[i], "%.7f", sides[i]);
	} else {
		gw_xml_open(xml, "LatLonBoundingBox");
		gw_xml_attribute(xml, "minx", "%.7f", sides[0]);
		gw_xml_attribute(xml, "miny", "%.7f", sides[2]);
		gw_xml_attribute(xml, "maxx", "%.7f", sides[1]);
		gw_xml_attribute(xml, "maxy", "%.7f", sides[3]);
	}
	gw_xml_close(xml);
}

/* In the CRS's own order of axes. */
static void write_box(const struct writing *w, const struct gw_wms_crs *crs, struct gw_bbox box)
{
	struct gw_world_box square = gw_layers_square(box);
	double s[] = {square.min.x, square.max.y, square.max.x, square.min.y};
	bool lat_first = crs->lat_first && is_130(w);
	unsigned i;

	for (i = 0; i < 4; i++)
		s[i] = (i % 2 ? 0.5 - s[i] : s[i] - 0.5) * 2 * GW_MERCATOR_HALF;
	if (crs->in_degrees) {
		s[0] = gw_degrees(box.min.lon);
		s[1] = gw_degrees(box.min.lat);
		s[2] = gw_degrees(box.max.lon);
		s[3] = gw_degrees(box.max.lat);
	}
	gw_xml_open(w->xml, "BoundingBox");
	gw_xml_attribute(w->xml, is_130(w) ? "CRS" : "SRS", "%s", crs->name);
	gw_xml_attribute(w->xml, "minx", "%.7f", s[lat_first]);
	gw_xml_attribute(w->xml, "miny", "%.7f", s[!lat_first]);
	gw_xml_attribute(w->xml, "maxx", "%.7f", s[2 + lat_first]);
	gw_xml_attribute(w->xml, "maxy", "%.7f", s[2 + !lat_first]);
	gw_xml_close(w->xml);
}

static void write_boxes(const struct writing *w, struct gw_bbox box)
{
	const struct gw_wms_crs *crs;

	if (gw_bbox_is_empty(box))
		return;
	write_geographic_box(w, box);
	for (crs = gw_wms_crs; crs->name; crs++)
		if (crs->is_listed)
			write_box(w, crs, box);
}

static void write_time(const struct writing *w, const struct gw_layer_entry *entry)
{
	struct gw_xml *xml = w->xml;
	char month[GW_TIME_TEXT_MAX];
	size_t i;

	if (!entry->num_months)
		return;
	gw_xml_open(xml, "Dimension");
	gw_xml_attribute(xml, "name", "time");
	gw_xml_attribute(xml, "units", "ISO8601");
	if (!is_130(w)) {
		gw_xml_close(xml);
		gw_xml_open(xml, "Extent");
		gw_xml_attribute(xml, "name", "time");
	}
	gw_xml_attribute(
		xml, "default", "%s", gw_month_format(entry->months[entry->num_months - 1], month));
	gw_xml_attribute(xml, "nearestValue", "0");
	for (i = 0; i < entry->num_months; i++)
		gw_xml_text(xml, "%s%s", i ? "," : "", gw_month_format(entry->months[i], month));
	gw_xml_close(xml);
}

static void write_style(const struct writing *w, const struct gw_layer_entry *entry)
{
	struct gw_xml *xml = w->xml;
	struct gw_buf url;

	gw_buf_init(&url, (size_t)1 << 12);
	gw_layer_legend_url(&url, w->base, entry);
	gw_xml_open(xml, "Style");
	gw_xml_element(xml, "Name", "default");
	gw_xml_element(xml, "Title", "default");
	gw_xml_open(xml, "LegendURL");
	if (!is_130(w)) { /* obliged to say how large it is, which is not known before it is drawn
			   */
		gw_xml_attribute(xml, "width", "%d", LEGEND_WIDTH);
		gw_xml_attribute(xml, "height", "%d", LEGEND_HEIGHT);
	}
	gw_xml_element(xml, "Format", "image/png");
	write_link(w, gw_buf_cstr(&url));
	gw_xml_close(xml);
	gw_xml_close(xml);
	gw_buf_finish(&url);
}

static enum gw_status write_layer(
	void *context, const struct gw_layer_entry *entry, struct gw_error *err)
{
	const struct writing *w = context;
	struct gw_xml *xml = w->xml;

	gw_xml_open(xml, "Layer");
	gw_xml_attribute(xml, "queryable", "1");
	gw_xml_attribute(xml, "opaque", "0");
	gw_xml_element(xml, "Name", "%s", entry->name);
	gw_xml_element(xml, "Title", "%s", entry->title);
	gw_xml_element(xml, "Abstract", "%s", entry->abstract);
	write_boxes(w, entry->box);
	write_time(w, entry);
	write_style(w, entry);
	gw_xml_close(xml);
	return GW_OK;
}

static void open_root(const struct writing *w)
{
	struct gw_xml *xml = w->xml;

	if (is_130(w)) {
		gw_xml_open(xml, "WMS_Capabilities");
		gw_xml_attribute(xml, "version", "1.3.0");
		gw_xml_attribute(xml, "xmlns", "http://www.opengis.net/wms");
		gw_xml_attribute(xml, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
		gw_xml_attribute(xml, "xsi:schemaLocation",
			"http://www.opengis.net/wms "
			"http://schemas.opengis.net/wms/1.3.0/capabilities_1_3_0.xsd");
	} else {
		gw_xml_doctype(xml, "WMT_MS_Capabilities",
			"http://schemas.opengis.net/wms/1.1.1/WMS_MS_Capabilities.dtd");
		gw_xml_open(xml, "WMT_MS_Capabilities");
		gw_xml_attribute(xml, "version", "1.1.1");
	}
}

enum gw_status gw_wms_capabilities(const struct gw_site *site, const struct gw_request *request,
	enum gw_ows version, struct gw_reply *reply, struct gw_fault *fault)
{
	struct gw_xml xml;
	struct writing w = {&xml, request->base, version};
	struct gw_error *err = &fault->problem.error;
	enum gw_status st, finished;

	if (!request->base)
		return gw_fault_at(fault, NULL, "", "the Host header is missing, or names no host");
	gw_xml_init(&xml, &reply->body);
	open_root(&w);
	write_service(&w);
	gw_xml_open(&xml, "Capability");
	write_operations(&w);
	gw_xml_open(&xml, "Layer");
	gw_xml_element(&xml, "Title", "%s", GW_LAYERS_TITLE);
	write_systems(&w);
	st = gw_layers_visit(site, request, write_layer, &w, err);
	finished = gw_xml_finish(&xml, st ? NULL : err);
	st = st ? st : finished;
	reply->type = version == GW_WMS_130 ? "text/xml" : "application/vnd.ogc.wms_xml";
	return st ? gw_problem_from(&fault->problem, st) : GW_OK;
}
