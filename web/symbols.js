// SPDX-License-Identifier: Apache-2.0
// How the five statuses of a report look: each a shape and a colour, on the map and in lists.

import {draw} from "./dom.js";

export const STATUSES = ["found", "uploaded", "allocated", "solved", "evaluated"];

// Around 0, 0; some 12 pixels wide.
const LOOKS = {
	found: {color: "#7c3aad", path: "M0-6a6 6 0 1 1 0 12 6 6 0 1 1 0-12z"},
	uploaded: {color: "#c2410c", path: "M0-7 7 5.5H-7z"},
	allocated: {color: "#0b5fa5", path: "M0-7.5 7.5 0 0 7.5-7.5 0z"},
	solved: {color: "#0f766e", path: "M-5.5-5.5h11v11h-11z"},
	evaluated: {color: "#52606d", path: "M-2-6.5h4v4.5h4.5v4h-4.5v4.5h-4v-4.5h-4.5v-4h4.5z"},
};

export const LATE = "#b3261e";

export const colorOf = status => (LOOKS[status] || LOOKS.found).color;

export function symbol(status) {
	const {color, path} = LOOKS[status] || LOOKS.found;

	return draw("svg", {viewBox: "-9 -9 18 18", class: "symbol", "aria-hidden": "true"},
		draw("path", {d: path, fill: color}));
}

const paths = new Map();

export function paint(context, status, x, y, late, scale = 1) {
	const {color, path} = LOOKS[status] || LOOKS.found;

	if (!paths.has(path))
		paths.set(path, new Path2D(path));
	context.save();
	context.translate(x, y);
	context.scale(scale, scale);
	if (late) {
		context.beginPath();
		context.arc(0, 0, 13, 0, 2 * Math.PI);
		context.fillStyle = "#fff";
		context.fill();
		context.beginPath();
		context.arc(0, 0, 10.5, 0, 2 * Math.PI);
		context.strokeStyle = LATE;
		context.lineWidth = 2.5;
		context.stroke();
	}
	context.lineJoin = "round";
	context.strokeStyle = "#fff";
	context.lineWidth = 3;
	context.stroke(paths.get(path));
	context.fillStyle = color;
	context.fill(paths.get(path));
	context.restore();
}
