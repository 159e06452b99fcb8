// SPDX-License-Identifier: Apache-2.0
// The five safety levels as the maps show them: colour, digit, hatching.

import {swatch} from "./legend.js";

const GRADES = [
	{color: "#7fd18b"},
	{color: "#2166ac"},
	{color: "#ffe34d"},
	{color: "#c4161c", hatched: true, pattern: "hatch-light"},
	{color: "#101010", hatched: true, pattern: "hatch-cross"},
];
const UNKNOWN = {color: "#bdbdbd", hatched: true, pattern: "hatch-grey"};

export function gradeChip(grade) {
	return swatch({...(GRADES[grade - 1] || UNKNOWN), mark: grade ? String(grade) : "–"});
}
