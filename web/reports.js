// SPDX-License-Identifier: Apache-2.0
// The reports of the period chosen, kept up to date by what happens.

import {get, givenUp, latest, now, query} from "./api.js";
import {clear, fail} from "./problems.js";
import {state} from "./state.js";

const DAY = 86400000;
const PAGE = 1000;
export const MOST = 10000;	// reports held; the newest

const asking = latest();
const byId = new Map();

let from = 0;		// the period, in milliseconds
let until = Infinity;
let told = () => {};	// is called after each change

export let loading = false;
export let cut = false;	// there are more than are held

export const allReports = () => [...byId.values()];
export const reportOf = id => byId.get(Number(id));

export function whenReportsChange(work) {
	told = work;
}

export const isLate = report => report.dueAt !== null && report.dueAt <= now();

function prepare(report, worldOf) {
	return {...report, at: Date.parse(report.time), dueAt: report.due ? Date.parse(report.due) : null,
		world: worldOf(report)};
}

// Days and weeks go back from now, and whatever is overdue comes with them; a month is the city's,
// whose days the server knows.
function period() {
	const [year, month] = state.month.split("-").map(Number);

	if (state.live !== "month") {
		const begin = now() - (state.live === "day" ? DAY : 7 * DAY);

		return {from: new Date(begin).toISOString()};
	}
	return {from: `${state.month}-01`,
		to: `${new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10)}`};
}

// The zone may be a day's part off: the server decided, and what comes later is near the end.
function remember(asked) {
	from = Date.parse(asked.from) - (state.live === "month" ? DAY : 0);
	until = asked.to ? Date.parse(asked.to) + DAY : Infinity;
}

async function loadPages(asked, worldOf) {
	let cursor = "";

	do {
		const answer = await asking.get(query("v1/reports", {...asked, limit: PAGE, cursor}));

		for (const report of answer.reports)
			byId.set(report.id, prepare(report, worldOf));
		cursor = answer.next || "";
		told();
	} while (cursor && byId.size < MOST);
	cut ||= Boolean(cursor);
}

export function dropReports() {
	asking.stop();
	byId.clear();
	cut = loading = false;
	told();
}

export async function loadReports(worldOf) {
	const asked = period();

	byId.clear();
	remember(asked);
	cut = false;
	loading = true;
	told();
	try {
		await loadPages(asked, worldOf);
		if (!asked.to)
			await loadPages({overdue: true}, worldOf);
		clear("reports");
		loading = false;
		told();
	} catch (error) {
		if (givenUp(error))
			return;
		loading = false;
		told();
		fail("reports", error, () => loadReports(worldOf));
	}
}

// One that is new or has gone a step on. False when it is not of the period.
export function takeReport(report, worldOf) {
	const taken = prepare(report, worldOf);

	if (!state.live || taken.at >= until || (taken.at < from && !byId.has(taken.id)))
		return false;
	byId.set(taken.id, taken);
	told();
	return true;
}

export const loadReport = id => get(`v1/reports/${encodeURIComponent(id)}`);
