// SPDX-License-Identifier: Apache-2.0
// What went wrong, and what is under way: told in one place over the map.

import {$, say} from "./dom.js";
import {givenUp} from "./api.js";
import {problemText} from "./words.js";

const problems = new Map();	// by what was to be loaded: {error, retry}
let underWay = 0;
let toastTimer = 0;

function show() {
	const [what, problem] = [...problems].pop() || [];

	$("problem").hidden = !problem;
	$("problem-text").textContent = problem ? problemText(problem.error) : "";
	$("retry").hidden = !problem?.retry;
	$("retry").onclick = () => {
		clear(what);
		problem.retry();
	};
	$("dismiss").onclick = () => clear(what);
}

export function fail(what, error, retry) {
	if (givenUp(error))
		return;
	problems.delete(what);
	problems.set(what, {error, retry});
	show();
}

export function clear(what) {
	if (problems.delete(what))
		show();
}

// The server answers again: whatever it did not answer is asked once more.
export function retryAll() {
	for (const [what, {error, retry}] of [...problems])
		if (retry && error.status === 0) {
			clear(what);
			retry();
		}
}

// While work is not done a bar runs over the map; problems of what is loaded are told.
export async function load(what, work, retry) {
	$("busy").hidden = ++underWay === 0;
	try {
		await work();
		clear(what);
	} catch (error) {
		if (!givenUp(error) && error.status === undefined)
			throw error;
		fail(what, error, retry);
	} finally {
		$("busy").hidden = --underWay === 0;
	}
}

// A short note that goes by itself, said as well.
export function toast(text) {
	$("toast").textContent = text;
	$("toast").hidden = false;
	clearTimeout(toastTimer);
	toastTimer = setTimeout(() => {
		$("toast").hidden = true;
	}, 4000);
	say(text);
}

export const showProblems = show;
