// SPDX-License-Identifier: Apache-2.0
// Whether the server is there: told in the bar on top, and when it changes.

import {get, whenHeard} from "./api.js";
import {$, make, say} from "./dom.js";
import {retryAll} from "./problems.js";
import {word} from "./words.js";

const PAUSE = 4000;	// milliseconds between two tries

let live = "";		// of the events: "live", "reconnecting", or "" when none are followed
let reached = true;
let timer = 0;

export function showConnection() {
	const what = !reached ? "offline" : live;

	$("connection").hidden = !what;
	$("connection").className = what;
	$("connection").replaceChildren(...(what
		? [make("i", {"aria-hidden": "true"}), make("span", {}, word(what))] : []));
}

export function setLive(now) {
	live = now;
	showConnection();
}

function tryAgain() {
	clearTimeout(timer);
	timer = setTimeout(() => get("healthz").catch(() => {}), PAUSE);
}

function hear(answers) {
	if (!answers)
		tryAgain();
	if (answers === reached)
		return;
	reached = answers;
	showConnection();
	say(word(answers ? "online_said" : "offline_said"));
	if (answers)
		retryAll();
}

export function startConnection() {
	whenHeard(hear);
	addEventListener("offline", () => hear(false));
	addEventListener("online", () => get("healthz").catch(() => {}));
}
