/* SPDX-License-Identifier: Apache-2.0 */
#include "http/xml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

static void expect_written(struct gw_xml *xml, struct gw_buf *out, const char *wanted)
{
	assert_int_equal(gw_xml_finish(xml, NULL), GW_OK);
	assert_string_equal(gw_buf_cstr(out), wanted);
	gw_buf_finish(out);
}

static void elements_attributes_and_texts_nest(void **state)
{
	struct gw_xml xml;
	struct gw_buf out;

	(void)state;
	gw_buf_init(&out, 4096);
	gw_xml_init(&xml, &out);
	gw_xml_open(&xml, "a");
	gw_xml_attribute(&xml, "n", "%d", 7);
	gw_xml_element(&xml, "b", "x%s", "y");
	gw_xml_open(&xml, "c");
	gw_xml_text(&xml, "one");
	gw_xml_text(&xml, ",two");
	gw_xml_close(&xml);
	expect_written(&xml, &out, HEAD "<a n=\"7\">\n <b>xy</b>\n <c>one,two</c>\n</a>\n");
}

static void what_xml_means_otherwise_is_escaped(void **state)
{
	struct gw_xml xml;
	struct gw_buf out;

	(void)state;
	gw_buf_init(&out, 4096);
	gw_xml_init(&xml, &out);
	gw_xml_open(&xml, "a");
	gw_xml_attribute(&xml, "n", "\"<&>'");
	gw_xml_text(&xml, "%s", "</a>&amp;");
	expect_written(&xml, &out, HEAD "<a n=\"&quot;&lt;&amp;&gt;'\">&lt;/a&gt;&amp;amp;</a>\n");
}

/* A control character, half a character, and the two that Unicode keeps out. */
static void what_xml_has_no_place_for_is_replaced(void **state)
{
	struct gw_xml xml;
	struct gw_buf out;

	(void)state;
	gw_buf_init(&out, 4096);
	gw_xml_init(&xml, &out);
	gw_xml_element(&xml, "a", "%s", "1\x01\xe4\xbd-\xef\xbf\xbf\xe4\xbd\xa0");
	expect_written(&xml, &out,
		HEAD "<a>1\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd-\xef\xbf\xbd\xe4\xbd\xa0</a>\n");
}

static void a_document_past_the_maximum_fails(void **state)
{
	struct gw_error err;
	struct gw_xml xml;
	struct gw_buf out;
	int i;

	(void)state;
	gw_buf_init(&out, 64);
	gw_xml_init(&xml, &out);
	gw_xml_open(&xml, "a");
	for (i = 0; i < 10000; i++)
		gw_xml_element(&xml, "b", "c");
	assert_int_equal(gw_xml_finish(&xml, &err), GW_ENOMEM);
	gw_buf_finish(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(elements_attributes_and_texts_nest),
		cmocka_unit_test(what_xml_means_otherwise_is_escaped),
		cmocka_unit_test(what_xml_has_no_place_for_is_replaced),
		cmocka_unit_test(a_document_past_the_maximum_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
