/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_LETTERINGS_H
#define GW_RENDER_LETTERINGS_H

#include "base/error.h"

#include <stddef.h>

struct gw_lettering;
struct gw_lettering_key;

/*
 * Texts shaped once and kept, with the pictures of their glyphs, for whoever sets the same text in
 * the same type again, at whatever scale. Any thread may use it; it opens its fonts when first
 * needed.
 */
struct gw_letterings;

/* Once it holds more than max_bytes, what no label uses any more is dropped. GW_ENOMEM. */
enum gw_status gw_letterings_create(
	struct gw_letterings **out, size_t max_bytes, struct gw_error *err);

/* Labels placed with it may outlive it. */
void gw_letterings_destroy(struct gw_letterings *letterings);

/*
 * The text of a key, shaped; the caller lets go of it by gw_lettering_release(). GW_ENOMEM;
 * GW_EINVAL for what is not UTF-8, or names a character that no font has, and the package to
 * install.
 */
enum gw_status gw_letterings_get(struct gw_letterings *letterings,
	const struct gw_lettering_key *key, struct gw_lettering **out, struct gw_error *err);

/* Sees to it that a lettering of these has its masks. GW_ENOMEM. */
enum gw_status gw_letterings_rasterise(
	struct gw_letterings *letterings, struct gw_lettering *lettering, struct gw_error *err);

#endif
