// SPDX-License-Identifier: Apache-2.0
// Who is signed in, and what they may do.

import {get, keepToken, signedIn} from "./api.js";
import {$} from "./dom.js";
import {toast} from "./problems.js";
import {nameOf, problemText, word} from "./words.js";

let me = {role: "public", who: "", may: []};
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

// A token that ended while the page was open is dropped, and said so.
export async function loadMe() {
	try {
		me = await get("v1/me");
	} catch (error) {
		if (error.status !== 401 || !signedIn())
			throw error;
		keepToken("");
		toast(word("token_ended"));
		me = await get("v1/me");
	}
	showSign();
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
		me = await get("v1/me", {as: given});
	} catch (error) {
		$("sign-problem").textContent = error.status === 401 ? word("token_refused")
			: problemText(error);
		$("token").select();
		return;
	}
	keepToken(given);
	$("sign-in").close();
	showSign();
	toast(word("signed_in")(me.who, nameOf("roles", me.role)));
	changed();
}

async function signOut() {
	keepToken("");
	await loadMe();
	toast(word("signed_out"));
	changed();
}

// work is called when somebody else looks.
export function startSession(work) {
	changed = work;
	$("sign").addEventListener("click", () => signedIn() ? signOut() : openDialog());
	$("sign-form").addEventListener("submit", submit);
	$("sign-cancel").addEventListener("click", () => $("sign-in").close());
}
