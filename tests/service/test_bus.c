/* SPDX-License-Identifier: Apache-2.0 */
#include "service/bus.h"

#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define PATIENCE 60 /* seconds until a test that hangs fails */

/*
 * A database in place of the real one: events 1 to newest, those left out whose number a modulus
 * divides. An event's kind and place follow from its number.
 */
struct source {
	pthread_mutex_t lock;
	int64_t newest;
	int64_t missing; /* 0: none */
	int failures; /* to come */
	int complaints;
	size_t padding; /* bytes more a frame */
};

static enum gw_event_kind kind_of(int64_t id)
{
	if (id % 4001 == 0)
		return GW_EVENT_FENCE;
	return id % 10 == 7 ? GW_EVENT_GRADE : id % 3 ? GW_EVENT_REPORT : GW_EVENT_STEP;
}

static const char *unit_of(int64_t id)
{
	return id % 100 == 42 ? "W" : "E";
}

static bool is_missing(const struct source *source, int64_t id)
{
	return source->missing && id % source->missing == 0;
}

static void put(struct source *source, int64_t id, struct gw_frames *out)
{
	gw_buf_printf(&out->bytes, "id: %lld\nevent: %d\ndata: %0*d\n\n", (long long)id,
		(int)kind_of(id), (int)source->padding, 0);
	if (kind_of(id) == GW_EVENT_GRADE) {
		gw_frames_put_place(out, "governance", "", "");
		return;
	}
	gw_frames_put_place(out, "governance", "district", unit_of(id));
	gw_frames_put_place(out, "governance", "grid", "E");
	gw_frames_put_place(out, "police", "beat", "N");
}

static enum gw_status load(
	void *context, int64_t after, size_t max, struct gw_frames *out, struct gw_error *err)
{
	struct source *source = context;
	enum gw_status st = GW_OK;
	int64_t newest, id;
	bool fails;

	pthread_mutex_lock(&source->lock);
	fails = source->failures > 0;
	source->failures -= fails;
	newest = source->newest;
	pthread_mutex_unlock(&source->lock);
	if (fails)
		return gw_fail(err, GW_EIO, "the disk is on strike");
	for (id = after < 0 ? 1 : after + 1; id <= newest && out->n < max && !st; id++) {
		if (is_missing(source, id))
			continue;
		put(source, id, out);
		st = gw_frames_close(out, id, kind_of(id), err);
	}
	return st;
}

static void complain(void *context, const struct gw_error *err)
{
	struct source *source = context;

	pthread_mutex_lock(&source->lock);
	source->complaints++;
	pthread_mutex_unlock(&source->lock);
}

static void add(struct source *source, struct gw_bus *bus, int n)
{
	pthread_mutex_lock(&source->lock);
	source->newest += n;
	pthread_mutex_unlock(&source->lock);
	gw_bus_wake(bus);
}

struct town {
	struct source source;
	struct gw_bus *bus;
};

static void town_init(struct town *town, int64_t newest, struct gw_bus_options options)
{
	struct gw_error err;

	town->source.lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
	town->source.newest = newest;
	options.load = load;
	options.failed = complain;
	options.context = &town->source;
	options.begin = newest;
	if (!options.poll_ms)
		options.poll_ms = 20;
	if (gw_bus_create(&town->bus, &options, &err))
		fail_msg("%s", err.text);
}

static void town_finish(struct town *town)
{
	gw_bus_destroy(town->bus);
}

/* A client: hears events in order, and knows where it is. */
struct ear {
	struct source *source;
	struct gw_bus *bus;
	struct gw_listener_options options;
	struct gw_listener *listener;
	sem_t woken;
	int64_t at; /* the last id that was said */
	int64_t event; /* the last that was an event */
	int64_t n;
};

static void on_wake(void *context)
{
	sem_post(&((struct ear *)context)->woken);
}

static void ear_open(struct ear *ear, int64_t after)
{
	struct gw_error err;

	ear->options.after = after;
	if (gw_listener_create(&ear->listener, ear->bus, &ear->options, &err))
		fail_msg("%s", err.text);
}

static void ear_init(
	struct ear *ear, struct town *town, int64_t after, struct gw_event_filter filter)
{
	*ear = (struct ear){.source = &town->source, .bus = town->bus, .at = after, .event = after};
	ear->options =
		(struct gw_listener_options){.filter = filter, .wake = on_wake, .context = ear};
	sem_init(&ear->woken, 0, 0);
	ear_open(ear, after);
}

static void ear_finish(struct ear *ear)
{
	gw_listener_destroy(ear->listener);
	sem_destroy(&ear->woken);
}

/* The filter once more, by what the events are made of. */
static bool wants(const struct ear *ear, int64_t id)
{
	const struct gw_event_filter *f = &ear->options.filter;

	if (is_missing(ear->source, id) || (f->kinds && !(f->kinds & 1u << kind_of(id))))
		return false;
	return !f->unit || kind_of(id) == GW_EVENT_GRADE || !strcmp(f->unit, unit_of(id));
}

static void hear_frame(struct ear *ear, const char *frame)
{
	int64_t id, between;
	const char *line = strstr(frame, "id: ");

	if (!line)
		return;
	id = atoll(line + 4);
	if (strstr(frame, "event: ")) {
		for (between = ear->event + 1; between < id; between++)
			if (wants(ear, between))
				fail_msg("event %lld was not told", (long long)between);
		if (id <= ear->event || !wants(ear, id))
			fail_msg("event %lld was told behind %lld", (long long)id,
				(long long)ear->event);
		ear->event = id;
		ear->n++;
	} else if (ear->at < 0) {
		ear->event = id;
	}
	ear->at = id;
}

/* One read. Whether there was anything. */
static bool hear(struct ear *ear)
{
	struct gw_buf out;
	const char *at, *end;
	bool any;

	gw_buf_init(&out, (size_t)1 << 20);
	assert_int_equal(gw_listener_read(ear->listener, &out), GW_OK);
	any = out.len > 0;
	assert_in_range(out.len, 0, 70000);
	for (at = gw_buf_cstr(&out); (end = strstr(at, "\n\n")); at = end + 2) {
		out.data[end - out.data] = '\0';
		hear_frame(ear, at);
	}
	assert_int_equal(*at, '\0');
	gw_buf_finish(&out);
	return any;
}

static void wait_woken(struct ear *ear)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += PATIENCE;
	if (sem_timedwait(&ear->woken, &until))
		fail_msg("never woken behind event %lld", (long long)ear->event);
}

static void hear_until(struct ear *ear, int64_t event)
{
	while (ear->event < event)
		if (!hear(ear))
			wait_woken(ear);
	assert_int_equal(ear->event, event);
}

static const struct gw_event_filter everything = {0};

/* So little memory that hardly more than the page that grows is kept. */
static const struct gw_bus_options forgetful = {.max_bytes = 1};

static void a_listener_is_told_what_happens_from_now_on(void **state)
{
	struct town town = {0};
	struct ear ear;

	town_init(&town, 1000, (struct gw_bus_options){0});
	ear_init(&ear, &town, -1, everything);
	assert_true(hear(&ear));
	assert_int_equal(ear.at, 1000);
	add(&town.source, town.bus, 1);
	hear_until(&ear, 1001);
	add(&town.source, town.bus, 700);
	hear_until(&ear, 1701);
	assert_int_equal(ear.n, 701);
	ear_finish(&ear);
	town_finish(&town);
}

static void what_others_write_is_found_without_a_wake(void **state)
{
	struct town town = {0};
	struct ear ear;

	town_init(&town, 0, (struct gw_bus_options){0});
	ear_init(&ear, &town, -1, everything);
	hear(&ear);
	pthread_mutex_lock(&town.source.lock);
	town.source.newest = 3;
	pthread_mutex_unlock(&town.source.lock);
	hear_until(&ear, 3);
	ear_finish(&ear);
	town_finish(&town);
}

static void who_comes_back_goes_on_where_he_was(void **state)
{
	static const int64_t places[] = {0, 1, 254, 255, 256, 257, 511, 512, 4999, 5000};
	struct town town = {0};
	size_t i;

	town_init(&town, 5000, forgetful);
	for (i = 0; i < sizeof places / sizeof *places; i++) {
		struct ear ear;

		ear_init(&ear, &town, places[i], everything);
		hear_until(&ear, 5000);
		assert_int_equal(ear.n, 5000 - places[i]);
		ear_finish(&ear);
	}
	town_finish(&town);
}

static void missing_numbers_are_passed_over(void **state)
{
	struct town town = {.source = {.missing = 5, .padding = 1000}};
	struct ear ear, none;

	town_init(&town, 3001, forgetful);
	ear_init(&ear, &town, 0, everything);
	hear_until(&ear, 3001);
	assert_int_equal(ear.n, 3001 - 600);
	ear_init(&none, &town, 2999, everything);
	hear_until(&none, 3001);
	assert_int_equal(none.n, 1);
	ear_finish(&ear);
	ear_finish(&none);
	town_finish(&town);
}

static void a_filter_lets_its_kinds_through(void **state)
{
	struct town town = {0};
	struct ear ear;

	town_init(&town, 2007, forgetful);
	ear_init(&ear, &town, 0, (struct gw_event_filter){.kinds = 1u << GW_EVENT_GRADE});
	hear_until(&ear, 2007);
	assert_int_equal(ear.n, 201);
	ear_finish(&ear);
	town_finish(&town);
}

static void a_filter_lets_its_unit_through(void **state)
{
	struct town town = {0};
	struct ear ear;

	town_init(&town, 1942, forgetful);
	ear_init(&ear, &town, 0,
		(struct gw_event_filter){.scheme = "governance", .level = "district", .unit = "W"});
	hear_until(&ear, 1942);
	assert_int_equal(ear.n, 20 + 194); /* and publications, which are about all units */
	ear_finish(&ear);
	town_finish(&town);
}

static void who_wants_none_of_it_still_learns_where_he_is(void **state)
{
	struct town town = {0};
	struct ear ear;

	town_init(&town, 0, (struct gw_bus_options){.ping_ms = 1, .max_bytes = 1});
	ear_init(&ear, &town, 0, (struct gw_event_filter){.kinds = 1u << GW_EVENT_FENCE});
	add(&town.source, town.bus, 3000);
	while (ear.at < 3000)
		if (!hear(&ear))
			wait_woken(&ear);
	assert_int_equal(ear.n, 0);
	ear_finish(&ear);
	town_finish(&town);
}

static void what_does_not_pass_is_not_read_again(void **state)
{
	struct town town = {0};
	struct gw_bus_figures figures;
	struct ear all, none;
	int i;

	town_init(&town, 0, (struct gw_bus_options){.max_bytes = 100000});
	ear_init(&all, &town, 0, everything);
	ear_init(&none, &town, 0, (struct gw_event_filter){.kinds = 1u << GW_EVENT_FENCE});
	while (hear(&none))
		;
	for (i = 1; i <= 40; i++) {
		add(&town.source, town.bus, 100);
		hear_until(&all, 100 * i);
	}
	add(&town.source, town.bus, 1);
	hear_until(&none, 4001);
	gw_bus_read(town.bus, &figures);
	assert_int_equal(none.n, 1);
	assert_int_equal(figures.pages, 0);
	assert_in_range(figures.bytes, 1, 200000);
	ear_finish(&all);
	ear_finish(&none);
	town_finish(&town);
}

static void who_may_not_know_is_told_no_other_numbers(void **state)
{
	struct town town = {0};
	struct ear ear;
	int i;

	town_init(&town, 100, (struct gw_bus_options){.ping_ms = 1, .poll_ms = 1});
	ear_init(&ear, &town, 100, (struct gw_event_filter){.kinds = 1u << GW_EVENT_GRADE});
	gw_listener_destroy(ear.listener);
	ear.options.is_reticent = true;
	ear_open(&ear, 100);
	add(&town.source, town.bus, 16);
	for (i = 0; i < 20; i++) {
		if (!hear(&ear))
			wait_woken(&ear);
		assert_true(ear.at == 100 || ear.at == 107);
	}
	hear_until(&ear, 107);
	ear_finish(&ear);
	town_finish(&town);
}

static void a_place_ahead_of_all_events_waits_for_them(void **state)
{
	struct town town = {0};
	struct ear ear;

	town_init(&town, 10, (struct gw_bus_options){0});
	ear_init(&ear, &town, 300, everything);
	hear(&ear);
	add(&town.source, town.bus, 290);
	add(&town.source, town.bus, 1);
	hear_until(&ear, 301);
	assert_int_equal(ear.n, 1);
	ear_finish(&ear);
	town_finish(&town);
}

static void no_more_listen_than_may(void **state)
{
	struct town town = {0};
	struct gw_listener *other;
	struct gw_error err;
	struct ear ears[3];
	int i;

	town_init(&town, 0, (struct gw_bus_options){.max_listeners = 3});
	for (i = 0; i < 3; i++)
		ear_init(&ears[i], &town, 0, everything);
	assert_int_equal(gw_listener_create(&other, town.bus, &ears[0].options, &err), GW_EBUSY);
	ear_finish(&ears[1]);
	ear_init(&ears[1], &town, 0, everything);
	for (i = 0; i < 3; i++)
		ear_finish(&ears[i]);
	town_finish(&town);
}

static void a_failing_database_is_tried_again(void **state)
{
	struct town town = {.source.failures = 5};
	struct ear ear;

	town_init(&town, 3000, (struct gw_bus_options){.max_bytes = 1, .poll_ms = 1});
	ear_init(&ear, &town, 0, everything);
	hear_until(&ear, 3000);
	assert_int_equal(ear.n, 3000);
	pthread_mutex_lock(&town.source.lock);
	assert_int_equal(town.source.failures, 0);
	assert_in_range(town.source.complaints, 1, 5);
	pthread_mutex_unlock(&town.source.lock);
	ear_finish(&ear);
	town_finish(&town);
}

static void an_event_is_formatted_once_for_all(void **state)
{
	struct town town = {0};
	struct gw_bus_figures figures;
	struct ear ears[50];
	int i, step;

	town_init(&town, 0, (struct gw_bus_options){0});
	for (i = 0; i < 50; i++)
		ear_init(&ears[i], &town, 0, everything);
	for (step = 1; step <= 40; step++) {
		add(&town.source, town.bus, 20);
		for (i = 0; i < 50; i++)
			hear_until(&ears[i], 20 * step);
	}
	gw_bus_read(town.bus, &figures);
	assert_int_equal(figures.formatted, 800);
	assert_int_equal(figures.told, 50 * 800);
	assert_int_equal(figures.pages, 0);
	assert_int_equal(figures.listeners, 50);
	for (i = 0; i < 50; i++)
		ear_finish(&ears[i]);
	town_finish(&town);
}

static void the_end_of_the_bus_ends_all_reads(void **state)
{
	struct town town = {0};
	struct gw_buf out;
	struct ear ear;

	town_init(&town, 0, (struct gw_bus_options){0});
	ear_init(&ear, &town, 0, everything);
	while (hear(&ear))
		;
	gw_bus_end(town.bus);
	wait_woken(&ear);
	gw_buf_init(&out, 1 << 20);
	assert_int_equal(gw_listener_read(ear.listener, &out), GW_EIO);
	gw_buf_finish(&out);
	ear_finish(&ear);
	town_finish(&town);
}

/* A storm: several write while clients of all sorts listen, leave and come back. */

#define STORM	  12000
#define WRITERS	  4
#define LISTENERS 12

static void *write_many(void *arg)
{
	struct town *town = arg;
	int i;

	for (i = 0; i < STORM / WRITERS / 5; i++) {
		add(&town->source, town->bus, 5);
		if (i % 16 == 0)
			nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
	}
	return NULL;
}

struct client {
	struct ear ear;
	unsigned seed;
	unsigned leaves; /* one read in so many is the last before it comes back; 0: it stays */
	unsigned dawdles; /* one read in so many is late; 0: none */
	pthread_t thread;
};

static void *listen_to_all(void *arg)
{
	struct client *c = arg;

	while (c->ear.event < STORM) {
		if (!hear(&c->ear))
			wait_woken(&c->ear);
		if (c->dawdles && (unsigned)rand_r(&c->seed) % c->dawdles == 0)
			nanosleep(&(struct timespec){.tv_nsec = 3000000}, NULL);
		if (c->leaves && (unsigned)rand_r(&c->seed) % c->leaves == 0) {
			gw_listener_destroy(c->ear.listener);
			while (!sem_trywait(&c->ear.woken))
				;
			ear_open(&c->ear, c->ear.at);
		}
	}
	return NULL;
}

static void in_a_storm_all_hear_all_in_order(void **state)
{
	struct town town = {.source.padding = 40};
	pthread_t writers[WRITERS];
	struct client clients[LISTENERS] = {0};
	int i;

	town_init(&town, 0, (struct gw_bus_options){.max_bytes = 40000, .poll_ms = 1});
	for (i = 0; i < LISTENERS; i++) {
		clients[i].seed = (unsigned)i;
		clients[i].leaves = i % 3 ? 7 : 0;
		clients[i].dawdles = i % 2 ? 5 : 0;
		ear_init(&clients[i].ear, &town, 0, everything);
		pthread_create(&clients[i].thread, NULL, listen_to_all, &clients[i]);
	}
	for (i = 0; i < WRITERS; i++)
		pthread_create(&writers[i], NULL, write_many, &town);
	for (i = 0; i < WRITERS; i++)
		pthread_join(writers[i], NULL);
	for (i = 0; i < LISTENERS; i++) {
		pthread_join(clients[i].thread, NULL);
		assert_int_equal(clients[i].ear.n, STORM);
		ear_finish(&clients[i].ear);
	}
	town_finish(&town);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_listener_is_told_what_happens_from_now_on),
		cmocka_unit_test(what_others_write_is_found_without_a_wake),
		cmocka_unit_test(who_comes_back_goes_on_where_he_was),
		cmocka_unit_test(missing_numbers_are_passed_over),
		cmocka_unit_test(a_filter_lets_its_kinds_through),
		cmocka_unit_test(a_filter_lets_its_unit_through),
		cmocka_unit_test(who_wants_none_of_it_still_learns_where_he_is),
		cmocka_unit_test(what_does_not_pass_is_not_read_again),
		cmocka_unit_test(who_may_not_know_is_told_no_other_numbers),
		cmocka_unit_test(a_place_ahead_of_all_events_waits_for_them),
		cmocka_unit_test(no_more_listen_than_may),
		cmocka_unit_test(a_failing_database_is_tried_again),
		cmocka_unit_test(an_event_is_formatted_once_for_all),
		cmocka_unit_test(the_end_of_the_bus_ends_all_reads),
		cmocka_unit_test(in_a_storm_all_hear_all_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
