// SPDX-License-Identifier: Apache-2.0
// The link to what is shown. It holds no token: who opens it sees what their role may.

import {$} from "./dom.js";
import {toast} from "./problems.js";
import {word} from "./words.js";

// Without HTTPS a page may not use the clipboard, but it may still copy what is selected.
function copyOldWay(text) {
	const field = document.createElement("textarea");

	field.value = text;
	document.body.append(field);
	field.select();
	const done = document.execCommand("copy");
	field.remove();
	return done;
}

async function copy() {
	let done = false;

	try {
		await navigator.clipboard.writeText(location.href);
		done = true;
	} catch (error) {
		done = copyOldWay(location.href);
	}
	$("share").focus();
	toast(word(done ? "shared" : "share_failed"));
}

export function startShare() {
	$("share").addEventListener("click", copy);
}
