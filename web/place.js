// SPDX-License-Identifier: Apache-2.0
// The panel of a unit: where it lies, its figures, who is in charge, how its months went.

import {latest, query} from "./api.js";
import {levelsOf} from "./catalogue.js";
import {$, make} from "./dom.js";
import {gradeChip} from "./grades.js";
import {fitBox, showPoint} from "./map.js";
import {clearOutline, outline} from "./outline.js";
import {clear, load} from "./problems.js";
import {change, state, watch} from "./state.js";
import {trend} from "./sparkline.js";
import {nameOf, number, unitName, word} from "./words.js";
import {lookAt} from "./views.js";

const ACCURACY = 10;	// metres around a point in which neighbours are told

const askingPoint = latest();
const askingUnit = latest();

let found = null;	// what the server said of the point
let unit = null;	// and of the unit

// The last day of the month shown: the map is of the division that is valid then.
function lastDay() {
	const [year, month] = state.month.split("-").map(Number);

	return year ? `${state.month}-${new Date(Date.UTC(year, month, 0)).getUTCDate()}` : "";
}

const split = key => key.split("/").map(decodeURIComponent);
export const keyOf = (scheme, level, code) =>
	[scheme, level, code].map(encodeURIComponent).join("/");

function placeOf(point) {
	const [lng, lat] = point.split(",").map(Number);

	return Number.isFinite(lng) && Math.abs(lat) <= 90 ? L.latLng(lat, lng) : null;
}

function figure(name, value) {
	return value === null || value === undefined || value === "" ? []
		: [make("dt", {}, name), make("dd", {}, value)];
}

function pathOf(shown) {
	return make("nav", {class: "path", "aria-label": word("path")},
		make("ol", {}, ...shown.path.map((part, i) => {
			const last = i === shown.path.length - 1;
			const button = make("button", {type: "button", class: "link",
				"aria-current": last ? "true" : null,
				title: word("zoom_to")(unitName(part))}, unitName(part));

			button.addEventListener("click", () => zoomTo(shown.scheme, part));
			return make("li", {}, button);
		})));
}

function gradeOf(shown) {
	if (shown.grade === undefined)
		return "";
	return make("span", {class: "grade"}, gradeChip(shown.grade),
		shown.grade ? word("grades")[shown.grade - 1] : word("unknown"));
}

function figuresOf(shown) {
	const count = n => n === null || n === undefined ? null : number(n);

	return make("dl", {class: "figures"},
		...figure(word("unit_grade"), gradeOf(shown)),
		...figure(word("responsible"), shown.responsible),
		...figure(word("households"), count(shown.households)),
		...figure(word("residents"), count(shown.residents)),
		...figure(word("cells"), shown.cells > 1 ? count(shown.cells) : null),
		...figure(word("code"), shown.code));
}

function pointBody() {
	const place = placeOf(state.point);
	const others = found.candidates.filter(candidate => candidate.cell !== found.cell);

	return make("dl", {class: "figures point"},
		...figure(word("coordinates"), `${place.lng.toFixed(6)}, ${place.lat.toFixed(6)}`),
		...others.flatMap(other => figure(word("neighbours"),
			`${other.cell} · ${word("metres")(other.metres)}`)));
}

function title() {
	if (unit)
		return [make("small", {}, nameOf("levels", unit.level)), unitName(unit)];
	return [word("place")];
}

function show() {
	const body = $("place-body");
	const closer = make("button", {type: "button", class: "closer", "aria-label": word("close")},
		"×");

	$("place-hint").hidden = Boolean(unit || found);
	body.hidden = !unit && !found;
	$("place-title").replaceChildren(...title());
	$("place").hidden = state.report !== "";
	if (body.hidden)
		return;
	closer.addEventListener("click", () => {
		change({point: "", unit: ""}, {step: true});
		$("map").focus();
	});
	body.replaceChildren(closer);
	if (unit)
		body.append(...(unit.path.length > 1 ? [pathOf(unit)] : []), figuresOf(unit),
			trend(unit.months || [], state.month));
	else
		body.append(make("p", {}, word("outside")));
	if (found && state.point)
		body.append(pointBody());
}

function zoomTo(scheme, part) {
	change({unit: keyOf(scheme, part.level, part.code), point: ""}, {step: true});
	loadUnit(true);
}

// A unit that the search found.
export function goToUnit(hit) {
	const key = keyOf(hit.scheme, hit.level, hit.code);

	change({unit: key, point: "", report: "", scheme: hit.scheme}, {step: true});
	lookAt("place");
	if (hit.bbox)
		fitBox(hit.bbox);
}

async function loadPoint() {
	const place = placeOf(state.point);
	const point = {lon: place.lng, lat: place.lat, crs: "wgs84", accuracy: ACCURACY,
		scheme: state.scheme, as_of: lastDay()};

	found = await askingPoint.get(query("v1/locate", point));
	const levels = levelsOf(state);
	const i = Math.min(Math.max(levels.indexOf(state.level), 0), found.path.length - 1);

	if (i < 0) {
		unit = null;
		clearOutline();
		show();
		return;
	}
	change({unit: keyOf(state.scheme, levels[i], found.path[i].code)});
}

// The unit at the level shown that holds the point.
function followPoint() {
	const place = state.point && placeOf(state.point);

	showPoint(place || null);
	found = null;
	askingPoint.stop();
	if (place && state.scheme)
		load("place", loadPoint, followPoint);
	else
		show();
}

function loadUnit(fit = false) {
	const [scheme, level, code] = split(state.unit);
	const path = ["v1/units", scheme, level, code].map((part, i) =>
		i ? encodeURIComponent(part) : part).join("/");

	if (!code) {
		askingUnit.stop();
		unit = null;
		clear("unit");
		clearOutline();
		show();
		return null;
	}
	return load("unit", async () => {
		unit = await askingUnit.get(query(path, {month: state.month}));
		show();
		if (fit && unit.bbox)
			fitBox(unit.bbox);
		await outline(unit, lastDay());
	}, () => loadUnit(fit));
}

export function startPlace() {
	watch(["point", "scheme", "level"], changed => {
		if (changed.has("point") || state.point)
			followPoint();
		if (changed.has("point") && state.point)
			lookAt("place");
	});
	watch(["unit", "month"], () => loadUnit());
	watch(["lang", "report"], show);
	show();
}

// What the address names, for whoever looks now.
export function reloadPlace() {
	unit = found = null;
	show();
	if (state.point)
		followPoint();
	if (state.unit)
		loadUnit(!state.at);
}
