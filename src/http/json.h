/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_JSON_H
#define GW_HTTP_JSON_H

struct gw_buf;

/* Appends text as a JSON string, each byte that is not UTF-8 as U+FFFD; null for NULL. */
void gw_json_string(struct gw_buf *out, const char *text);

/* The same as a member: "name":"text" — name plain ASCII. */
void gw_json_member(struct gw_buf *out, const char *name, const char *text);

#endif
