// SPDX-License-Identifier: Apache-2.0
// What happens, as it happens. A connection that breaks is taken up where it ended.

import {query, withToken} from "./api.js";
import {setLive} from "./connection.js";

const KINDS = ["report", "step"];
const WAIT_LEAST = 1000;	// milliseconds
const WAIT_MOST = 30000;
const PATIENCE = 3;	// refusals after which the event it stopped at is given up

let source = null;
let last = "";		// the last event that came
let refused = 0;	// times in a row
let wait = WAIT_LEAST;
let timer = 0;
let taken = () => {};
let missed = () => {};

function hear(event) {
	last = event.lastEventId || last;
	taken(JSON.parse(event.data));
}

// The browser itself takes up what broke off; what was refused it gives up.
function reopen() {
	setLive("reconnecting");
	if (source.readyState !== EventSource.CLOSED)
		return;
	if (++refused === PATIENCE)
		last = "";
	clearTimeout(timer);
	timer = setTimeout(open, wait);
	wait = Math.min(2 * wait, WAIT_MOST);
}

function open() {
	source?.close();
	source = new EventSource(withToken(query("v1/events",
		{kind: KINDS.join(","), last_event_id: last})));
	source.addEventListener("open", () => {
		if (refused >= PATIENCE)
			missed();
		wait = WAIT_LEAST;
		refused = 0;
		setLive("live");
	});
	source.addEventListener("error", reopen);
	for (const kind of KINDS)
		source.addEventListener(kind, hear);
}

// take is called with each event, lose when there may be some that never come.
export function follow(take, lose) {
	taken = take;
	missed = lose;
	if (!source)
		open();
}

// Forgets where it was: the next who follows begins with what happens then.
export function unfollow() {
	clearTimeout(timer);
	source?.close();
	source = null;
	last = "";
	setLive("");
}
