// SPDX-License-Identifier: Apache-2.0
// The reports on the map, drawn on one canvas. What would lie too close is drawn as one disc with
// their number, ringed by their statuses.

import {map} from "./map.js";
import {isLate} from "./reports.js";
import {LATE, STATUSES, colorOf, paint} from "./symbols.js";

const CLUSTER = 60;	// pixels: the side of the squares whose reports are drawn as one
const SINGLY = 16;	// the zoom from which each report is drawn by itself
const MARGIN = 0.25;	// of the map's size, drawn around it for when it is dragged
const REACH = 14;	// pixels from a symbol's middle that still hit it

const canvas = L.DomUtil.create("canvas", "leaflet-zoom-hide");

let reports = [];
let chosen = "";
let drawn = [];		// {x, y, radius, held}: what is on the canvas, in the layer's pixels
let waiting = false;

// Mercator, so that 2 ** zoom makes it pixels.
export function worldOf({lon, lat}) {
	return map.options.crs.latLngToPoint(L.latLng(lat, lon), 0);
}

// The square that a report falls into stays where it is when the map moves.
function grouped(shown, scale) {
	const groups = new Map();

	for (const report of shown) {
		const x = Math.floor(report.world.x * scale / CLUSTER);
		const y = Math.floor(report.world.y * scale / CLUSTER);
		const key = x * 1e7 + y;
		const group = groups.get(key);

		if (group)
			group.push(report);
		else
			groups.set(key, [report]);
	}
	return [...groups.values()];
}

function middle(held, scale, origin) {
	const sum = held.reduce((at, {world}) => ({x: at.x + world.x, y: at.y + world.y}),
		{x: 0, y: 0});

	return {x: sum.x / held.length * scale - origin.x, y: sum.y / held.length * scale - origin.y};
}

function within(shown, scale, origin, corner, size) {
	return shown.filter(({world}) => {
		const x = world.x * scale - origin.x - corner.x;
		const y = world.y * scale - origin.y - corner.y;

		return x > -CLUSTER && y > -CLUSTER && x < size.x + CLUSTER && y < size.y + CLUSTER;
	});
}

function paintRing(context, {x, y, radius, held}) {
	let from = -Math.PI / 2;

	context.lineWidth = 4;
	for (const status of STATUSES) {
		const part = held.filter(report => report.status === status).length / held.length;

		if (!part)
			continue;
		context.beginPath();
		context.arc(x, y, radius - 3, from, from + part * 2 * Math.PI);
		context.strokeStyle = colorOf(status);
		context.stroke();
		from += part * 2 * Math.PI;
	}
}

function paintBadge(context, {x, y, radius}) {
	const [left, top] = [x + radius * 0.72, y - radius * 0.72];

	context.beginPath();
	context.arc(left, top, 7.5, 0, 2 * Math.PI);
	context.fillStyle = LATE;
	context.fill();
	context.strokeStyle = "#fff";
	context.lineWidth = 1.5;
	context.stroke();
	context.fillStyle = "#fff";
	context.font = "700 11px system-ui, sans-serif";
	context.fillText("!", left, top + 0.5);
}

function paintCluster(context, group) {
	const {x, y, radius, held} = group;

	context.beginPath();
	context.arc(x, y, radius, 0, 2 * Math.PI);
	context.fillStyle = "#fff";
	context.shadowColor = "#0006";
	context.shadowBlur = 4;
	context.fill();
	context.shadowBlur = 0;
	paintRing(context, group);
	context.fillStyle = "#16202a";
	context.font = "650 12px system-ui, sans-serif";
	context.textAlign = "center";
	context.textBaseline = "middle";
	context.fillText(String(held.length), x, y + 0.5);
	if (held.some(isLate))
		paintBadge(context, group);
}

function paintChosen(context, {x, y, radius}) {
	context.beginPath();
	context.arc(x, y, radius + 9, 0, 2 * Math.PI);
	context.fillStyle = "#0a2a4a";
	context.fill();
	context.strokeStyle = "#fff";
	context.lineWidth = 2;
	context.stroke();
}

// What is drawn; the chosen one last and by itself, so that nothing hides it.
function items(shown, zoom, scale, origin) {
	const others = shown.filter(report => String(report.id) !== chosen);
	const groups = zoom >= SINGLY ? others.map(report => [report]) : grouped(others, scale);
	const one = shown.find(report => String(report.id) === chosen);

	if (one)
		groups.push([one]);
	return groups.map(held => ({...middle(held, scale, origin), held,
		radius: held.length === 1 ? 8 : 12 + 1.9 * Math.log2(held.length)}));
}

function redraw() {
	waiting = false;
	if (!canvas.parentNode)
		return;
	const size = map.getSize();
	const corner = map.containerPointToLayerPoint(size.multiplyBy(-MARGIN)).round();
	const whole = size.multiplyBy(1 + 2 * MARGIN).round();
	const ratio = devicePixelRatio || 1;
	const zoom = map.getZoom();
	const scale = 2 ** zoom;
	const origin = map.getPixelOrigin();
	const context = canvas.getContext("2d");

	canvas.width = whole.x * ratio;
	canvas.height = whole.y * ratio;
	canvas.style.width = `${whole.x}px`;
	canvas.style.height = `${whole.y}px`;
	L.DomUtil.setPosition(canvas, corner);
	context.setTransform(ratio, 0, 0, ratio, -corner.x * ratio, -corner.y * ratio);
	drawn = items(within(reports, scale, origin, corner, whole), zoom, scale, origin);
	for (const item of drawn) {
		if (String(item.held[0].id) === chosen)
			paintChosen(context, item);
		if (item.held.length > 1)
			paintCluster(context, item);
		else
			paint(context, item.held[0].status, item.x, item.y, isLate(item.held[0]));
	}
}

function redrawSoon() {
	if (!waiting)
		requestAnimationFrame(redraw);
	waiting = true;
}

// Those drawn, each with its world; the newest last, and so on top.
export function showPoints(shown, id) {
	reports = shown;
	chosen = id;
	if (shown.length && !canvas.parentNode)
		map.getPane("overlayPane").append(canvas);
	redrawSoon();
}

// What lies under a point of the layer: the reports of one symbol or disc, or none.
export function reportsAt({x, y}) {
	const hit = drawn.findLast(item =>
		Math.hypot(item.x - x, item.y - y) <= Math.max(REACH, item.radius));

	return hit ? hit.held : [];
}

export function boxOf(held) {
	const lons = held.map(report => report.lon);
	const lats = held.map(report => report.lat);

	return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

export function startPoints() {
	map.on("moveend resize", redrawSoon);
	map.on("mousemove", event => {
		map.getContainer().classList.toggle("over", reportsAt(event.layerPoint).length > 0);
	});
}
