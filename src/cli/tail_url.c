/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file.h"
#include "cli/sse.h"
#include "cli/tail_source.h"

#include <curl/curl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define RETRY_MS     2000
#define RETRY_MS_MAX 30000
#define QUIET_MAX    60L /* seconds; the server says something every 15 */
#define PROBLEM_MAX  ((size_t)64 << 10)
#define TOKEN_MAX    ((size_t)4096)

struct session {
	const struct gw_tail_options *options;
	struct gw_sse *sse;
	CURL *curl;
	char *url;
	char *authorization; /* a header, or NULL */
	char curl_error[CURL_ERROR_SIZE];
	struct gw_buf problem; /* what came in place of events */
	enum gw_status st; /* of what was read */
	struct gw_error *err;
	bool heard; /* events, or that there are none, since the connection was made */
};

bool gw_tail_is_url(const char *source)
{
	return !strncasecmp(source, "http://", 7) || !strncasecmp(source, "https://", 8);
}

static long status_of(const struct session *s)
{
	long status = 0;

	curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &status);
	return status;
}

static bool gets_events(const struct session *s)
{
	const char *type = NULL;

	curl_easy_getinfo(s->curl, CURLINFO_CONTENT_TYPE, &type);
	return status_of(s) == 200 && type && !strncasecmp(type, "text/event-stream", 17);
}

static size_t on_bytes(char *bytes, size_t size, size_t n, void *context)
{
	struct session *s = context;

	n *= size;
	if (!gets_events(s)) {
		gw_buf_append(&s->problem, bytes, n);
		return n;
	}
	s->heard = true;
	s->st = gw_sse_take(s->sse, bytes, n, s->err);
	return s->st ? 0 : n;
}

static int on_progress(
	void *context, curl_off_t total, curl_off_t now, curl_off_t total_up, curl_off_t now_up)
{
	const struct session *s = context;

	return s->options->has_ended();
}

/* The file's first line as a header. */
static enum gw_status read_token(struct session *s, struct gw_error *err)
{
	const char *path = s->options->token_file, *text;
	struct gw_buf file;
	enum gw_status st;
	size_t len;

	if (!path)
		return GW_OK;
	gw_buf_init(&file, TOKEN_MAX);
	st = gw_file_read(&file, path, err);
	text = st ? NULL : gw_buf_cstr(&file);
	if (!st && !text)
		st = gw_fail_nomem(err);
	if (!st) {
		len = strcspn(text, " \t\r\n");
		if (!len || strspn(text + len, " \t\r\n") < strcspn(text + len, "\n"))
			st = gw_fail(err, GW_EINVAL, "%s: its first line is no token", path);
		else if (asprintf(&s->authorization, "Authorization: Bearer %.*s", (int)len, text) <
			0)
			st = gw_fail_nomem(err);
	}
	gw_buf_finish(&file);
	return st;
}

static enum gw_status make_url(struct session *s, const char *url, struct gw_error *err)
{
	size_t len = strlen(url);
	char *kinds = curl_easy_escape(s->curl, s->options->kinds, 0);
	int n = -1;

	while (len && url[len - 1] == '/')
		len--;
	if (kinds)
		n = asprintf(&s->url, "%.*s/v1/events?kind=%s", (int)len, url, kinds);
	curl_free(kinds);
	if (n < 0) {
		s->url = NULL;
		return gw_fail_nomem(err);
	}
	return GW_OK;
}

static enum gw_status add_header(
	struct curl_slist **headers, const char *header, struct gw_error *err)
{
	struct curl_slist *list = header ? curl_slist_append(*headers, header) : *headers;

	if (header && !list)
		return gw_fail_nomem(err);
	*headers = list;
	return GW_OK;
}

/* One connection, as long as it holds. */
static CURLcode connect_once(struct session *s, struct curl_slist *headers)
{
	CURL *curl = s->curl;

	gw_buf_clear(&s->problem);
	gw_sse_break(s->sse);
	s->heard = false;
	s->curl_error[0] = '\0';
	curl_easy_reset(curl);
	curl_easy_setopt(curl, CURLOPT_URL, s->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "gridward/" GW_VERSION);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_bytes);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, s);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, s);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 20L);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, QUIET_MAX);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, s->curl_error);
	return curl_easy_perform(curl);
}

static enum gw_status connect_behind_last(struct session *s, CURLcode *code, struct gw_error *err)
{
	struct curl_slist *headers = NULL;
	char last[64];
	enum gw_status st;

	snprintf(last, sizeof last, "Last-Event-ID: %lld", (long long)s->sse->last_id);
	st = add_header(&headers, "Accept: text/event-stream", err);
	if (!st)
		st = add_header(&headers, s->authorization, err);
	if (!st && s->sse->last_id >= 0)
		st = add_header(&headers, last, err);
	if (!st)
		*code = connect_once(s, headers);
	curl_slist_free_all(headers);
	return st;
}

/* What a problem+json says, or the mere status. */
static enum gw_status fail_by_status(struct session *s, long status, struct gw_error *err)
{
	json_t *problem =
		s->problem.len ? json_loadb(s->problem.data, s->problem.len, 0, NULL) : NULL;
	const char *detail = json_string_value(json_object_get(problem, "detail"));
	char text[256], *at;

	snprintf(text, sizeof text, "%s", detail ? detail : "no reason given");
	for (at = text; *at; at++)
		if ((unsigned char)*at < 0x20 || *at == 0x7f)
			*at = ' ';
	json_decref(problem);
	return gw_fail(err, status == 404 ? GW_ENOTFOUND : GW_EINVAL, "%s: status %ld: %s", s->url,
		status, text);
}

static bool mends(CURLcode code, long status)
{
	if (code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT ||
		code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_OUT_OF_MEMORY)
		return false;
	return !status || status == 200 || status == 408 || status == 429 || status >= 500;
}

static void wait_before(const struct gw_tail_options *options, int64_t ms)
{
	const struct timespec step = {0, 50000000};

	for (; ms > 0 && !options->has_ended(); ms -= 50)
		nanosleep(&step, NULL);
}

/* Stays connected until told to end. The first connection has to come about at once. */
static enum gw_status stay(struct session *s, struct gw_error *err)
{
	int64_t wait = 0;
	bool ever = false;

	while (!s->options->has_ended()) {
		CURLcode code = CURLE_OK;
		enum gw_status st = connect_behind_last(s, &code, err);
		long status = status_of(s);
		char text[CURL_ERROR_SIZE + 320];

		if (st || s->st)
			return st ? st : s->st;
		if (s->options->has_ended())
			break;
		ever |= s->heard;
		if (status >= 300 && !mends(code, status))
			return fail_by_status(s, status, err);
		if (status == 200 && !gets_events(s))
			return gw_fail(err, GW_EINVAL, "%s: these are no events", s->url);
		snprintf(text, sizeof text, "%.256s: %s", s->url,
			*s->curl_error	   ? s->curl_error
				: code	   ? curl_easy_strerror(code)
				: s->heard ? "the server closed the connection"
					   : "the server does not let us in yet");
		if (!ever || !mends(code, status))
			return gw_fail(err, GW_EIO, "%s", text);
		if (s->heard)
			wait = 0;
		if (!wait)
			s->options->remark(text);
		wait = wait ? 2 * wait : s->sse->retry_ms >= 0 ? s->sse->retry_ms : RETRY_MS;
		if (wait > RETRY_MS_MAX)
			wait = RETRY_MS_MAX;
		wait_before(s->options, wait);
	}
	return GW_OK;
}

enum gw_status gw_tail_url(const char *url, const struct gw_tail_options *options,
	struct gw_sse *sse, struct gw_error *err)
{
	struct session s = {.options = options, .sse = sse, .err = err};
	enum gw_status st;

	gw_buf_init(&s.problem, PROBLEM_MAX);
	if (curl_global_init(CURL_GLOBAL_DEFAULT))
		return gw_fail(err, GW_EIO, "the library for URLs does not start");
	s.curl = curl_easy_init();
	st = s.curl ? read_token(&s, err) : gw_fail_nomem(err);
	if (!st)
		st = make_url(&s, url, err);
	if (!st)
		st = stay(&s, err);
	free(s.url);
	free(s.authorization);
	curl_easy_cleanup(s.curl);
	curl_global_cleanup();
	gw_buf_finish(&s.problem);
	return st;
}
