// SPDX-License-Identifier: Apache-2.0
// The months that have data, on a slider.

import {$, make} from "./dom.js";
import {change, state} from "./state.js";
import {monthsOf} from "./catalogue.js";
import {monthName, word} from "./words.js";

const TICKS = 7;	// month names that fit below the slider

let months = [];

function showName() {
	const month = months[$("month").valueAsNumber];

	$("month-name").textContent = month ? monthName(month) : "";
	$("month").setAttribute("aria-valuetext", $("month-name").textContent);
	$("earlier").disabled = $("month").valueAsNumber <= 0;
	$("later").disabled = $("month").valueAsNumber >= months.length - 1;
}

function showTicks() {
	const every = Math.ceil(months.length / TICKS);
	const last = months.length - 1;

	$("ticks").replaceChildren(...months.map((month, i) => {
		const named = (last - i) % every === 0;
		const [year, of] = month.split("-").map(Number);
		const tick = make("span", {class: named ? "named" : ""},
			named ? word("month_short")(year, of) : "");

		tick.style.left = `${last ? i / last * 100 : 50}%`;
		return tick;
	}));
}

export function showMonths() {
	months = monthsOf(state);
	$("months").hidden = !months.length;
	$("month").max = Math.max(months.length - 1, 0);
	$("month").value = months.indexOf(state.month);
	showTicks();
	showName();
}

function choose() {
	showName();
	change({month: months[$("month").valueAsNumber]});
}

function step(by) {
	$("month").value = $("month").valueAsNumber + by;
	choose();
}

export function startMonths() {
	$("month").addEventListener("input", choose);
	$("earlier").addEventListener("click", () => step(-1));
	$("later").addEventListener("click", () => step(1));
}
