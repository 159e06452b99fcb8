/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STYLE_CSSNAME_H
#define GW_STYLE_CSSNAME_H

#include <stdbool.h>
#include <stdint.h>

/* 0xrrggbb of a colour named by CSS Color Module Level 4, in lower case. */
bool gw_css_name_find(const char *name, uint32_t *rgb);

#endif
