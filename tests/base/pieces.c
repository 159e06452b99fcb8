/* SPDX-License-Identifier: Apache-2.0 */
#include "pieces.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static void *write_pieces(void *context)
{
	struct pieces *p = context;
	size_t done, n;

	for (done = 0; done < p->len; done += n) {
		n = p->len - done < p->piece ? p->len - done : p->piece;
		if (write(p->write_fd, p->data + done, n) != (ssize_t)n)
			break; /* the reader has seen enough */
	}
	close(p->write_fd);
	return NULL;
}

void pieces_open(struct pieces *p, const void *data, size_t len, size_t piece)
{
	int fds[2];

	signal(SIGPIPE, SIG_IGN);
	/* O_DIRECT makes packets of a pipe's writes: a read takes one of them. */
	if (pipe2(fds, O_CLOEXEC | O_DIRECT))
		abort();
	*p = (struct pieces){
		.fd = fds[0], .write_fd = fds[1], .data = data, .len = len, .piece = piece};
	if (pthread_create(&p->writer, NULL, write_pieces, p))
		abort();
}

void pieces_close(struct pieces *p)
{
	close(p->fd);
	pthread_join(p->writer, NULL);
}
