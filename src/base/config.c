/* SPDX-License-Identifier: Apache-2.0 */
#include "base/config.h"

#include "base/buf.h"
#include "base/file.h"

#include <glib.h>
#include <stdlib.h>

#define FILE_MAX ((size_t)1 << 20)

/*
 * GLib lets a later line win over an earlier one of the same key, and takes two sections of one
 * name for one: a setting of security must not be lost that way. The first line's number of the
 * two, or 0.
 */
static size_t find_twin(const char *text, const char *key, size_t *second)
{
	size_t line = 1, first = 0, len = strlen(key);

	for (; *text; line++) {
		const char *at = text + strspn(text, " \t");
		const char *behind = at + len;

		if (!strncmp(at, key, len) && behind[strspn(behind, " \t")] == '=') {
			if (first) {
				*second = line;
				return first;
			}
			first = line;
		}
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return 0;
}

static enum gw_status check_sections(
	GKeyFile *file, const char *path, const char *section, struct gw_error *err)
{
	char **groups = g_key_file_get_groups(file, NULL);
	enum gw_status st = GW_OK;
	size_t i;

	for (i = 0; !st && groups[i]; i++)
		if (strcmp(groups[i], section) != 0)
			st = gw_fail(err, GW_EINVAL, "%s: there is no section [%.60s], only [%s]",
				path, groups[i], section);
	g_strfreev(groups);
	return st;
}

static enum gw_status take_items(struct gw_config *config, GKeyFile *file, const char *text,
	const char *path, const char *section, struct gw_error *err)
{
	char **keys = g_key_file_get_keys(file, section, &config->n, NULL);
	enum gw_status st = GW_OK;
	size_t i, first, second;

	if (!keys) {
		config->n = 0;
		return GW_OK;
	}
	config->items = g_new0(struct gw_config_item, config->n + 1);
	for (i = 0; !st && keys[i]; i++) {
		GError *why = NULL;

		config->items[i].key = g_strdup(keys[i]);
		config->items[i].value = g_key_file_get_string(file, section, keys[i], &why);
		if (config->items[i].value)
			g_strchomp((char *)config->items[i].value); /* blanks, a CR */
		if (why)
			st = gw_fail(err, GW_EINVAL, "%s: %s: %s", path, keys[i], why->message);
		g_clear_error(&why);
		first = find_twin(text, keys[i], &second);
		if (!st && first)
			st = gw_fail(err, GW_EINVAL,
				"%s: %s stands in line %zu and again in line %zu", path, keys[i],
				first, second);
	}
	g_strfreev(keys);
	return st;
}

enum gw_status gw_config_read(
	struct gw_config **out, const char *path, const char *section, struct gw_error *err)
{
	struct gw_config *config = g_new0(struct gw_config, 1);
	GKeyFile *file = g_key_file_new();
	GError *why = NULL;
	struct gw_buf text;
	enum gw_status st;

	gw_buf_init(&text, FILE_MAX);
	st = gw_file_read(&text, path, err);
	if (!st && memchr(text.data, '\0', text.len))
		st = gw_fail(err, GW_EINVAL, "%s: it has a NUL byte: this is no text", path);
	if (!st && !gw_buf_cstr(&text))
		st = gw_fail_nomem(err);
	if (!st && text.len &&
		!g_key_file_load_from_data(file, text.data, text.len, G_KEY_FILE_NONE, &why))
		st = gw_fail(err, GW_EINVAL, "%s: %s", path, why->message);
	g_clear_error(&why);
	if (!st)
		st = check_sections(file, path, section, err);
	if (!st)
		st = take_items(config, file, gw_buf_cstr(&text), path, section, err);
	if (st)
		gw_config_destroy(config);
	else
		*out = config;
	g_key_file_free(file);
	gw_buf_finish(&text);
	return st;
}

void gw_config_destroy(struct gw_config *config)
{
	size_t i;

	if (!config)
		return;
	for (i = 0; i < config->n && config->items; i++) {
		g_free((char *)config->items[i].key);
		g_free((char *)config->items[i].value);
	}
	g_free(config->items);
	g_free(config);
}
