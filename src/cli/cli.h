/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_CLI_CLI_H
#define GW_CLI_CLI_H

#include "base/error.h"
#include "base/progress.h"

/* "gridward: <text>" on standard error. */
void gw_complain(const struct gw_error *err);

/*
 * Progress on standard error for work over a second, when that is a terminal. One work at a time.
 */
struct gw_progress_line {
	struct gw_progress progress; /* hand this to the work */
	double began, shown;
	int drawn; /* whether there is a line to wipe */
};
void gw_progress_line_init(struct gw_progress_line *line);
void gw_progress_line_finish(struct gw_progress_line *line);

/* One command each, in cmd_<name>.c: the words after the command's own in, an exit code out. */
int gw_cmd_check(int argc, char **argv);
int gw_cmd_demo(int argc, char **argv);
int gw_cmd_import_cells(int argc, char **argv);
int gw_cmd_import_context(int argc, char **argv);
int gw_cmd_import_reports(int argc, char **argv);
int gw_cmd_import_units(int argc, char **argv);
int gw_cmd_init(int argc, char **argv);
int gw_cmd_locate(int argc, char **argv);
int gw_cmd_map(int argc, char **argv);
int gw_cmd_publish(int argc, char **argv);
int gw_cmd_reports_tail(int argc, char **argv);
int gw_cmd_serve(int argc, char **argv);
int gw_cmd_style_check(int argc, char **argv);
int gw_cmd_style_eval(int argc, char **argv);
int gw_cmd_style_table(int argc, char **argv);
int gw_cmd_tile(int argc, char **argv);
int gw_cmd_token_create(int argc, char **argv);
int gw_cmd_token_list(int argc, char **argv);
int gw_cmd_token_revoke(int argc, char **argv);
int gw_cmd_withdraw(int argc, char **argv);

#endif
