// SPDX-License-Identifier: Apache-2.0
// The panel of one report: what it says, where it lies, its steps and the next of them.

import {post} from "./api.js";
import {$, make} from "./dom.js";
import {categoryName, tick} from "./list.js";
import {keyOf} from "./place.js";
import {worldOf} from "./points.js";
import {clear, fail, load, toast} from "./problems.js";
import {loadReport, takeReport} from "./reports.js";
import {may} from "./session.js";
import {change, state, watch} from "./state.js";
import {STATUSES, symbol} from "./symbols.js";
import {nameOf, timeName, unitName, word} from "./words.js";
import {lookAt} from "./views.js";

let report = null;

function figure(name, value) {
	return value === null || value === undefined || value === "" ? []
		: [make("dt", {}, name), make("dd", {}, value)];
}

function pathOf({scheme, path}) {
	return make("nav", {class: "path", "aria-label": word("path")},
		make("ol", {}, ...path.map(part => {
			const button = make("button", {type: "button", class: "link"}, unitName(part));

			button.addEventListener("click", () => change({scheme, report: "",
				unit: keyOf(scheme, part.level, part.code)}, {step: true}));
			return make("li", {}, button);
		})));
}

function placesOf() {
	return (report.places || []).flatMap(place => [
		make("dt", {class: "wide"}, `${word("lies_in")} · ${nameOf("schemes", place.scheme)}`),
		make("dd", {class: "wide"}, place.path?.length ? pathOf(place) : word("outside")),
		...figure(word("responsible"), place.responsible),
	]);
}

function deadline() {
	const clock = make("span", {class: "clock", id: "deadline", role: "timer",
		"aria-live": "off"});

	if (!report.due)
		return [];
	tick(clock, {dueAt: Date.parse(report.due)});
	return figure(word("due"), make("span", {}, timeName(report.due, true), " ", clock));
}

function figures() {
	return make("dl", {class: "figures"},
		...figure(word("time"), timeName(report.time, true)),
		...deadline(),
		...figure(word("source"), report.source && nameOf("sources", report.source)),
		...placesOf(),
		...figure(word("coordinates"), `${report.lon.toFixed(6)}, ${report.lat.toFixed(6)}`),
		...figure("ID", report.client_id || String(report.id)));
}

const nextStep = () => STATUSES[STATUSES.indexOf(report.status) + 1];

async function takeStep(step, note) {
	try {
		report = await post(`v1/reports/${encodeURIComponent(report.id)}/steps`,
			note ? {step, note} : {step});
		clear("step");
		takeReport(report, worldOf);
		show();
		$("report-title").focus();
		toast(word("marked")(nameOf("statuses", step)));
	} catch (error) {
		fail("step", error);
		if (error.status === 409)
			reloadReport();
	}
}

function stepForm(step) {
	const note = make("input", {type: "text", id: "note", maxlength: 500, autocomplete: "off"});
	const form = make("form", {class: "step-form"},
		make("label", {class: "field"}, make("span", {}, word("note")), note),
		make("button", {type: "submit", class: "main"}, word("mark")[step]));

	form.addEventListener("submit", event => {
		event.preventDefault();
		form.querySelector("button").disabled = true;
		takeStep(step, note.value.trim()).finally(() => {
			form.querySelector("button").disabled = false;
		});
	});
	return form;
}

// Who found a report is told as its source.
function whoOf({step, who}) {
	return step === "found" && who ? nameOf("sources", who) : who;
}

function stepRow(status) {
	const done = (report.steps || []).find(one => one.step === status);

	return make("li", {class: done ? "done" : ""}, symbol(status),
		make("div", {}, make("b", {}, nameOf("statuses", status)),
			make("span", {class: "when"}, done
				? word("step_by")(timeName(done.time, true), whoOf(done)) : word("waiting")),
			done?.note ? make("q", {}, done.note) : null,
			!done && status === nextStep() && may("step") ? stepForm(status) : null));
}

function close() {
	const row = `#report-list [data-report="${report.id}"]`;

	change({report: ""}, {step: true});
	(document.querySelector(row) || $("map")).focus();
}

function show() {
	const closer = make("button", {type: "button", class: "closer", "aria-label": word("close")},
		"×");

	$("report").hidden = !report;
	if (!report)
		return;
	closer.addEventListener("click", close);
	$("report-title").replaceChildren(make("small", {},
		symbol(report.status), nameOf("statuses", report.status)), categoryName(report));
	$("report-body").replaceChildren(closer,
		...(report.description ? [make("p", {class: "description"}, report.description)] : []),
		figures(), make("h3", {}, word("steps")),
		make("ol", {class: "steps"}, ...STATUSES.map(stepRow)));
}

export function reloadReport() {
	const id = state.report;

	if (String(report?.id) !== id || !may("see_internal")) {
		report = null;
		show();
	}
	if (!id) {
		clear("report");
		return null;
	}
	return load("report", async () => {
		const answer = await loadReport(id);

		if (state.report !== id)
			return;
		const isNew = !report;

		report = answer;
		show();
		if (isNew && $("report-list").contains(document.activeElement))
			$("report-title").focus();
	}, reloadReport);
}

// What happened to it elsewhere.
export function refreshReport(changed) {
	if (String(changed.id) === state.report)
		reloadReport();
}

export function startReport() {
	watch(["report"], () => {
		if (state.report)
			lookAt("reports");
		reloadReport();
	});
	watch(["lang"], show);
	setInterval(() => {
		if (report?.due && $("deadline"))
			tick($("deadline"), {dueAt: Date.parse(report.due)});
	}, 1000);
}
