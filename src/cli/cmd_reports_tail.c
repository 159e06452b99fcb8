/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"
#include "cli/event_line.h"
#include "cli/options.h"
#include "cli/sse.h"
#include "cli/tail_source.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const char more[] =
	"Prints a line an event: the time by the city's clock, the report's id, its category\n"
	"and status, and the names of the units it lies in, with tabs between. URL is that of a\n"
	"server, such as https://maps.example.org; when the connection breaks it comes back and\n"
	"goes on where it was. Of a database, what any program writes to it is shown. Begins\n"
	"with what happens from now on, or behind the event --since (0: with the first); kinds\n"
	"are report, step, grade and fence, with commas between. Ends at SIGINT and SIGTERM.\n";

static volatile sig_atomic_t told_to_end;

static void on_signal(int number)
{
	told_to_end = 1;
}

static bool has_ended(void)
{
	return told_to_end;
}

/* What lines are printed with. */
struct printing {
	enum gw_event_format format;
	struct gw_buf line;
};

static enum gw_status print_event(
	void *context, const char *event, const char *data, struct gw_error *err)
{
	struct printing *p = context;
	enum gw_status st;

	gw_buf_clear(&p->line);
	st = gw_event_line(&p->line, data, p->format, err);
	if (st)
		return st;
	if (fwrite(p->line.data, 1, p->line.len, stdout) < p->line.len || fflush(stdout))
		return gw_fail(err, GW_EIO, "standard output: %s", strerror(errno));
	return GW_OK;
}

static void remark(const char *text)
{
	fprintf(stderr, "gridward: %s\n", text);
}

static enum gw_status tail(const char *source, struct gw_tail_options *options,
	struct printing *printing, struct gw_error *err)
{
	struct gw_sse sse;
	enum gw_status st;

	gw_sse_init(&sse);
	gw_buf_init(&printing->line, (size_t)16 << 20);
	sse.on_event = print_event;
	sse.context = printing;
	sse.last_id = sse.next_id = options->since;
	st = gw_tail_is_url(source) ? gw_tail_url(source, options, &sse, err)
				    : gw_tail_database(source, options, &sse, err);
	gw_sse_finish(&sse);
	gw_buf_finish(&printing->line);
	return st;
}

int gw_cmd_reports_tail(int argc, char **argv)
{
	const char *args[GW_ARGUMENTS_MAX], *format = "text";
	struct gw_tail_options o = {
		.since = -1, .kinds = "report,step", .has_ended = has_ended, .remark = remark};
	const struct gw_option options[] = {
		{"token-file", GW_OPTION_TEXT, &o.token_file, "FILE",
			"the token for the server is the file's first line"},
		{"since", GW_OPTION_INT, &o.since, "ID",
			"begin behind this event (default: from now on)", false, 0, 9e15},
		{"kind", GW_OPTION_TEXT, &o.kinds, "KINDS", "default report,step"},
		{"format", GW_OPTION_TEXT, &format, "FORMAT", "text or json, default text"},
	};
	const struct gw_command_line line = {"reports tail", "URL|DB",
		"Follows reports as they come in and are led on.", more, options,
		sizeof options / sizeof *options};
	struct sigaction action = {.sa_handler = on_signal};
	struct printing printing = {GW_EVENT_TEXT};
	enum gw_status st = GW_OK;
	struct gw_error err;
	int code;

	if (!gw_options_begin(&line, argc, argv, args, &code))
		return code;
	if (!strcmp(format, "json"))
		printing.format = GW_EVENT_JSON;
	else if (strcmp(format, "text") != 0)
		st = gw_fail(
			&err, GW_EINVAL, "--format: \"%.40s\" is neither text nor json", format);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	if (!st)
		st = tail(args[0], &o, &printing, &err);
	if (st)
		gw_complain(&err);
	return st ? GW_EXIT_NOTHING_DONE : GW_EXIT_DONE;
}
