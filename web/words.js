// SPDX-License-Identifier: Apache-2.0
// What the page says, in the language chosen.

import {state} from "./state.js";
import {en} from "./words_en.js";
import {zh} from "./words_zh.js";

const WORDS = {en, zh};

export const languages = Object.keys(WORDS);
export const word = key => WORDS[state.lang][key];

// The program names schemes, levels and so on; those unknown here stand as they are.
export function nameOf(kind, name) {
	return WORDS[state.lang][kind][name] || String(name).replaceAll("_", " ");
}

export function unitName(unit) {
	return (state.lang === "en" && unit.name_en) || unit.name || unit.code;
}

export const number = n => n.toLocaleString("en");

export function monthName(month) {
	const [year, of] = month.split("-").map(Number);

	return word("month_name")(year, of);
}

// The city's own time, as the server writes it: 2026-10-31 11:12.
export function timeName(time, seconds = false) {
	return time.slice(0, seconds ? 19 : 16).replace("T", " ");
}

// Days, hours, minutes and seconds: 2 d 03:04:05.
export function spanName(milliseconds) {
	const seconds = Math.floor(milliseconds / 1000);
	const two = n => String(n).padStart(2, "0");
	const days = Math.floor(seconds / 86400);
	const clock = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];

	return (days ? word("days")(days) + " " : "") + clock.map(two).join(":");
}

// A span for the ear: its two largest parts.
export function spanSaid(milliseconds) {
	const minutes = Math.floor(milliseconds / 60000);
	const parts = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
	const first = parts.findIndex(part => part > 0);

	return first < 0 ? word("span_short") : word("span_said")(parts, first);
}

// What went wrong, for the person before the page.
export function problemText(error) {
	if (error.status === 0)
		return word("unreachable");
	if (error.status === 401)
		return word("must_sign_in");
	if (error.status === 403)
		return word("may_not");
	if (error.status === 404)
		return word("gone");
	if (error.status === 503 || error.status === 429)
		return word("busy");
	return error.message || word("unreachable");
}

// Puts the words where the page asks for them.
export function showWords() {
	document.documentElement.lang = state.lang === "zh" ? "zh-CN" : "en";
	for (const node of document.querySelectorAll("[data-word]"))
		node.textContent = word(node.dataset.word);
	for (const node of document.querySelectorAll("[data-label]"))
		node.setAttribute("aria-label", word(node.dataset.label));
	for (const node of document.querySelectorAll("[data-title]"))
		node.title = word(node.dataset.title);
	for (const node of document.querySelectorAll("[data-hint]"))
		node.placeholder = word(node.dataset.hint);
}
