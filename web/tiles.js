// SPDX-License-Identifier: Apache-2.0
// The month's tiles: a new map takes the old one's place once all its tiles are there.

import {latest, query, withToken} from "./api.js";
import {state} from "./state.js";
import {fitBox, goToAddress, map} from "./map.js";
import {load} from "./problems.js";

const asking = latest();

let shown = null;	// the layer on the map, and the one to take its place
let coming = null;
let fitted = false;	// the map was shown the whole city, or what the address says

export let tilejson = null;

// Relative to the page the template serves behind a proxy too, whatever that is called.
function template() {
	return withToken(tilejson.tiles[0].replace(/^.*?\/tiles\//, "tiles/")
		.replace(".png", "{r}.png"));
}

function swap(layer) {
	if (layer !== coming)
		return;
	layer.setOpacity(1);
	shown?.remove();
	shown = layer;
	coming = null;
}

function fitOnce() {
	if (!fitted && !goToAddress() && tilejson.bounds)
		fitBox(tilejson.bounds);
	fitted = true;
}

function showTiles() {
	const layer = L.tileLayer(template(), {minZoom: tilejson.minzoom, maxZoom: tilejson.maxzoom,
		opacity: shown ? 0 : 1, detectRetina: false});

	coming?.remove();
	coming = layer;
	layer.once("load", () => swap(layer));
	layer.addTo(map);
}

export function hideTiles() {
	asking.stop();
	shown?.remove();
	coming?.remove();
	shown = coming = tilejson = null;
}

// then is called with the map's TileJSON in place; none when it has no month to show.
export function showMap(then, none) {
	const {map: name, month, scheme, level, lang} = state;
	const path = query(`tiles/${encodeURIComponent(name)}.json`, {month, scheme, level, lang});

	return load("map", async () => {
		try {
			tilejson = await asking.get(path);
		} catch (error) {
			if (error.status !== 404 || month)
				throw error;
			hideTiles();
			none();
			return;
		}
		fitOnce();
		showTiles();
		then();
	}, () => showMap(then, none));
}
