/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_XML_H
#define GW_HTTP_XML_H

#include "base/buf.h"
#include "base/error.h"

struct _xmlTextWriter;

/*
 * An XML document under way. Texts are UTF-8, and escaped; what XML has no place for, such as
 * control characters, becomes U+FFFD. Failures are kept for gw_xml_finish().
 */
struct gw_xml {
	struct _xmlTextWriter *writer;
	struct gw_buf *out;
	struct gw_buf scratch;
	bool failed;
};

/* Begins a document at the end of out, which must outlive it. Finish in any case. */
void gw_xml_init(struct gw_xml *xml, struct gw_buf *out);

/* <!DOCTYPE name SYSTEM "system">, before the first element. */
void gw_xml_doctype(struct gw_xml *xml, const char *name, const char *system);

void gw_xml_open(struct gw_xml *xml, const char *name);
void gw_xml_close(struct gw_xml *xml);

/* Of the element just opened. */
void gw_xml_attribute(struct gw_xml *xml, const char *name, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void gw_xml_text(struct gw_xml *xml, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A whole element of a text. */
void gw_xml_element(struct gw_xml *xml, const char *name, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Closes what is open. GW_ENOMEM, also past out's maximum. */
enum gw_status gw_xml_finish(struct gw_xml *xml, struct gw_error *err);

#endif
