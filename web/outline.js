// SPDX-License-Identifier: Apache-2.0
// The border of the unit shown, where the server tells it.

import {givenUp, latest, query} from "./api.js";
import {showOutline} from "./map.js";

const asking = latest();
let drawn = "";

export function clearOutline() {
	asking.stop();
	showOutline(null);
	drawn = "";
}

// A map without the outline serves as well, so that nobody is told when there is none.
export async function outline({scheme, level, code}, day) {
	const key = [scheme, level, code, day].join("/");
	const path = `ogc/collections/${encodeURIComponent(`${scheme}-${level}`)}/items`;

	if (key === drawn)
		return;
	try {
		const answer = await asking.get(query(path, {code, limit: 1, datetime: day}));

		showOutline(answer.features?.length ? answer : null);
		drawn = key;
	} catch (error) {
		if (!givenUp(error))
			clearOutline();
	}
}
