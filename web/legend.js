// SPDX-License-Identifier: Apache-2.0
// The legend: each class with its colour, hatching, cut points and the number of its units.

import {$, make} from "./dom.js";
import {number, monthName, nameOf, word} from "./words.js";

// A colour's patch, with its pattern and the digit that maps print on it.
export function swatch({color, mark, hatched, pattern}) {
	const rgb = parseInt(color.slice(1, 7), 16);
	const light = 0.3 * (rgb >> 16) + 0.59 * (rgb >> 8 & 255) + 0.11 * (rgb & 255) > 140;
	const made = make("span", {class: "swatch", "data-pattern": hatched ? pattern : null},
		mark || "");

	made.style.backgroundColor = color;
	made.style.setProperty("--ground", color);
	made.style.color = light ? "#000" : "#fff";
	return made;
}

// Which part of all units each class has, as one bar.
function showStrip(classes) {
	const all = classes.reduce((sum, one) => sum + one.units, 0);

	$("strip").hidden = !all;
	$("strip").replaceChildren(...classes.filter(one => one.units).map(one => {
		const part = swatch({...one, mark: ""});

		part.style.flexGrow = one.units / all;
		return part;
	}));
}

// A map without a legend says nothing of the units, so that it is not by them.
export function showLegend(tilejson) {
	const classes = tilejson.legend;
	const reports = tilejson.theme === "reports" ? tilejson.reports : null;

	$("map-name").textContent = classes.length
		? word("by")(nameOf("themes", tilejson.theme), nameOf("levels", tilejson.level))
		: nameOf("kinds", tilejson.map);
	$("summary").textContent = monthName(tilejson.month)
		+ (reports === null ? "" : ` · ${word("summary_reports")(reports)}`);
	$("legend").replaceChildren(...classes.map(one => make("li", {}, swatch(one),
		make("span", {}, one.label),
		make("span", {class: "count", title: word("units")(one.units)},
			number(one.units), make("span", {class: "unseen"}, ` ${word("units")(one.units)
				.replace(/^[\d,]+\s*/, "")}`)))));
	showStrip(classes);
}

export function clearLegend(text) {
	$("map-name").textContent = text;
	$("summary").textContent = "";
	$("legend").replaceChildren();
	$("strip").hidden = true;
}
