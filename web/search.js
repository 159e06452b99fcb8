// SPDX-License-Identifier: Apache-2.0
// The search for units by code or name: a combobox with a list of what matches.

import {givenUp, latest, query} from "./api.js";
import {schemesOf} from "./catalogue.js";
import {$, make, say, settled} from "./dom.js";
import {clear, fail} from "./problems.js";
import {state, watch} from "./state.js";
import {nameOf, unitName, word} from "./words.js";

const LIMIT = 10;	// matches of each division
const PAUSE = 180;	// milliseconds without a key before the server is asked

const asking = latest();
let matches = [];
let active = -1;
let choose = () => {};

function setActive(i) {
	const items = $("matches").querySelectorAll("[role=option]");

	active = i;
	items.forEach((item, k) => item.setAttribute("aria-selected", String(k === i)));
	items[i]?.scrollIntoView({block: "nearest"});
	if (i < 0)
		$("search").removeAttribute("aria-activedescendant");
	else
		$("search").setAttribute("aria-activedescendant", items[i].id);
}

function setOpen(open) {
	$("matches").hidden = !open;
	$("search").setAttribute("aria-expanded", String(open));
	if (!open)
		setActive(-1);
}

function where(unit) {
	const above = unit.path.slice(0, -1).map(unitName);

	return [nameOf("levels", unit.level), ...above].join(" · ");
}

function option(unit, i) {
	const made = make("li", {id: `match-${i}`, role: "option", "aria-selected": "false"},
		make("span", {class: "name"}, unitName(unit)),
		make("span", {class: "code"}, unit.code),
		make("span", {class: "where"}, where(unit)));

	made.addEventListener("pointerdown", event => event.preventDefault()); // keeps the focus
	made.addEventListener("click", () => take(i));
	return made;
}

function show(units) {
	matches = units;
	$("matches").replaceChildren(...units.map(option));
	if (!units.length)
		$("matches").append(make("li", {class: "none", role: "option",
			"aria-disabled": "true", "aria-selected": "false"}, word("search_none")));
	setOpen(true);
	active = -1;
	say(units.length ? word("search_found")(units.length) : word("search_none"));
}

// Every division is searched, the one shown first.
function schemes() {
	const all = schemesOf(state).map(one => one.scheme);

	return all.sort((a, b) => (b === state.scheme) - (a === state.scheme));
}

async function ask() {
	const q = $("search").value.trim();

	if (!q) {
		asking.stop();
		setOpen(false);
		return;
	}
	try {
		const answers = await asking.all(schemes().map(scheme =>
			query("v1/units", {q, scheme, limit: LIMIT})));

		clear("search");
		if ($("search").value.trim() === q)
			show(answers.flatMap(answer => answer.units));
	} catch (error) {
		if (!givenUp(error))
			fail("search", error, ask);
	}
}

function take(i) {
	const unit = matches[i];

	if (!unit)
		return;
	setOpen(false);
	$("search").value = "";
	choose(unit);
}

function move(by) {
	if ($("matches").hidden)
		ask();
	else if (matches.length)
		setActive(active < 0 && by < 0 ? matches.length - 1
			: (active + by + matches.length) % matches.length);
}

function press(event) {
	const keys = {
		ArrowDown: () => move(1),
		ArrowUp: () => move(-1),
		Enter: () => take(Math.max(active, 0)),
		Escape: () => {
			if ($("matches").hidden)
				$("search").value = "";
			setOpen(false);
		},
	};

	if (event.isComposing || !keys[event.key]) // an input method has the key
		return;
	event.preventDefault();
	keys[event.key]();
}

// found is called with the unit chosen.
export function startSearch(found) {
	const askSoon = settled(ask, PAUSE);

	choose = found;
	$("search").addEventListener("input", askSoon);
	$("search").addEventListener("keydown", press);
	$("search").addEventListener("blur", () => setOpen(false));
	watch(["lang"], () => setOpen(false));
}
