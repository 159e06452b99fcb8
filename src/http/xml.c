/* SPDX-License-Identifier: Apache-2.0 */
#include "http/xml.h"

#include "base/utf8.h"

#include <libxml/xmlwriter.h>
#include <stdarg.h>
#include <stdio.h>

#define TEXT_MAX ((size_t)1 << 16)

static int append(void *context, const char *bytes, int n)
{
	gw_buf_append(context, bytes, (size_t)n); /* libxml2 would print what failed */
	return n;
}

static int leave(void *context)
{
	return 0;
}

static void note(struct gw_xml *xml, int written)
{
	xml->failed |= written < 0;
}

static const xmlChar *as_xml(const char *text)
{
	return (const xmlChar *)text;
}

void gw_xml_init(struct gw_xml *xml, struct gw_buf *out)
{
	xmlOutputBufferPtr buffer = xmlOutputBufferCreateIO(append, leave, out, NULL);

	*xml = (struct gw_xml){.out = out};
	gw_buf_init(&xml->scratch, TEXT_MAX);
	if (buffer)
		xml->writer = xmlNewTextWriter(buffer);
	if (!xml->writer) {
		xml->failed = true;
		if (buffer)
			xmlOutputBufferClose(buffer);
		return;
	}
	note(xml, xmlTextWriterSetIndent(xml->writer, 1));
	note(xml, xmlTextWriterStartDocument(xml->writer, NULL, "UTF-8", NULL));
}

void gw_xml_doctype(struct gw_xml *xml, const char *name, const char *system)
{
	if (!xml->failed)
		note(xml,
			xmlTextWriterWriteDTD(
				xml->writer, as_xml(name), NULL, as_xml(system), NULL));
}

void gw_xml_open(struct gw_xml *xml, const char *name)
{
	if (!xml->failed)
		note(xml, xmlTextWriterStartElement(xml->writer, as_xml(name)));
}

void gw_xml_close(struct gw_xml *xml)
{
	if (!xml->failed)
		note(xml, xmlTextWriterEndElement(xml->writer));
}

/* Whether XML 1.0 may hold the character of len bytes (production 2). */
static bool is_char(const char *text, size_t len)
{
	unsigned char c = (unsigned char)*text;

	if (len == 1)
		return c >= 0x20 || c == '\t' || c == '\n' || c == '\r';
	return len &&
		!(len == 3 &&
			(!memcmp(text, "\xef\xbf\xbe", 3) || !memcmp(text, "\xef\xbf\xbf", 3)));
}

/* The text made fit for XML, in the scratch buffer; NULL after a failure. */
static const xmlChar *set_text(struct gw_xml *xml, const char *format, va_list ap)
{
	char *raw = NULL;
	int n = vasprintf(&raw, format, ap), i;
	const char *text;

	gw_buf_clear(&xml->scratch);
	for (i = 0; i < n;) {
		size_t len = gw_utf8_step(raw + i, (size_t)(n - i));

		if (is_char(raw + i, len))
			gw_buf_append(&xml->scratch, raw + i, len);
		else
			gw_buf_puts(&xml->scratch, "\xef\xbf\xbd");
		i += len ? (int)len : 1;
	}
	text = n < 0 ? NULL : gw_buf_cstr(&xml->scratch);
	if (n >= 0)
		free(raw);
	xml->failed |= !text;
	return as_xml(text);
}

void gw_xml_attribute(struct gw_xml *xml, const char *name, const char *format, ...)
{
	const xmlChar *text;
	va_list ap;

	va_start(ap, format);
	text = set_text(xml, format, ap);
	va_end(ap);
	if (!xml->failed)
		note(xml, xmlTextWriterWriteAttribute(xml->writer, as_xml(name), text));
}

void gw_xml_text(struct gw_xml *xml, const char *format, ...)
{
	const xmlChar *text;
	va_list ap;

	va_start(ap, format);
	text = set_text(xml, format, ap);
	va_end(ap);
	if (!xml->failed)
		note(xml, xmlTextWriterWriteString(xml->writer, text));
}

void gw_xml_element(struct gw_xml *xml, const char *name, const char *format, ...)
{
	const xmlChar *text;
	va_list ap;

	va_start(ap, format);
	text = set_text(xml, format, ap);
	va_end(ap);
	if (!xml->failed)
		note(xml, xmlTextWriterWriteElement(xml->writer, as_xml(name), text));
}

enum gw_status gw_xml_finish(struct gw_xml *xml, struct gw_error *err)
{
	if (!xml->failed)
		note(xml, xmlTextWriterEndDocument(xml->writer));
	if (xml->writer)
		xmlFreeTextWriter(xml->writer);
	gw_buf_finish(&xml->scratch);
	return xml->failed || !gw_buf_ok(xml->out) ? gw_fail_nomem(err) : GW_OK;
}
