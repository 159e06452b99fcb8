/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file.h"

#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

enum gw_status gw_file_replace(const char *path, const void *data, size_t len, struct gw_error *err)
{
	enum gw_status st;
	char *temporary;
	mode_t mask;
	int fd;

	if (asprintf(&temporary, "%s.XXXXXX", path) < 0)
		return gw_fail_nomem(err);
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0) {
		st = gw_fail(err, GW_EIO, "%s: cannot create: %s", path, strerror(errno));
		goto out_name;
	}
	mask = umask(0);
	umask(mask);
	fchmod(fd, 0666 & ~mask); /* as open() would have made it */
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

enum gw_status gw_file_read(struct gw_buf *buf, const char *path, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	ssize_t n = 1;
	char *end;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return gw_fail(err, errno == ENOENT ? GW_ENOTFOUND : GW_EIO, "%s: %s", path,
			strerror(errno));
	while (!st && n) {
		end = gw_buf_reserve(buf, 65536);
		if (!end) {
			st = gw_fail(err, GW_ENOMEM, "%s: larger than the %zu bytes allowed", path,
				buf->max);
			break;
		}
		n = read(fd, end, 65536);
		if (n > 0)
			buf->len += (size_t)n;
		else if (n < 0 && errno != EINTR)
			st = gw_fail(err, GW_EIO, "%s: cannot read: %s", path, strerror(errno));
	}
	close(fd);
	return st;
}
