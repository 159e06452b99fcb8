/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_API_H
#define GW_HTTP_API_H

#include "http/request.h"

/* The handlers, one file a resource; router.c says which path is whose. */

gw_handler gw_api_divisions; /* GET /v1/divisions */
gw_handler gw_api_events; /* GET /v1/events: what happens, as it does */
gw_handler gw_api_health; /* GET /healthz: whether it lives */
gw_handler gw_api_ready; /* GET /healthz/ready: whether it should be sent requests */
gw_handler gw_api_locate; /* GET /v1/locate: one point, in the query */
gw_handler gw_api_locate_many; /* POST /v1/locate: many, in a JSON body */
gw_handler gw_api_me; /* GET /v1/me: the caller's own role */
gw_handler gw_api_metrics; /* GET /metrics */
gw_handler gw_api_maps; /* GET /v1/maps: which there are, of which months */
gw_handler gw_api_ogc; /* GET /ogc: OGC API, and what it leads to */
gw_handler gw_api_ogc_api; /* GET /ogc/api: OpenAPI */
gw_handler gw_api_ogc_collection; /* GET /ogc/collections/{id} */
gw_handler gw_api_ogc_collections; /* GET /ogc/collections */
gw_handler gw_api_ogc_conformance; /* GET /ogc/conformance */
gw_handler gw_api_ogc_item; /* GET /ogc/collections/{id}/items/{feature} */
gw_handler gw_api_ogc_items; /* GET /ogc/collections/{id}/items */
gw_handler gw_api_ogc_map_tile; /* GET /ogc/collections/{id}/map/tiles/{set}/{z}/{row}/{column} */
gw_handler gw_api_ogc_map_tilesets; /* GET /ogc/collections/{id}/map/tiles, .../{set} */
gw_handler gw_api_ogc_matrix_set; /* GET /ogc/tileMatrixSets/WebMercatorQuad */
gw_handler gw_api_ogc_matrix_sets; /* GET /ogc/tileMatrixSets */
gw_handler gw_api_ogc_report; /* GET /ogc/collections/reports/items/{id} */
gw_handler gw_api_ogc_reports; /* GET /ogc/collections/reports/items */
gw_handler gw_api_ogc_tile; /* GET /ogc/collections/{id}/tiles/{set}/{z}/{row}/{column} */
gw_handler gw_api_ogc_tilesets; /* GET /ogc/collections/{id}/tiles, .../{set} */
gw_handler gw_api_page; /* GET / and the files of the map page */
gw_handler gw_api_report; /* GET /v1/reports/{id} */
gw_handler gw_api_reports; /* GET /v1/reports: a list, newest first */
gw_handler gw_api_reports_post; /* POST /v1/reports: one or many */
gw_handler gw_api_reports_step; /* POST /v1/reports/{id}/steps */
gw_handler gw_api_tile; /* GET /tiles/{map}/{z}/{x}/{y}.png, ...@2x.png, ...mvt */
gw_handler gw_api_tilejson; /* GET /tiles/{map}.json and .mvt.json */
gw_handler gw_api_unit; /* GET /v1/units/{scheme}/{level}/{code}: with its last months */
gw_handler gw_api_units; /* GET /v1/units: found by what they are of, and by their names */
gw_handler gw_api_wms; /* GET /wms?SERVICE=WMS&... */
gw_handler gw_api_wmts; /* GET /wmts?SERVICE=WMTS&... */
gw_handler gw_api_wmts_capabilities; /* GET /wmts/1.0.0/WMTSCapabilities.xml */
gw_handler gw_api_wmts_tile; /* GET /wmts/{layer}/{style}/{time}/{set}/{matrix}/{row}/{col}.png */

/* The zoom levels of tiles end where a pixel is some 15 cm wide at the equator. */
#define GW_API_ZOOM_MAX 20

#endif
