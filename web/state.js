// SPDX-License-Identifier: Apache-2.0
// What is shown. The address keeps it behind its '#', so that a link leads back to it.

const START = {
	map: "",	// a map's name
	month: "",	// 2026-10
	scheme: "",
	level: "",
	lang: "",
	at: "",		// zoom/latitude/longitude of the map's middle
	point: "",	// longitude,latitude that was asked about
	unit: "",	// scheme/level/code
	report: "",	// its id
	live: "",	// reports shown: of the "month", the last "day" or "week", or none
	status: "",	// those shown, "found,solved"; all of them when empty
	only: "",	// "overdue": those that are late alone
	order: "",	// of the list: "newest", or what is due first
};

export const state = {...START};
const watchers = [];

// Calls work when one of the keys has changed; it is given all that did.
export function watch(keys, work) {
	watchers.push({keys, work});
}

function addressOf(shown) {
	const given = Object.entries(shown).filter(([, value]) => value !== "");

	return "#" + new URLSearchParams(given).toString()
		.replaceAll("%2F", "/").replaceAll("%2C", ",");
}

function take(patch) {
	const changed = new Set();

	for (const [key, value] of Object.entries(patch))
		if (Object.hasOwn(START, key) && state[key] !== value) {
			state[key] = value;
			changed.add(key);
		}
	return changed;
}

function tell(changed) {
	for (const {keys, work} of watchers)
		if (keys.some(key => changed.has(key)))
			work(changed);
}

function write(step) {
	const address = addressOf(state);

	if (address === (location.hash || "#"))
		return;
	if (step)
		history.pushState(null, "", address);
	else
		history.replaceState(null, "", address);
}

// The back button returns to before a step; small changes go along with the step they follow.
export function change(patch, {step = false} = {}) {
	const changed = take(patch);

	if (!changed.size)
		return;
	write(step);
	tell(changed);
}

function read() {
	const given = new URLSearchParams(location.hash.slice(1));
	const {lang} = state;

	return {...START, lang, ...Object.fromEntries(given)};
}

// Takes in the address; begins to follow it.
export function startState(languages) {
	take(read());
	if (!languages.includes(state.lang))
		state.lang = navigator.language.startsWith("zh") ? "zh" : "en";
	addEventListener("popstate", () => {
		const changed = take(read());

		if (changed.size)
			tell(changed);
	});
}
