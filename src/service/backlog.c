/* SPDX-License-Identifier: Apache-2.0 */
#include "service/backlog.h"

#include <stdlib.h>

int64_t gw_backlog_page_of(int64_t id)
{
	return id / GW_BACKLOG_PAGE;
}

int64_t gw_backlog_before(int64_t number)
{
	return number * GW_BACKLOG_PAGE - 1;
}

void gw_backlog_init(struct gw_backlog *backlog, int64_t first_page, size_t max_bytes)
{
	*backlog = (struct gw_backlog){
		.newest = gw_backlog_before(first_page), .max_bytes = max_bytes};
}

static void destroy_page(struct gw_backlog_page *page)
{
	gw_frames_finish(&page->frames);
	free(page);
}

static void drop_pages(struct gw_backlog *backlog)
{
	while (backlog->num_pages)
		destroy_page(backlog->pages[--backlog->num_pages]);
	backlog->bytes = 0;
}

void gw_backlog_finish(struct gw_backlog *backlog)
{
	drop_pages(backlog);
}

void gw_backlog_skip(struct gw_backlog *backlog, int64_t newest)
{
	int64_t before = gw_backlog_before(gw_backlog_page_of(newest));

	if (before <= backlog->newest)
		return;
	drop_pages(backlog); /* the newest of them may lack events */
	backlog->newest = before;
}

bool gw_backlog_is_full(const struct gw_backlog *backlog, int64_t number)
{
	return number < gw_backlog_page_of(backlog->newest + 1);
}

static struct gw_backlog_page *find(struct gw_backlog *backlog, int64_t number)
{
	size_t i;

	for (i = 0; i < backlog->num_pages; i++)
		if (backlog->pages[i]->number == number)
			return backlog->pages[i];
	return NULL;
}

const struct gw_frames *gw_backlog_find(struct gw_backlog *backlog, int64_t number)
{
	struct gw_backlog_page *page = find(backlog, number);

	if (!page)
		return NULL;
	page->last_used = ++backlog->clock;
	return &page->frames;
}

/* Drops full pages until there is room for one more. */
static void make_room(struct gw_backlog *backlog)
{
	for (;;) {
		size_t i, oldest = SIZE_MAX;

		backlog->bytes = 0;
		for (i = 0; i < backlog->num_pages; i++) {
			const struct gw_backlog_page *page = backlog->pages[i];

			backlog->bytes += gw_frames_size(&page->frames);
			if (gw_backlog_is_full(backlog, page->number) &&
				(oldest == SIZE_MAX ||
					page->last_used < backlog->pages[oldest]->last_used))
				oldest = i;
		}
		if (oldest == SIZE_MAX ||
			(backlog->bytes <= backlog->max_bytes &&
				backlog->num_pages < GW_BACKLOG_PAGES))
			return;
		destroy_page(backlog->pages[oldest]);
		backlog->pages[oldest] = backlog->pages[--backlog->num_pages];
	}
}

static struct gw_backlog_page *add_page(struct gw_backlog *backlog, int64_t number)
{
	struct gw_backlog_page *page;

	make_room(backlog);
	page = backlog->num_pages < GW_BACKLOG_PAGES ? calloc(1, sizeof *page) : NULL;
	if (!page)
		return NULL;
	page->number = number;
	page->last_used = ++backlog->clock;
	gw_frames_init(&page->frames);
	backlog->pages[backlog->num_pages++] = page;
	return page;
}

enum gw_status gw_backlog_append(
	struct gw_backlog *backlog, const struct gw_frames *frames, struct gw_error *err)
{
	struct gw_backlog_page *page = NULL;
	enum gw_status st = GW_OK;
	size_t i;

	for (i = 0; i < frames->n && !st; i++) {
		int64_t number = gw_backlog_page_of(frames->items[i].id);

		if (!page || page->number != number)
			page = find(backlog, number);
		if (!page)
			page = add_page(backlog, number);
		st = page ? gw_frames_copy(&page->frames, frames, i, err) : gw_fail_nomem(err);
		if (!st)
			backlog->newest = frames->items[i].id;
	}
	make_room(backlog);
	return st;
}

enum gw_status gw_backlog_put(
	struct gw_backlog *backlog, int64_t number, struct gw_frames *frames, struct gw_error *err)
{
	struct gw_backlog_page *page = add_page(backlog, number);

	if (!page)
		return gw_fail_nomem(err);
	page->frames = *frames;
	gw_frames_init(frames);
	return GW_OK;
}
