// SPDX-License-Identifier: Apache-2.0
// The map itself: where it is, the point asked about, the outline of the unit shown.

import {$, settled} from "./dom.js";
import {change, state, watch} from "./state.js";
import {word} from "./words.js";

const EDGE = 16;	// pixels kept free around what the map is fitted to
const NEAR = 16;	// the zoom beyond which nothing is zoomed in to by itself

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const dark = {color: "#0a2a4a", weight: 3, fill: false, interactive: false};
const casing = {...dark, color: "#fff", weight: 7, opacity: 0.9};

export const map = L.map("map", {zoomControl: false, minZoom: 3, maxZoom: 20,
	fadeAnimation: false, zoomAnimation: !calm.matches, markerZoomAnimation: !calm.matches,
	inertia: !calm.matches});

let zoom = null;
let marker = null;
let outline = null;

// What lies over the map's edges hides none of what it is fitted to.
function padding() {
	const ground = $("ground").getBoundingClientRect();
	const chooser = $("chooser").getBoundingClientRect();
	const months = $("months").getBoundingClientRect();
	const beside = chooser.width < ground.width / 2;

	return {
		paddingTopLeft: [beside ? chooser.right - ground.left + EDGE : EDGE,
			beside ? EDGE : Math.min(72, ground.height / 4)],
		paddingBottomRight: [EDGE, months.height
			? Math.min(ground.bottom - months.top + EDGE, ground.height / 4) : EDGE],
	};
}

export function fitBox([west, south, east, north]) {
	map.fitBounds([[south, west], [north, east]],
		{...padding(), maxZoom: NEAR, animate: !calm.matches});
}

// Goes to a place unless it is in sight, and near enough.
export function goTo({lon, lat}) {
	const place = L.latLng(lat, lon);

	if (map.getZoom() < NEAR || !map.getBounds().pad(-0.15).contains(place))
		map.setView(place, Math.max(map.getZoom(), NEAR), {animate: !calm.matches});
}

function middleOf(at) {
	const [near, lat, lng] = at.split("/").map(Number);

	return [near, lat, lng].every(Number.isFinite) && Math.abs(lat) <= 90
		? {near, place: L.latLng(lat, lng)} : null;
}

// The map stands on whole pixels, so that it may be a little beside the address.
function isThere(middle) {
	const zoom = map.getZoom();

	return middle?.near === zoom
		&& map.project(middle.place, zoom).distanceTo(map.project(map.getCenter(), zoom)) < 2;
}

function present() {
	const place = map.getCenter().wrap();

	return `${map.getZoom()}/${place.lat.toFixed(5)}/${place.lng.toFixed(5)}`;
}

// Goes where the address says; false when it says nothing.
export function goToAddress() {
	const middle = middleOf(state.at);

	if (!middle)
		return false;
	if (!isThere(middle))
		map.setView(middle.place, middle.near, {animate: false});
	return true;
}

export function showPoint(place) {
	marker?.remove();
	marker = place && L.circleMarker(place, {radius: 7, color: "#0a2a4a", weight: 2.5,
		fillColor: "#fff", fillOpacity: 1, interactive: false}).addTo(map);
}

export function showOutline(geometry) {
	outline?.remove();
	outline = geometry && L.featureGroup([L.geoJSON(geometry, {style: casing}),
		L.geoJSON(geometry, {style: dark})]).addTo(map);
	marker?.bringToFront();
}

export function askAbout(place) {
	const {lng, lat} = place.wrap();

	change({point: `${lng.toFixed(6)},${lat.toFixed(6)}`, unit: "", report: ""}, {step: true});
}

function nameControls() {
	zoom?.remove();
	zoom = L.control.zoom({position: "bottomright", zoomInTitle: word("zoom_in"),
		zoomOutTitle: word("zoom_out")}).addTo(map);
}

export function startMap() {
	map.attributionControl.setPrefix("");
	L.control.scale({imperial: false, position: "bottomleft"}).addTo(map);
	nameControls();
	watch(["lang"], nameControls);
	map.setView([0, 0], 3);
	goToAddress();
	map.on("moveend", settled(() =>
		isThere(middleOf(state.at)) || change({at: present()}), 200));
	watch(["at"], changed => changed.has("at") && goToAddress());
	new ResizeObserver(() => map.invalidateSize({animate: false})).observe($("map"));
	$("map").addEventListener("pointerdown", () => $("map").classList.remove("by-keys"), true);
	$("map").addEventListener("keydown", event => {
		$("map").classList.add("by-keys");
		if (event.key === "Enter" && event.target === $("map"))
			askAbout(map.getCenter());
	});
}
