/* SPDX-License-Identifier: Apache-2.0 */
#include "render/sheetsize.h"

#include "base/parse.h"

#include <math.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#define MM_PER_INCH 25.4

/* ISO 216, upright. */
static const struct paper {
	const char *name;
	double width, height;
} papers[] = {
	{"A0", 841, 1189},
	{"A1", 594, 841},
	{"A2", 420, 594},
	{"A3", 297, 420},
	{"A4", 210, 297},
	{"A5", 148, 210},
};

#define NUM_PAPERS (sizeof papers / sizeof *papers)

unsigned gw_sheet_pixels(double mm, unsigned dpi)
{
	return (unsigned)lround(mm / MM_PER_INCH * dpi);
}

static bool find_paper(struct gw_sheet_size *out, const char *name, bool landscape)
{
	size_t i;

	for (i = 0; i < NUM_PAPERS; i++) {
		if (strcasecmp(name, papers[i].name) != 0)
			continue;
		out->width_mm = landscape ? papers[i].height : papers[i].width;
		out->height_mm = landscape ? papers[i].width : papers[i].height;
		return true;
	}
	return false;
}

/* "600x400mm": the byte after each number is one that ends it. */
static bool read_millimetres(struct gw_sheet_size *out, const char *text)
{
	const char *cross = strchr(text, 'x');
	size_t len = strlen(text);

	if (!cross || text + len - cross < 3 || strcmp(text + len - 2, "mm") != 0)
		return false;
	return gw_parse_double(text, (size_t)(cross - text), &out->width_mm) &&
		gw_parse_double(cross + 1, (size_t)(text + len - 2 - cross - 1), &out->height_mm);
}

enum gw_status gw_sheet_size_of_paper(struct gw_sheet_size *out, const char *paper, bool landscape,
	unsigned dpi, struct gw_error *err)
{
	struct gw_sheet_size size = {.dpi = dpi};
	enum gw_status st;

	if (!find_paper(&size, paper, landscape) && !read_millimetres(&size, paper))
		return gw_fail(err, GW_EINVAL,
			"paper \"%.40s\" is neither A0 to A5 nor a size such as 600x400mm", paper);
	st = gw_sheet_size_check(&size, false, err);
	if (!st)
		*out = size;
	return st;
}

const char *gw_sheet_size_name(const struct gw_sheet_size *size)
{
	double narrow = fmin(size->width_mm, size->height_mm);
	double wide = fmax(size->width_mm, size->height_mm);
	size_t i;

	for (i = 0; i < NUM_PAPERS; i++)
		if (narrow == papers[i].width && wide == papers[i].height)
			return papers[i].name;
	return NULL;
}

static bool is_side(double mm)
{
	return mm >= GW_SHEET_MM_MIN && mm <= GW_SHEET_MM_MAX;
}

enum gw_status gw_sheet_size_check(
	const struct gw_sheet_size *size, bool is_picture, struct gw_error *err)
{
	unsigned width, height;

	if (!is_side(size->width_mm) || !is_side(size->height_mm))
		return gw_fail(err, GW_EINVAL, "a sheet of %g by %g mm: a side has %d to %d",
			size->width_mm, size->height_mm, GW_SHEET_MM_MIN, GW_SHEET_MM_MAX);
	if (size->dpi < GW_SHEET_DPI_MIN || size->dpi > GW_SHEET_DPI_MAX)
		return gw_fail(err, GW_EINVAL, "%u dpi is outside %d to %d", size->dpi,
			GW_SHEET_DPI_MIN, GW_SHEET_DPI_MAX);
	width = gw_sheet_pixels(size->width_mm, size->dpi);
	height = gw_sheet_pixels(size->height_mm, size->dpi);
	if (is_picture &&
		(width < GW_SHEET_SIDE_MIN || width > GW_SHEET_SIDE_MAX ||
			height < GW_SHEET_SIDE_MIN || height > GW_SHEET_SIDE_MAX))
		return gw_fail(err, GW_EINVAL,
			"a sheet of %u by %u pixels at %u dpi: a side has %d to %d", width, height,
			size->dpi, GW_SHEET_SIDE_MIN, GW_SHEET_SIDE_MAX);
	return GW_OK;
}
