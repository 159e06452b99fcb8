/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"
#include "service/writer.h"

#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

/* A write of reports named by its number, and what became of it. */
struct job {
	struct gw_write write;
	int number, reports;
	enum gw_status fails; /* behind its reports; GW_OK: it does not */
	bool touches_nothing; /* it fails before its reports */
	pthread_mutex_t *gate; /* waits for it */
	int *order; /* counts the ends */
	int ended;
	sem_t *over; /* told at the end, in place of order */
	const char *text; /* long description, or NULL */
};

static struct job *job_of(struct gw_write *write)
{
	return (struct job *)((char *)write - offsetof(struct job, write));
}

static enum gw_status run(
	struct gw_write *write, const struct gw_writing *writing, struct gw_error *err)
{
	struct job *job = job_of(write);
	enum gw_status st = GW_OK;
	char code[40];
	int64_t id;
	int i;

	if (job->gate) {
		pthread_mutex_lock(job->gate);
		pthread_mutex_unlock(job->gate);
	}
	for (i = 0; i < job->reports && !st && !job->touches_nothing; i++) {
		struct gw_report report = {
			.code = code, .place = city_place(0, 0), .description = job->text};

		snprintf(code, sizeof code, "%d-%d", job->number, i);
		st = gw_report_writer_add(writing->reports, &report, &id, err);
	}
	if (!st && job->fails)
		st = gw_fail(err, job->fails, "job %d was told to fail", job->number);
	return st;
}

/* On the writer's thread, one after the other. */
static void done(struct gw_write *write)
{
	struct job *job = job_of(write);

	__atomic_store_n(&job->ended, ++*job->order, __ATOMIC_RELEASE);
}

static void tell(struct gw_write *write)
{
	sem_post(job_of(write)->over);
}

/* Submits a job and waits for its end. */
static enum gw_status run_to_its_end(
	struct gw_writer *writer, struct job *job, struct gw_error *err)
{
	enum gw_status st;
	sem_t over;

	sem_init(&over, 0, 0);
	job->over = &over;
	job->write.run = run;
	job->write.done = tell;
	st = gw_writer_submit(writer, &job->write, err);
	while (!st && sem_wait(&over))
		;
	sem_destroy(&over);
	if (!st)
		*err = job->write.error;
	return st ? st : job->write.st;
}

static struct gw_writer *writer_of(const struct city *city, struct gw_writer_options options)
{
	struct gw_writer *writer = NULL;
	struct gw_error err;

	expect_ok(gw_writer_create(&writer, city->path, &options, &err), err);
	return writer;
}

static void submit(struct gw_writer *writer, struct job *job)
{
	struct gw_error err;

	job->write.run = run;
	job->write.done = done;
	expect_ok(gw_writer_submit(writer, &job->write, &err), err);
}

static void what_is_written_is_there_when_it_is_done(void **state)
{
	struct city *city = *state;
	struct gw_writer *writer = writer_of(city, (struct gw_writer_options){0});
	struct job job = {.number = 1, .reports = 3};
	struct gw_writer_figures figures;
	struct gw_error err;

	expect_ok(run_to_its_end(writer, &job, &err), err);
	assert_int_equal(database_rows(city->path, "report"), 3);
	gw_writer_read(writer, &figures);
	assert_int_equal(figures.writes, 1);
	assert_int_equal(figures.failed, 0);
	assert_int_equal(figures.commits, 1);
	assert_int_equal(figures.sizes[0], 1);
	assert_int_equal(figures.queued, 0);
	gw_writer_destroy(writer);
}

/* Submits jobs behind one that waits at a gate, so that they come to one group; then opens it. */
static void run_as_one_group(
	struct gw_writer *writer, struct job *jobs, int n, pthread_mutex_t *gate)
{
	int order = 0, i;

	pthread_mutex_lock(gate);
	for (i = 0; i < n; i++) {
		jobs[i].number = i;
		jobs[i].order = &order;
		jobs[i].gate = i ? NULL : gate;
		submit(writer, &jobs[i]);
	}
	pthread_mutex_unlock(gate);
	gw_writer_destroy(writer); /* all is done when it returns */
}

static void a_group_is_one_commit_in_the_order_of_submission(void **state)
{
	struct city *city = *state;
	pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
	struct job jobs[50];
	int i;

	memset(jobs, 0, sizeof jobs);
	for (i = 0; i < 50; i++)
		jobs[i].reports = 2;
	run_as_one_group(writer_of(city, (struct gw_writer_options){0}), jobs, 50, &gate);
	for (i = 0; i < 50; i++) {
		assert_int_equal(jobs[i].write.st, GW_OK);
		assert_int_equal(jobs[i].ended, i + 1);
	}
	expect_database_text(city->path,
		"SELECT group_concat(code) FROM (SELECT code FROM report ORDER BY id LIMIT 5)",
		"0-0,0-1,1-0,1-1,2-0");
	assert_int_equal(database_rows(city->path, "report"), 100);
}

static void a_write_that_fails_leaves_nothing_and_touches_no_other(void **state)
{
	struct city *city = *state;
	pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
	struct job jobs[9];
	int i;

	memset(jobs, 0, sizeof jobs);
	for (i = 0; i < 9; i++)
		jobs[i].reports = 1;
	jobs[2].fails = GW_ECONFLICT;
	jobs[3].fails = GW_ENOTFOUND;
	jobs[3].touches_nothing = true;
	jobs[8].fails = GW_EINVAL;
	run_as_one_group(writer_of(city, (struct gw_writer_options){0}), jobs, 9, &gate);
	for (i = 0; i < 9; i++) {
		assert_int_equal(jobs[i].write.st, jobs[i].fails);
		assert_int_equal(jobs[i].ended, i + 1);
	}
	expect_text(&jobs[2].write.error, "job 2 was told to fail");
	assert_int_equal(database_rows(city->path, "report"), 6);
	assert_int_equal(database_int(city->path,
				 "SELECT count(*) FROM report WHERE code IN ('2-0', '3-0', '8-0')"),
		0);
}

static void a_code_that_is_there_is_told_and_the_rest_is_written(void **state)
{
	struct city *city = *state;
	pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
	struct gw_writer *writer = writer_of(city, (struct gw_writer_options){0});
	struct job jobs[4];

	memset(jobs, 0, sizeof jobs);
	city_report(city->store, "1-0", "2026-10-03", city_place(0, 0));
	jobs[0].reports = jobs[1].reports = jobs[2].reports = jobs[3].reports = 1;
	run_as_one_group(writer, jobs, 4, &gate);
	assert_int_equal(jobs[1].write.st, GW_EEXISTS);
	expect_text(&jobs[1].write.error, "1-0");
	assert_int_equal(jobs[3].write.st, GW_OK);
	assert_int_equal(database_rows(city->path, "report"), 4);
}

static void too_many_writes_are_refused_untouched(void **state)
{
	struct city *city = *state;
	struct gw_writer *writer = writer_of(city, (struct gw_writer_options){.max_queued = 3});
	pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
	struct job jobs[6];
	struct gw_writer_figures figures;
	int order = 0, taken = 0, i;
	struct gw_error err;

	memset(jobs, 0, sizeof jobs);
	pthread_mutex_lock(&gate);
	jobs[0].gate = &gate;
	for (i = 0; i < 6; i++) {
		jobs[i].order = &order;
		jobs[i].reports = 1;
		jobs[i].number = i;
	}
	submit(writer, &jobs[0]);
	do /* until it is at the gate, out of the queue */
		gw_writer_read(writer, &figures);
	while (figures.queued);
	for (i = 1; i < 6; i++) {
		jobs[i].write = (struct gw_write){.run = run, .done = done};
		if (!gw_writer_submit(writer, &jobs[i].write, &err))
			taken++;
		else
			assert_int_equal(err.code, GW_EBUSY);
	}
	assert_int_equal(taken, 3);
	pthread_mutex_unlock(&gate);
	gw_writer_destroy(writer);
	assert_int_equal(order, 4);
	assert_int_equal(database_rows(city->path, "report"), 4);
}

static void count_commit(void *context, size_t writes)
{
	*(size_t *)context += writes;
}

static void whoever_wants_hears_of_each_commit(void **state)
{
	struct city *city = *state;
	size_t writes = 0;
	struct gw_writer *writer = writer_of(
		city, (struct gw_writer_options){.committed = count_commit, .context = &writes});
	pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
	struct job jobs[7];

	memset(jobs, 0, sizeof jobs);
	run_as_one_group(writer, jobs, 7, &gate);
	assert_int_equal(writes, 7);
}

/* Another program that holds the write lock. */
static sqlite3 *hold_lock(const struct city *city)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(city->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	return db;
}

static void let_lock_go(sqlite3 *db)
{
	assert_int_equal(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void another_programs_write_is_waited_for_in_order(void **state)
{
	struct city *city = *state;
	struct gw_writer *writer = writer_of(city, (struct gw_writer_options){0});
	struct job jobs[3];
	int order = 0, i;
	sqlite3 *other = hold_lock(city);

	memset(jobs, 0, sizeof jobs);
	for (i = 0; i < 3; i++) {
		jobs[i].order = &order;
		jobs[i].reports = 1;
		jobs[i].number = i;
		submit(writer, &jobs[i]);
	}
	usleep(50000); /* it may begin to wait; that it does decides nothing */
	for (i = 0; i < 3; i++)
		assert_int_equal(__atomic_load_n(&jobs[i].ended, __ATOMIC_ACQUIRE), 0);
	let_lock_go(other);
	gw_writer_destroy(writer);
	for (i = 0; i < 3; i++) {
		assert_int_equal(jobs[i].write.st, GW_OK);
		assert_int_equal(jobs[i].ended, i + 1);
	}
}

/* Files may not grow beyond what they are, and some: as on a disk that is full. */
static void limit_files(rlim_t bytes)
{
	struct rlimit limit;

	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = bytes ? bytes : limit.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void what_cannot_be_committed_fails_as_a_whole_and_is_not_there(void **state)
{
	struct city *city = *state;
	struct gw_writer *writer = writer_of(city, (struct gw_writer_options){0});
	pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
	char *text = malloc(100001);
	struct job jobs[40], after = {.number = 99, .reports = 1};
	int order = 0, i, failed = 0;
	struct gw_error err;

	memset(text, 'x', 100000);
	text[100000] = '\0';
	memset(jobs, 0, sizeof jobs);
	pthread_mutex_lock(&gate);
	for (i = 0; i < 40; i++) {
		jobs[i].order = &order;
		jobs[i].reports = 1;
		jobs[i].number = i;
		jobs[i].text = text;
		jobs[i].gate = i ? NULL : &gate;
		submit(writer, &jobs[i]);
	}
	limit_files(2 << 20); /* the log of changes ends before 4 MB are in it */
	pthread_mutex_unlock(&gate);
	do
		for (failed = i = 0; i < 40; i++)
			failed += __atomic_load_n(&jobs[i].ended, __ATOMIC_ACQUIRE) != 0;
	while (failed < 40);
	limit_files(0);
	for (failed = i = 0; i < 40; i++) {
		failed += jobs[i].write.st != GW_OK;
		if (jobs[i].write.st)
			expect_text(&jobs[i].write.error, city->path);
	}
	assert_true(failed > 0);
	assert_int_equal(database_rows(city->path, "report"), 40 - failed);
	expect_database_text(city->path, "PRAGMA integrity_check", "ok");
	/* Where there is room again it goes on. */
	expect_ok(run_to_its_end(writer, &after, &err), err);
	gw_writer_destroy(writer);
	assert_int_equal(database_rows(city->path, "report"), 41 - failed);
	free(text);
}

struct crowd {
	struct gw_writer *writer;
	int first;
};

static void *write_many(void *arg)
{
	struct crowd *crowd = arg;
	struct gw_error err;
	int i;

	for (i = 0; i < 50; i++) {
		struct job job = {.number = crowd->first + i,
			.reports = 1,
			.fails = i % 10 == 9 ? GW_EINVAL : GW_OK};

		if (run_to_its_end(crowd->writer, &job, &err) != job.fails)
			return "a write did not end as it should";
	}
	return NULL;
}

static void many_threads_may_write_at_once(void **state)
{
	struct city *city = *state;
	struct gw_writer *writer = writer_of(city, (struct gw_writer_options){0});
	struct crowd crowds[8];
	pthread_t threads[8];
	struct gw_writer_figures figures;
	uint64_t sum = 0;
	void *complaint;
	size_t i;

	for (i = 0; i < 8; i++) {
		crowds[i] = (struct crowd){writer, (int)i * 1000};
		assert_int_equal(pthread_create(&threads[i], NULL, write_many, &crowds[i]), 0);
	}
	for (i = 0; i < 8; i++) {
		pthread_join(threads[i], &complaint);
		assert_null(complaint);
	}
	gw_writer_read(writer, &figures);
	gw_writer_destroy(writer);
	assert_int_equal(figures.writes, 400);
	assert_int_equal(figures.failed, 40);
	for (i = 0; i < 16; i++)
		sum += figures.sizes[i];
	assert_int_equal(sum, figures.commits);
	assert_int_equal(database_rows(city->path, "report"), 360);
}

static void there_is_no_writer_of_what_is_not_there(void **state)
{
	const struct gw_writer_options options = {0};
	struct gw_writer *writer = NULL;
	struct gw_error err;

	(void)state;
	assert_int_equal(
		gw_writer_create(&writer, "/nowhere/city.db", &options, &err), GW_ENOTFOUND);
	assert_null(writer);
	gw_writer_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_city(what_is_written_is_there_when_it_is_done),
		in_a_city(a_group_is_one_commit_in_the_order_of_submission),
		in_a_city(a_write_that_fails_leaves_nothing_and_touches_no_other),
		in_a_city(a_code_that_is_there_is_told_and_the_rest_is_written),
		in_a_city(too_many_writes_are_refused_untouched),
		in_a_city(whoever_wants_hears_of_each_commit),
		in_a_city(another_programs_write_is_waited_for_in_order),
		in_a_city(what_cannot_be_committed_fails_as_a_whole_and_is_not_there),
		in_a_city(many_threads_may_write_at_once),
		cmocka_unit_test(there_is_no_writer_of_what_is_not_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
