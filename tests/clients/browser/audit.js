// SPDX-License-Identifier: Apache-2.0
// What is wrong with the page as it stands, for those who do not see it, or see it badly.
// Run in the page; returns a list of texts.

const faults = [];
const told = node => `${node.tagName.toLowerCase()}${node.id ? "#" + node.id : ""}${
	node.className && typeof node.className === "string" ? "." + node.className : ""} "${
	(node.textContent || "").trim().slice(0, 30)}"`;
const shown = node => node.checkVisibility({checkVisibilityCSS: true, checkOpacity: false})
	&& node.getClientRects().length > 0;

// The name by which assistive technology calls a control.
function nameOf(node) {
	const by = (node.getAttribute("aria-labelledby") || "").split(" ")
		.map(id => document.getElementById(id)?.textContent || "").join(" ").trim();
	const labels = [...(node.labels || [])].map(label => label.textContent.trim()).join(" ");

	return by || node.getAttribute("aria-label") || labels
		|| (/^(BUTTON|A|SUMMARY|LI)$/.test(node.tagName) && node.textContent.trim())
		|| node.title;
}

const CONTROLS = "button, a[href], input, select, textarea, summary, [tabindex='0'], [role=option],"
	+ "[role=listbox], [role=combobox], [role=img], [role=application], dialog, nav, fieldset";

for (const node of document.querySelectorAll(CONTROLS)) {
	if (!shown(node))
		continue;
	if (node.tagName === "FIELDSET") {
		if (!node.querySelector("legend")?.textContent.trim())
			faults.push(`${told(node)} has no legend`);
	} else if (!nameOf(node)) {
		faults.push(`${told(node)} has no name`);
	}
	for (const attribute of ["aria-labelledby", "aria-describedby", "aria-controls",
		"aria-activedescendant", "for"])
		for (const id of (node.getAttribute(attribute) || "").split(" ").filter(Boolean))
			if (!document.getElementById(id))
				faults.push(`${told(node)}: ${attribute} names ${id}, which is not there`);
}

const ids = [...document.querySelectorAll("[id]")].map(node => node.id);

for (const id of new Set(ids.filter((one, i) => ids.indexOf(one) !== i)))
	faults.push(`two elements have the id ${id}`);
if (document.querySelectorAll("main").length !== 1 || document.querySelectorAll("h1").length !== 1)
	faults.push("not one main and one h1");

const levels = [...document.querySelectorAll("h1, h2, h3")].filter(shown)
	.map(node => Number(node.tagName[1]));

levels.forEach((level, i) => {
	if (i && level > levels[i - 1] + 1)
		faults.push(`a heading of level ${level} follows one of ${levels[i - 1]}`);
});

// Contrast, by WCAG 2: 4.5 for text, 3 for large text.
function parts(color) {
	const numbers = color.match(/[\d.]+/g).map(Number);

	return numbers.length === 4 ? numbers : [...numbers, 1];
}

const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a),
	b * a + B * (1 - a), 1];

function luminance([r, g, b]) {
	const [x, y, z] = [r, g, b].map(value => value / 255)
		.map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

	return 0.2126 * x + 0.7152 * y + 0.0722 * z;
}

// The ground behind a node; null where it is a picture.
function groundOf(node) {
	const layers = [];

	for (let at = node; at; at = at.parentElement) {
		const style = getComputedStyle(at);

		if (style.backgroundImage !== "none" || at.id === "map")
			return null;
		layers.push(parts(style.backgroundColor));
		if (layers.at(-1)[3] === 1)
			break;
	}
	return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255, 1]);
}

const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);

for (let text = walker.nextNode(); text; text = walker.nextNode()) {
	const node = text.parentElement;

	if (!text.data.trim() || !shown(node) || node.closest("[disabled], .unseen, noscript, option"))
		continue;
	const ground = groundOf(node);

	if (!ground)
		continue;
	const style = getComputedStyle(node);
	const ink = over(parts(node.closest("svg.bars") ? style.fill : style.color), ground);
	const [light, dark] = [luminance(ink), luminance(ground)].sort((a, b) => b - a);
	const ratio = (light + 0.05) / (dark + 0.05);
	const size = parseFloat(style.fontSize);
	const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;

	if (ratio < least)
		faults.push(`${told(node)} has a contrast of ${ratio.toFixed(2)}`);
}

// What fingers are to hit; WCAG 2.2 asks for 24 pixels.
for (const node of document.querySelectorAll("button, select, summary, .segment, .status")) {
	const {width, height} = node.getBoundingClientRect();

	if (shown(node) && !node.closest(".unseen") && !node.matches(".skip, .path .link")
		&& (width < 24 || height < 24) && !node.closest(".path, .table"))
		faults.push(`${told(node)} is ${Math.round(width)} by ${Math.round(height)}`);
}

return faults;
