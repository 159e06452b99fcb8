// SPDX-License-Identifier: Apache-2.0
// Who is signed in, and what they may do.

import {get, keepToken, signedIn, whenEnded} from "./api.js";
import {$} from "./dom.js";
import {toast} from "./problems.js";
import {nameOf, problemText, word} from "./words.js";

const NOBODY = {role: "public", who: "", may: []};

let me = NOBODY;
let changed = () => {};

export const may = what => me.may.includes(what);

export function showSign() {
	$("sign").textContent = word(signedIn() ? "sign_out" : "sign_in");
	$("sign").title = signedIn() ? word("signed_in")(me.who, nameOf("roles", me.role)) : "";
	if (signedIn())
		$("sign").removeAttribute("aria-haspopup");
	else
		$("sign").setAttribute("aria-haspopup", "dialog");
}

export async function loadMe() {
	me = await get("v1/me");
	showSign();
}

async function leave(text) {
	keepToken("");
	me = NOBODY;
	showSign();
	toast(text);
	await changed();
}

function openDialog() {
	$("token").value = "";
	$("sign-problem").textContent = "";
	$("sign-in").showModal();
	$("token").focus();
}

async function submit(event) {
	const given = $("token").value.trim();

	event.preventDefault();
	if (!given) {
		$("sign-problem").textContent = word("token_empty");
		return;
	}
	try {
		await get("v1/me", {as: given});
	} catch (error) {
		$("sign-problem").textContent = error.status === 401 ? word("token_refused")
			: problemText(error);
		$("token").select();
		return;
	}
	keepToken(given);
	$("sign-in").close();
	await changed();
	toast(word("signed_in")(me.who, nameOf("roles", me.role)));
}

// work is called when somebody else looks.
export function startSession(work) {
	changed = work;
	whenEnded(() => leave(word("token_ended")));
	$("sign").addEventListener("click", () => signedIn() ? leave(word("signed_out")) : openDialog());
	$("sign-form").addEventListener("submit", submit);
	$("sign-cancel").addEventListener("click", () => $("sign-in").close());
}
