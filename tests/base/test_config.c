/* SPDX-License-Identifier: Apache-2.0 */
#include "base/config.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* A temporary file of that text, read. */
static enum gw_status read_bytes(
	const char *text, size_t len, struct gw_config **out, struct gw_error *err)
{
	char path[] = "/tmp/gw-config-XXXXXX";
	int fd = mkstemp(path);
	enum gw_status st;

	assert_true(fd >= 0);
	assert_int_equal(gw_fd_write(fd, text, len, NULL), GW_OK);
	close(fd);
	st = gw_config_read(out, path, "server", err);
	unlink(path);
	return st;
}

static struct gw_config *expect_read(const char *text)
{
	struct gw_config *config = NULL;
	struct gw_error err;

	if (read_bytes(text, strlen(text), &config, &err))
		fail_msg("%s", err.text);
	return config;
}

static void expect_fault(const char *text, const char *wanted)
{
	struct gw_config *config;
	struct gw_error err;

	assert_int_equal(read_bytes(text, strlen(text), &config, &err), GW_EINVAL);
	if (!strstr(err.text, wanted))
		fail_msg("\"%s\" does not say %s", err.text, wanted);
	assert_non_null(strstr(err.text, "/tmp/gw-config-"));
}

static void keys_and_values_come_in_the_files_order(void **state)
{
	struct gw_config *c = expect_read("# of a city\n\n[server]\nlisten = [::1]:80 \n"
					  "  # comment = 1\nweb=/srv/a=b\r\nempty =\n");

	assert_int_equal(c->n, 3);
	assert_string_equal(c->items[0].key, "listen");
	assert_string_equal(c->items[0].value, "[::1]:80");
	assert_string_equal(c->items[1].key, "web");
	assert_string_equal(c->items[1].value, "/srv/a=b");
	assert_string_equal(c->items[2].value, "");
	gw_config_destroy(c);
}

static void a_file_may_be_empty(void **state)
{
	static const char *const texts[] = {"", "\n", "# nothing\n", "[server]\n"};
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct gw_config *c = expect_read(texts[i]);

		assert_int_equal(c->n, 0);
		gw_config_destroy(c);
	}
}

static void what_is_wrong_is_named(void **state)
{
	expect_fault("[sever]\nlisten = 1\n", "[sever]");
	expect_fault("[server]\na = 1\n[more]\n", "[more]");
	expect_fault("listen = 1\n", "group");
	expect_fault("[server]\nlisten\n", "listen");
	expect_fault("[server]\na = \\q\n", "a");
	expect_fault("[server]\na = \xff\n", "UTF-8");
}

static void a_key_stands_once_only(void **state)
{
	expect_fault(
		"[server]\nanonymous = public\n\nanonymous=admin\n", "line 2 and again in line 4");
	expect_fault("[server]\na = 1\n[server]\na = 2\n", "line 2 and again in line 4");
}

static void what_is_no_text_is_refused(void **state)
{
	static const char text[] = "[server]\na = 1\0\nb = 2\n";
	struct gw_config *config;
	struct gw_error err;

	assert_int_equal(read_bytes(text, sizeof text - 1, &config, &err), GW_EINVAL);
	assert_non_null(strstr(err.text, "NUL"));
}

static void a_missing_file_is_named(void **state)
{
	struct gw_config *config;
	struct gw_error err;

	assert_int_equal(
		gw_config_read(&config, "/tmp/there/is/none.conf", "server", &err), GW_ENOTFOUND);
	assert_non_null(strstr(err.text, "/tmp/there/is/none.conf"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_and_values_come_in_the_files_order),
		cmocka_unit_test(a_file_may_be_empty),
		cmocka_unit_test(what_is_wrong_is_named),
		cmocka_unit_test(a_key_stands_once_only),
		cmocka_unit_test(what_is_no_text_is_refused),
		cmocka_unit_test(a_missing_file_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
