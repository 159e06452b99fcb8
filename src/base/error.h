/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_BASE_ERROR_H
#define GW_BASE_ERROR_H

#include <stdarg.h>

/* What a call that can fail returns; GW_OK is 0, so `if (st)` reads as "if it failed". */
enum gw_status {
	GW_OK = 0,
	GW_EINVAL, /* the caller's input is wrong; the text names the place */
	GW_ENOMEM, /* out of memory, or past a bound given at init */
	GW_EIO, /* the system refused a read or write */
	GW_ENOTFOUND, /* no such unit, division, field, file ... */
	GW_EEXISTS, /* already there */
	GW_EVERSION, /* made by a newer program */
	GW_EFAULTS, /* the input was read, and faults were found in it */
	GW_ECONFLICT, /* contradicts what is there already */
	GW_EAGAIN, /* it would take longer than the caller may wait; nothing was done */
	GW_EBUSY, /* too much is under way; try again soon */
	GW_EFULL, /* the disk is full */
	GW_EREADONLY, /* what is to be written may only be read */
};

#define GW_ERROR_TEXT_MAX 1024

/* The reason of a failure: bounded text, fit to follow "gridward: ". */
struct gw_error {
	enum gw_status code;
	char text[GW_ERROR_TEXT_MAX];
};

/* Fills err (which may be NULL) and returns code, so that a failure is one statement. */
enum gw_status gw_fail(struct gw_error *err, enum gw_status code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

enum gw_status gw_fail_nomem(struct gw_error *err);

/* Puts "<context>: " before the text of a failure on its way up, and returns its code. */
enum gw_status gw_fail_in(struct gw_error *err, enum gw_status code, const char *context);

#endif
