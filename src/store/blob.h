/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STORE_BLOB_H
#define GW_STORE_BLOB_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Inside store/: whether a SpatiaLite geometry blob holds as many points, rings and parts as it
 * says. SpatiaLite's own check overflows, and it takes memory for the number that is written; so
 * no blob goes to it unseen. What is within the bounds may still be no geometry.
 */
bool gw_blob_is_whole(const unsigned char *blob, size_t len);

#endif
