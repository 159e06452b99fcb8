/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file.h"

#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define READ_SIZE    ((size_t)65536)
#define ATTEMPTS_MAX 100

enum gw_status gw_fd_write(int fd, const void *data, size_t len, struct gw_error *err)
{
	const char *p = data;
	ssize_t n;

	while (len) {
		n = write(fd, p, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return gw_fail(err, GW_EIO, "cannot write: %s", strerror(errno));
		p += n;
		len -= (size_t)n;
	}
	return GW_OK;
}

/* Makes a rename last: the folder's own entry must reach the disk too. */
static void sync_folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder;
	int fd;

	folder = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
	if (!folder)
		return;
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(folder);
	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

/*
 * A new file beside path, with the mode any new file has; its name in *name, for the caller to
 * free.
 */
static int create_beside(const char *path, char **name)
{
	int fd, attempt;

	for (attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
		if (asprintf(name, "%s.%d-%d.tmp", path, (int)gettid(), attempt) < 0) {
			*name = NULL;
			errno = ENOMEM;
			return -1;
		}
		fd = open(*name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (fd >= 0 || errno != EEXIST) /* a killed process leaves its own behind */
			return fd;
		free(*name);
		*name = NULL;
	}
	return -1;
}

enum gw_status gw_file_replace(const char *path, const void *data, size_t len, struct gw_error *err)
{
	char *temporary = NULL;
	enum gw_status st;
	int fd;

	fd = create_beside(path, &temporary);
	if (fd < 0) {
		st = gw_fail(err, GW_EIO, "%s: cannot create: %s", path, strerror(errno));
		goto out_name;
	}
	st = gw_fd_write(fd, data, len, err);
	if (st)
		st = gw_fail_in(err, st, path);
	else if (fsync(fd) || rename(temporary, path))
		st = gw_fail(err, GW_EIO, "%s: cannot write: %s", path, strerror(errno));
	close(fd);
	if (st)
		unlink(temporary);
	else
		sync_folder_of(path);
out_name:
	free(temporary);
	return st;
}

/*
 * One read into the room the buffer has left; into a probe when it has none, to tell full from too
 * long.
 */
static enum gw_status read_some(struct gw_buf *buf, int fd, ssize_t *n, struct gw_error *err)
{
	size_t room = buf->max - buf->len;
	char probe, *end = &probe;

	if (room) {
		room = room < READ_SIZE ? room : READ_SIZE;
		end = gw_buf_reserve(buf, room);
		if (!end)
			return gw_fail_nomem(err);
	}
	*n = read(fd, end, room ? room : 1);
	if (*n < 0 && errno != EINTR)
		return gw_fail(err, GW_EIO, "cannot read: %s", strerror(errno));
	if (*n > 0 && !room) {
		buf->failed = true;
		return gw_fail(err, GW_ENOMEM, "larger than the %zu bytes allowed", buf->max);
	}
	buf->len += *n > 0 ? (size_t)*n : 0;
	return GW_OK;
}

enum gw_status gw_file_read(struct gw_buf *buf, const char *path, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	ssize_t n = 1;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return gw_fail(err, errno == ENOENT ? GW_ENOTFOUND : GW_EIO, "%s: %s", path,
			strerror(errno));
	while (!st && n)
		st = read_some(buf, fd, &n, err);
	if (st)
		st = gw_fail_in(err, st, path);
	close(fd);
	return st;
}
