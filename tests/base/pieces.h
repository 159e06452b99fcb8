/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_TESTS_BASE_PIECES_H
#define GW_TESTS_BASE_PIECES_H

#include <pthread.h>
#include <stddef.h>

/*
 * A pipe that hands out bytes in pieces of a given size, never more to one read(): for whatever
 * reads streams. Failures end the test program.
 */
struct pieces {
	int fd; /* to read from */
	int write_fd;
	const char *data;
	size_t len, piece;
	pthread_t writer;
};

/* Borrows data until pieces_close(). piece is at most 4096. */
void pieces_open(struct pieces *pieces, const void *data, size_t len, size_t piece);
void pieces_close(struct pieces *pieces);

#endif
