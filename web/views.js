// SPDX-License-Identifier: Apache-2.0
// On a phone one of the map, the place and the reports has the room; elsewhere all have.

import {$} from "./dom.js";

const buttons = document.querySelectorAll("#views button");

export function lookAt(view) {
	document.querySelector("main").dataset.view = view;
	for (const button of buttons)
		button.setAttribute("aria-current", String(button.dataset.view === view));
	document.querySelector("aside").scrollTop = 0;
}

export function offerReports(offered) {
	for (const button of buttons)
		if (button.dataset.view === "reports")
			button.hidden = !offered;
	if (!offered && document.querySelector("main").dataset.view === "reports")
		lookAt("map");
}

export function startViews() {
	for (const button of buttons)
		button.addEventListener("click", () => lookAt(button.dataset.view));
	$("to-map").addEventListener("click", () => $("map").focus());
	if (matchMedia("(max-width: 760px)").matches)
		$("chooser").open = false;
}
