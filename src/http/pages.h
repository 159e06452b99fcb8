/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_PAGES_H
#define GW_HTTP_PAGES_H

#include "base/buf.h"
#include "base/error.h"

/*
 * The map page's files, read once and kept: a request's path is looked up in a table and never
 * leads to a file. Immutable.
 */
struct gw_pages;

struct gw_page {
	const char *path; /* of the URL */
	const char *type;
	struct gw_buf contents;
};

/*
 * Reads the files from the page's folder and Leaflet's. With web_dir NULL there is no page, and
 * nothing is read. GW_ENOTFOUND and GW_EIO name the file.
 */
enum gw_status gw_pages_create(
	struct gw_pages **out, const char *web_dir, const char *leaflet_dir, struct gw_error *err);
void gw_pages_destroy(struct gw_pages *pages);

/* The page at a URL's decoded path, or NULL. pages may be NULL. */
const struct gw_page *gw_pages_find(const struct gw_pages *pages, const char *path);

#endif
