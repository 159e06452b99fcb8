// SPDX-License-Identifier: Apache-2.0
// Twelve months of a unit, small: a bar for the reports of each, a square for its grade.

import {draw, make} from "./dom.js";
import {gradeChip} from "./grades.js";
import {monthName, number, word} from "./words.js";

const WIDTH = 300;
const HEIGHT = 56;
const GAP = 4;

function bar(value, most, i, n, chosen) {
	const width = (WIDTH - GAP * (n - 1)) / n;
	const height = value === null ? 0 : Math.max(value / (most || 1) * (HEIGHT - 14), 1.5);

	return draw("rect", {x: i * (width + GAP), y: HEIGHT - height, width, height, rx: 1.5,
		class: chosen ? "chosen" : ""});
}

// The number over the month chosen, and over the greatest.
function figure(value, most, i, n) {
	const step = (WIDTH + GAP) / n;
	const height = Math.max(value / (most || 1) * (HEIGHT - 14), 1.5);

	return draw("text", {x: i * step + (step - GAP) / 2, y: HEIGHT - height - 4,
		"text-anchor": "middle"}, number(value));
}

function bars(months, chosen) {
	const values = months.map(month => month.reports ?? null);
	const most = Math.max(...values);
	const told = months.map(({month, reports}) => `${monthName(month)} ${reports ?? "–"}`);
	const picture = draw("svg", {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "bars", role: "img",
		"aria-label": word("trend_said")(word("trend_reports"), told.join(", "))});

	months.forEach(({month}, i) => {
		picture.append(bar(values[i], most, i, months.length, month === chosen));
		if (values[i] !== null && (month === chosen || i === values.indexOf(most)))
			picture.append(figure(values[i], most, i, months.length));
	});
	return picture;
}

function grades(months, chosen) {
	const told = months.map(({month, grade}) => `${monthName(month)} ${grade ?? word("unknown")}`);
	const strip = make("div", {class: "grades", role: "img",
		"aria-label": word("trend_said")(word("trend_grades"), told.join(", "))});

	strip.append(...months.map(({month, grade}) => {
		const chip = gradeChip(grade);

		chip.classList.toggle("chosen", month === chosen);
		return chip;
	}));
	return strip;
}

function axis(months) {
	return make("div", {class: "axis", "aria-hidden": "true"}, make("span", {}, months[0].month),
		make("span", {}, months.at(-1).month));
}

function table(months, hasReports, hasGrades) {
	const head = [word("month"), hasReports && word("trend_reports"),
		hasGrades && word("trend_grades")].filter(Boolean);
	const rows = months.map(({month, reports, grade}) => make("tr", {},
		make("th", {scope: "row"}, month),
		hasReports ? make("td", {}, reports === null || reports === undefined ? "–"
			: number(reports)) : null,
		hasGrades ? make("td", {}, grade ? `${grade} · ${word("grades")[grade - 1]}` : "–")
			: null));

	return make("details", {class: "table"}, make("summary", {}, word("trend_table")),
		make("table", {}, make("thead", {}, make("tr", {},
			...head.map(name => make("th", {scope: "col"}, name)))),
		make("tbody", {}, ...rows)));
}

// What there is of the months, each {month, reports, grade}; a note when there is nothing.
export function trend(months, chosen) {
	const known = key => months.some(month => month[key] !== null && month[key] !== undefined);
	const [hasReports, hasGrades] = [known("reports"), known("grade")];
	const made = make("div", {class: "trend"}, make("h3", {}, word("trend")));

	if (!hasReports && !hasGrades) {
		made.append(make("p", {class: "quiet"}, word("trend_none")));
		return made;
	}
	if (hasReports)
		made.append(make("p", {class: "caption"}, word("trend_reports")),
			bars(months, chosen));
	if (hasGrades)
		made.append(make("p", {class: "caption"}, word("trend_grades")),
			grades(months, chosen));
	made.append(axis(months), table(months, hasReports, hasGrades));
	return made;
}
