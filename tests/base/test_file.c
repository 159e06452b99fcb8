/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "base/file.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* A folder of its own for each test, gone after it. */
struct place {
	char folder[64];
	char path[96];
};

static int make_place(void **state)
{
	struct place *place = calloc(1, sizeof *place);

	if (!place)
		return -1;
	strcpy(place->folder, "/tmp/gridward-test-file-XXXXXX");
	if (!mkdtemp(place->folder))
		return -1;
	snprintf(place->path, sizeof place->path, "%s/map.png", place->folder);
	*state = place;
	return 0;
}

static int remove_place(void **state)
{
	struct place *place = *state;

	unlink(place->path);
	rmdir(place->folder);
	free(place);
	return 0;
}

static int entries_in(const char *folder)
{
	DIR *dir = opendir(folder);
	int n = 0;

	assert_non_null(dir);
	while (readdir(dir))
		n++;
	closedir(dir);
	return n - 2; /* . and .. */
}

static void expect_file(const char *path, const char *wanted)
{
	struct gw_error err;
	struct gw_buf buf;

	gw_buf_init(&buf, 1 << 20);
	if (gw_file_read(&buf, path, &err))
		fail_msg("%s", err.text);
	assert_string_equal(gw_buf_cstr(&buf), wanted);
	gw_buf_finish(&buf);
}

static void a_file_is_written_replaced_and_leaves_nothing_beside_it(void **state)
{
	const struct place *place = *state;

	assert_int_equal(gw_file_replace(place->path, "first", 5, NULL), GW_OK);
	expect_file(place->path, "first");
	assert_int_equal(gw_file_replace(place->path, "second one", 10, NULL), GW_OK);
	expect_file(place->path, "second one");
	assert_int_equal(gw_file_replace(place->path, NULL, 0, NULL), GW_OK);
	expect_file(place->path, "");
	assert_int_equal(entries_in(place->folder), 1);
}

static void a_new_file_has_the_mode_the_umask_leaves(void **state)
{
	const struct place *place = *state;
	mode_t before = umask(027);
	struct stat st;

	assert_int_equal(gw_file_replace(place->path, "x", 1, NULL), GW_OK);
	assert_int_equal(umask(before), 027);
	assert_int_equal(stat(place->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
}

static void a_reader_keeps_the_old_contents_while_the_file_is_replaced(void **state)
{
	const struct place *place = *state;
	char text[8] = "";
	FILE *old;

	assert_int_equal(gw_file_replace(place->path, "old", 3, NULL), GW_OK);
	old = fopen(place->path, "r");
	assert_non_null(old);
	assert_int_equal(gw_file_replace(place->path, "newer", 5, NULL), GW_OK);
	assert_int_equal(fread(text, 1, 7, old), 3);
	assert_string_equal(text, "old");
	fclose(old);
}

static void a_write_that_fails_names_the_path_and_leaves_no_trace(void **state)
{
	const struct place *place = *state;
	struct gw_error err = {0};
	char path[128];

	snprintf(path, sizeof path, "%s/none/map.png", place->folder);
	assert_int_equal(gw_file_replace(path, "x", 1, &err), GW_EIO);
	assert_int_equal(err.code, GW_EIO);
	assert_non_null(strstr(err.text, path));
	assert_int_equal(mkdir(place->path, 0700), 0);
	assert_int_equal(
		gw_file_replace(place->path, "x", 1, &err), GW_EIO); /* a folder is there */
	assert_int_equal(rmdir(place->path), 0);
	assert_int_equal(entries_in(place->folder), 0);
}

static void a_file_that_fits_is_read_whatever_the_room_left(void **state)
{
	static const size_t sizes[] = {0, 1, 255, 256, 65535, 65536, 65537, 200000};
	const struct place *place = *state;
	char *bytes = calloc(1, 200000);
	struct gw_error err;
	struct gw_buf buf;
	size_t i, j;

	assert_non_null(bytes);
	for (j = 0; j < 200000; j++)
		bytes[j] = (char)(j * 7 % 253);
	for (i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		assert_int_equal(gw_file_replace(place->path, bytes, sizes[i], NULL), GW_OK);
		gw_buf_init(&buf, sizes[i]); /* no room to spare */
		if (gw_file_read(&buf, place->path, &err))
			fail_msg("%zu bytes: %s", sizes[i], err.text);
		assert_int_equal(buf.len, sizes[i]);
		if (sizes[i])
			assert_memory_equal(buf.data, bytes, sizes[i]);
		gw_buf_finish(&buf);
	}
	free(bytes);
}

static void a_file_one_byte_too_long_is_refused_by_name(void **state)
{
	const struct place *place = *state;
	struct gw_error err = {0};
	struct gw_buf buf;

	assert_int_equal(gw_file_replace(place->path, "12345", 5, NULL), GW_OK);
	gw_buf_init(&buf, 4);
	assert_int_equal(gw_file_read(&buf, place->path, &err), GW_ENOMEM);
	assert_non_null(strstr(err.text, place->path));
	assert_non_null(strstr(err.text, "larger than the 4 bytes"));
	assert_false(gw_buf_ok(&buf));
	gw_buf_finish(&buf);
}

static void reading_appends(void **state)
{
	const struct place *place = *state;
	struct gw_buf buf;

	assert_int_equal(gw_file_replace(place->path, "world", 5, NULL), GW_OK);
	gw_buf_init(&buf, 11);
	gw_buf_puts(&buf, "hello ");
	assert_int_equal(gw_file_read(&buf, place->path, NULL), GW_OK);
	assert_string_equal(gw_buf_cstr(&buf), "hello world");
	gw_buf_finish(&buf);
}

static void a_missing_file_is_not_found_and_a_folder_is_no_file(void **state)
{
	const struct place *place = *state;
	struct gw_error err = {0};
	struct gw_buf buf;

	gw_buf_init(&buf, 100);
	assert_int_equal(gw_file_read(&buf, place->path, &err), GW_ENOTFOUND);
	assert_non_null(strstr(err.text, place->path));
	assert_int_equal(gw_file_read(&buf, place->folder, &err), GW_EIO);
	assert_non_null(strstr(err.text, place->folder));
	gw_buf_finish(&buf);
}

#define in_a_place(test) cmocka_unit_test_setup_teardown(test, make_place, remove_place)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_place(a_file_is_written_replaced_and_leaves_nothing_beside_it),
		in_a_place(a_new_file_has_the_mode_the_umask_leaves),
		in_a_place(a_reader_keeps_the_old_contents_while_the_file_is_replaced),
		in_a_place(a_write_that_fails_names_the_path_and_leaves_no_trace),
		in_a_place(a_file_that_fits_is_read_whatever_the_room_left),
		in_a_place(a_file_one_byte_too_long_is_refused_by_name),
		in_a_place(reading_appends),
		in_a_place(a_missing_file_is_not_found_and_a_folder_is_no_file),
	};

	return cmocka_run_group_tests_name("base/file", tests, NULL, NULL);
}
