// SPDX-License-Identifier: Apache-2.0
// Making and finding what the page is built of.

export const $ = id => document.getElementById(id);

// An element with its attributes, and what it holds: nodes, texts, or null for nothing.
export function make(tag, attributes = {}, ...held) {
	const made = document.createElement(tag);

	for (const [name, value] of Object.entries(attributes))
		if (name === "class")
			made.className = value;
		else if (value !== null && value !== undefined && value !== false)
			made.setAttribute(name, value === true ? "" : value);
	made.append(...held.filter(item => item !== null && item !== undefined));
	return made;
}

// The same for pictures.
export function draw(tag, attributes = {}, ...held) {
	const made = document.createElementNS("http://www.w3.org/2000/svg", tag);

	for (const [name, value] of Object.entries(attributes))
		made.setAttribute(name, value);
	made.append(...held);
	return made;
}

// Tells those who do not see the page. The same text twice is told twice.
export function say(text) {
	const spoken = make("span", {}, text);

	$("said").replaceChildren(spoken);
}

// Calls work once things have been quiet for a while.
export function settled(work, milliseconds) {
	let timer = 0;

	return (...given) => {
		clearTimeout(timer);
		timer = setTimeout(() => work(...given), milliseconds);
	};
}

// One of several by radio buttons: the arrow keys move, Tab goes on. Made anew beneath the focus,
// they get it back.
export function showSegments(group, name, choices, chosen, choose) {
	const focus = group.contains(document.activeElement) ? document.activeElement.id : "";

	group.replaceChildren(...choices.map(([value, text]) => {
		const input = make("input", {type: "radio", name, value, id: `${name}-${value}`});

		input.checked = value === chosen;
		input.addEventListener("change", () => choose(value));
		return make("label", {class: "segment", for: input.id}, input,
			make("span", {}, text));
	}));
	if (focus)
		$(focus)?.focus();
}
