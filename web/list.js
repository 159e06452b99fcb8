// SPDX-License-Identifier: Apache-2.0
// The reports chosen: how many of each status, a list of them, and their time left by the second.

import {now} from "./api.js";
import {$, make, showSegments} from "./dom.js";
import {MOST, allReports, cut, isLate, loading, reportOf} from "./reports.js";
import {goTo} from "./map.js";
import {showPoints} from "./points.js";
import {change, state} from "./state.js";
import {STATUSES, symbol} from "./symbols.js";
import {nameOf, number, spanName, spanSaid, timeName, unitName, word} from "./words.js";

const PAGE = 50;

let room = PAGE;	// rows shown
let listed = [];
let lateBefore = -1;

const shownStatuses = () => state.status ? state.status.split(",") : STATUSES;

function chosen() {
	const statuses = shownStatuses();

	return allReports().filter(report => statuses.includes(report.status)
		&& (state.only !== "overdue" || isLate(report)));
}

export function categoryName(report) {
	return report.category ? nameOf("categories", report.category) : word("uncategorized");
}

function placeName(report) {
	const unit = report.places?.[0]?.path?.at(-1);

	return unit ? unitName(unit) : "";
}

// The deadline as a clock; by the ear without its seconds, and not each second.
export function tick(node, report) {
	const left = report.dueAt - now();
	const late = left <= 0;
	const span = Math.abs(left);

	node.classList.toggle("late", late);
	node.classList.toggle("soon", !late && left < 3600000);
	node.textContent = word(late ? "overdue_by" : "due_in")(spanName(span));
	const said = word(late ? "overdue_by" : "due_in")(spanSaid(span));
	if (node.getAttribute("aria-label") !== said)
		node.setAttribute("aria-label", said);
}

function choose(report) {
	change({report: String(report.id), unit: "", point: ""}, {step: true});
	goTo(report);
}

function row(report) {
	const clock = make("span", {class: "clock", role: "timer", "aria-live": "off"});
	const button = make("button", {type: "button", "data-report": report.id,
		"aria-current": String(report.id) === state.report ? "true" : null},
	symbol(report.status),
	make("span", {class: "name"}, categoryName(report)),
	report.dueAt === null ? make("span", {class: "clock"}, timeName(report.time)) : clock,
	make("span", {class: "where"}, nameOf("statuses", report.status), " · ",
		placeName(report) || timeName(report.time)));

	if (report.dueAt !== null)
		tick(clock, report);
	button.addEventListener("click", () => choose(report));
	return make("li", {}, button);
}

function note(text) {
	$("reports-note").hidden = !text;
	$("reports-note").textContent = text || "";
}

function emptyText(all) {
	if (loading)
		return word("loading");
	if (!all)
		return word("no_reports");
	return state.order === "newest" || !chosen().length ? word("none_match") : word("none_due");
}

function sorted(reports) {
	if (state.order === "newest")
		return reports.sort((a, b) => b.at - a.at || b.id - a.id);
	return reports.filter(report => report.dueAt !== null)
		.sort((a, b) => a.dueAt - b.dueAt || a.id - b.id);
}

function showList(all) {
	const focus = document.activeElement?.dataset?.report;

	listed = sorted(all);
	$("report-list").replaceChildren(...listed.slice(0, room).map(row));
	if (focus)
		$("report-list").querySelector(`[data-report="${CSS.escape(focus)}"]`)?.focus();
	const rest = listed.length - room;
	$("more").hidden = rest <= 0;
	$("more").textContent = word("more")(Math.min(rest, PAGE));
}

function showCounts(all) {
	const late = allReports().filter(isLate).length;

	lateBefore = late;
	$("reports-count").replaceChildren(word("report_count")(all.length), ...(late
		? [" · ", make("strong", {class: "late"}, word("overdue_count")(late))] : []));
}

function toggle(status, on) {
	const after = STATUSES.filter(one => one === status ? on : shownStatuses().includes(one));

	change({status: after.length === STATUSES.length ? "" : after.join(",") || "none"});
}

function box(id, checked, switched, ...held) {
	const input = make("input", {type: "checkbox", id});

	input.checked = checked;
	input.addEventListener("change", () => switched(input.checked));
	return make("label", {class: "status", for: id}, input, ...held);
}

function showStatuses() {
	const focus = document.activeElement?.id;
	const all = allReports();

	$("statuses").replaceChildren(...STATUSES.map(status => box(`status-${status}`,
		shownStatuses().includes(status), on => toggle(status, on), symbol(status),
		make("span", {}, nameOf("statuses", status)),
		make("span", {class: "count"},
			number(all.filter(report => report.status === status).length)))),
	box("only-overdue", state.only === "overdue",
		on => change({only: on ? "overdue" : ""}),
		make("span", {class: "ring", "aria-hidden": "true"}),
		make("span", {}, word("only_overdue"))));
	if (focus?.startsWith("status-") || focus === "only-overdue")
		$(focus)?.focus();
}

export function showReports() {
	const all = chosen();

	$("reports-body").hidden = !state.live;
	if (state.live) {
		showSegments($("orders"), "order",
			[["due", word("order_due")], ["newest", word("order_newest")]],
			state.order || "due", order => change({order: order === "due" ? "" : order}));
		showStatuses();
		showCounts(all);
		showList(all);
		note(listed.length ? cut && word("loaded_some")(MOST) : emptyText(allReports().length));
	}
	showPoints(state.live ? sortedForMap(all) : [], state.report);
}

// The late ones are drawn last, and so on top.
function sortedForMap(all) {
	return all.sort((a, b) => isLate(a) - isLate(b) || a.at - b.at);
}

// Each second: the clocks on; all anew once another report is late.
function tickAll() {
	if (!state.live || document.hidden)
		return;
	if (allReports().filter(isLate).length !== lateBefore) {
		showReports();
		return;
	}
	for (const button of $("report-list").querySelectorAll("button")) {
		const report = reportOf(button.dataset.report);
		const clock = button.querySelector("[role=timer]");

		if (report && clock)
			tick(clock, report);
	}
}

export function startList() {
	setInterval(tickAll, 1000);
	$("more").addEventListener("click", () => {
		const first = room;

		room += PAGE;
		showReports();
		$("report-list").children[first]?.querySelector("button").focus();
	});
}
