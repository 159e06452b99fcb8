/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STORE_ROWS_H
#define GW_STORE_ROWS_H

/* Inside store/: reports and publications as they are read. */

#include "store/db.h"
#include "store/lifecycle.h"
#include "store/publications.h"

/* What a query of reports begins its columns with, of a table named report. */
#define GW_ROW_COLUMNS                                                                             \
	"report.id, report.code, report.time, report.category, report.source,"                     \
	" report.description, report.geom, report.status, report.due"
#define GW_ROW_NUM_COLUMNS 9

/* Reads rows of such a query, each with its cells. Finish in any case. */
struct gw_row_reader {
	struct gw_store *store;
	sqlite3_stmt *cells;
};
enum gw_status gw_row_reader_init(
	struct gw_row_reader *reader, struct gw_store *store, struct gw_error *err);
void gw_row_reader_finish(struct gw_row_reader *reader);

/* The row that stmt is at; its texts hold until stmt goes on. */
enum gw_status gw_row_read(struct gw_row_reader *reader, sqlite3_stmt *stmt,
	struct gw_report_row *row, struct gw_error *err);

/* The columns of a publication, of tables named p and scheme, in the order in which they are read.
 */
#define GW_ROW_PUBLICATION                                                                         \
	"p.id, p.scheme_id, p.division_id, p.month, p.version, scheme.name, p.published_at,"       \
	" p.withdrawn_at, p.who"

/* The publication whose columns begin at `first` in the row that stmt is at. */
void gw_row_read_publication(
	struct gw_store *store, sqlite3_stmt *stmt, int first, struct gw_publication *out);

/* A column's time, GW_TIME_NEVER for NULL. */
gw_time gw_row_due(sqlite3_stmt *stmt, int column);

#endif
