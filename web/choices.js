// SPDX-License-Identifier: Apache-2.0
// Which map is shown, of which division, at which level.

import {$, make, showSegments} from "./dom.js";
import {signedIn} from "./api.js";
import {change, state, watch} from "./state.js";
import {allMaps, levelsOf, loadMaps, schemesOf, settle} from "./catalogue.js";
import {clearLegend, showLegend} from "./legend.js";
import {showMonths, startMonths} from "./months.js";
import {load} from "./problems.js";
import {may} from "./session.js";
import {hideTiles, showMap, tilejson} from "./tiles.js";
import {nameOf, word} from "./words.js";

const KEYS = ["map", "month", "scheme", "level"];

// What hangs on another is settled with it: a police map has no streets.
function choose(patch) {
	change({...patch, ...settle({...state, ...patch})}, {step: true});
}

function showChoices() {
	const schemes = schemesOf(state).map(one => [one.scheme, nameOf("schemes", one.scheme)]);
	const levels = levelsOf(state).map(level => [level, nameOf("levels", level)]);

	$("kind").replaceChildren(...allMaps().map(map => make("option", {value: map.name},
		word("kinds")[map.name] || (state.lang === "zh" && map.title_zh) || map.title)));
	$("kind").value = state.map;
	showSegments($("schemes"), "scheme", schemes, state.scheme,
		scheme => choose({scheme, unit: ""}));
	showSegments($("levels"), "level", levels, state.level, level => choose({level}));
	$("schemes").parentElement.hidden = schemes.length < 2;
	$("levels").parentElement.hidden = levels.length < 2;
	showMonths();
	showNote();
}

function showNote() {
	const text = signedIn() || may("see_internal") ? "" : word("sign_in_for_more");

	$("map-note").hidden = !text;
	$("map-note").textContent = text;
}

function showAll() {
	showChoices();
	if (!state.map) {
		hideTiles();
		clearLegend(word("no_maps"));
		return;
	}
	showMap(() => {
		showLegend(tilejson);
		showMonths();
		showNote();
	}, () => {
		clearLegend(word("no_months"));
		showNote();
	});
}

function follow() {
	const settled = settle(state);

	if (KEYS.some(key => settled[key] !== state[key]))
		change(settled);
	else
		showAll();
}

// The catalogue of whoever looks now.
export function loadChoices() {
	return load("maps", async () => {
		await loadMaps();
		follow();
	}, loadChoices);
}

export function startChoices() {
	startMonths();
	$("kind").addEventListener("change", event => choose({map: event.target.value}));
	$("chooser").querySelector("form").addEventListener("submit",
		event => event.preventDefault());
	watch([...KEYS, "lang"], () => allMaps().length && follow());
}
