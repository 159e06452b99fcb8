// SPDX-License-Identifier: Apache-2.0
// The maps there are for whoever looks: each with its divisions, levels and months.

import {get} from "./api.js";

let maps = [];

export async function loadMaps() {
	maps = (await get("v1/maps")).maps;
}

export const allMaps = () => maps;
export const mapOf = name => maps.find(map => map.name === name);

export function schemesOf(shown) {
	return mapOf(shown.map)?.schemes || [];
}

// From the topmost level down to that of the cells.
export function levelsOf(shown, scheme = shown.scheme) {
	return schemesOf(shown).find(one => one.scheme === scheme)?.levels || [];
}

export function monthsOf(shown) {
	return mapOf(shown.map)?.months || [];
}

// The nearest to what is wished for that there is.
export function settle(wished) {
	const found = {map: wished.map, month: wished.month, scheme: wished.scheme,
		level: wished.level};
	const among = (list, value, other) => list.includes(value) ? value : other || "";

	found.map = among(maps.map(map => map.name), found.map, maps[0]?.name);
	found.scheme = among(schemesOf(found).map(one => one.scheme), found.scheme,
		schemesOf(found)[0]?.scheme);
	found.level = among(levelsOf(found), found.level, levelsOf(found).at(-1));
	found.month = among(monthsOf(found), found.month, monthsOf(found).at(-1));
	return found;
}
