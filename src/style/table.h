/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STYLE_TABLE_H
#define GW_STYLE_TABLE_H

struct gw_buf;

/* Appends what of the specification is supported or refused, in Markdown: docs/style.md. */
void gw_style_write_table(struct gw_buf *out);

#endif
