// SPDX-License-Identifier: Apache-2.0
// The maps there are for whoever looks: each with its divisions, levels and months.

import {get} from "./api.js";

let maps = [];

export async function loadMaps() {
	maps = (await get("v1/maps")).maps;
}

export const allMaps = () => maps;
const mapOf = name => maps.find(map => map.name === name);

export function schemesOf(shown) {
	return mapOf(shown.map)?.schemes || [];
}

// From the topmost level down to that of the cells.
export function levelsOf(shown, scheme = shown.scheme) {
	return schemesOf(shown).find(one => one.scheme === scheme)?.levels || [];
}

// A division may have data in other months than the next.
export function monthsOf(shown) {
	return schemesOf(shown).find(one => one.scheme === shown.scheme)?.months
		|| mapOf(shown.map)?.months || [];
}

// Before anything is published the last map, of borders alone, is the one there is to show.
const firstShown = () => (maps.find(map => map.months.length) || maps.at(-1))?.name;

// The nearest to what is wished for that there is.
export function settle(wished) {
	const found = {map: wished.map, month: wished.month, scheme: wished.scheme,
		level: wished.level};
	const among = (list, value, other) => list.includes(value) ? value : other || "";

	found.map = among(maps.map(map => map.name), found.map, firstShown());
	const schemes = schemesOf(found);

	found.scheme = among(schemes.map(one => one.scheme), found.scheme,
		(schemes.find(one => one.months?.length) || schemes[0])?.scheme);
	found.level = among(levelsOf(found), found.level, levelsOf(found).at(-1));
	found.month = among(monthsOf(found), found.month, monthsOf(found).at(-1));
	return found;
}
