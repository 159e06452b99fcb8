/* SPDX-License-Identifier: Apache-2.0 */
#include "http/audit.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* A note on its way, its texts behind it. */
struct entry {
	struct gw_write write;
	struct gw_access_note note;
	char texts[];
};

static enum gw_status run(
	struct gw_write *write, const struct gw_writing *writing, struct gw_error *err)
{
	struct entry *entry = (struct entry *)((char *)write - offsetof(struct entry, write));

	return gw_store_log_access(writing->store, &entry->note, err);
}

static void done(struct gw_write *write)
{
	free((char *)write - offsetof(struct entry, write));
}

/* Copies text to where *to points, which moves on; returns the copy. */
static const char *put(char **to, const char *text)
{
	size_t size = strlen(text) + 1;
	const char *copy = memcpy(*to, text, size);

	*to += size;
	return copy;
}

enum gw_status gw_audit_note(
	struct gw_writer *writer, const struct gw_access_note *note, struct gw_error *err)
{
	const char *const texts[] = {note->address, note->method, note->target, note->request};
	struct entry *entry;
	size_t i, size = sizeof *entry;
	enum gw_status st;
	char *to;

	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		size += strlen(texts[i]) + 1;
	entry = malloc(size);
	if (!entry)
		return gw_fail_nomem(err);
	entry->write = (struct gw_write){.run = run, .done = done};
	entry->note = *note;
	to = entry->texts;
	entry->note.address = put(&to, note->address);
	entry->note.method = put(&to, note->method);
	entry->note.target = put(&to, note->target);
	entry->note.request = put(&to, note->request);
	st = gw_writer_submit(writer, &entry->write, err);
	if (st)
		free(entry);
	return st;
}
