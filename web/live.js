// SPDX-License-Identifier: Apache-2.0
// The layer of live reports: its period, what is loaded for it, and what happens meanwhile.

import {$, say, settled, showSegments} from "./dom.js";
import {follow, unfollow} from "./events.js";
import {categoryName, showReports, startList} from "./list.js";
import {fitBox} from "./map.js";
import {boxOf, reportsAt, startPoints, worldOf} from "./points.js";
import {refreshReport, startReport} from "./report.js";
import {dropReports, loadReports, reportOf, takeReport, whenReportsChange} from "./reports.js";
import {may} from "./session.js";
import {change, state, watch} from "./state.js";
import {nameOf, word} from "./words.js";
import {offerReports} from "./views.js";

const PERIODS = ["", "day", "week", "month"];

function showPeriods() {
	showSegments($("periods"), "period",
		PERIODS.map(period => [period || "off", word(`live_${period || "off"}`)]),
		state.live || "off", period => change({live: period === "off" ? "" : period}));
}

function take({report}) {
	const known = reportOf(report.id);

	if (takeReport(report, worldOf) && (!known || known.status !== report.status))
		say(word("new_report")(categoryName(report), nameOf("statuses", report.status)));
	refreshReport(report);
}

// Loads what the period says; follows what happens while there is one.
export function reloadLive() {
	const offered = may("see_internal");

	$("reports").hidden = !offered;
	offerReports(offered);
	showPeriods();
	unfollow();
	if (!offered || !state.live) {
		dropReports();
		return;
	}
	follow(take, () => loadReports(worldOf));
	loadReports(worldOf);
}

// True when a report was hit: one is shown, several are zoomed in to.
export function chooseAt(point) {
	const held = reportsAt(point);

	if (held.length > 1)
		fitBox(boxOf(held));
	else if (held.length)
		change({report: String(held[0].id), unit: "", point: ""}, {step: true});
	return held.length > 0;
}

export function startLive() {
	whenReportsChange(settled(showReports, 30));
	startList();
	startPoints();
	startReport();
	watch(["live"], reloadLive);
	watch(["month"], () => may("see_internal") && state.live === "month"
		&& loadReports(worldOf));
	watch(["status", "only", "order", "lang", "report"], () => {
		showPeriods();
		showReports();
	});
}
