// SPDX-License-Identifier: Apache-2.0
// Requests to the server, in the name of whoever is signed in.

const KEPT = "gridward.token";
const TIMEOUT = 20000;	// milliseconds

let token = sessionStorage.getItem(KEPT) || "";
let ahead = 0;		// milliseconds that the server's clock is ahead of ours
let heard = () => {};	// is told whether the server answers
let ended = () => {};	// is told that the token is good no more

// What the server refuses, in its words; status 0: it does not answer.
class Problem extends Error {
	constructor(status, text) {
		super(text);
		this.status = status;
	}
}

export function whenHeard(work) {
	heard = work;
}

export function whenEnded(work) {
	ended = work;
}

export const now = () => Date.now() + ahead;

export const signedIn = () => token !== "";

export function keepToken(given) {
	token = given;
	if (token)
		sessionStorage.setItem(KEPT, token);
	else
		sessionStorage.removeItem(KEPT);
}

// For what can send no header: pictures and event streams.
export function withToken(url) {
	if (!token)
		return url;
	return `${url}${url.includes("?") ? "&" : "?"}access_token=${encodeURIComponent(token)}`;
}

// The server tells its time in whole seconds, so that half of one is the best guess.
function compareClocks(response) {
	const theirs = Date.parse(response.headers.get("Date"));

	if (theirs && Math.abs(theirs + 500 - Date.now() - ahead) > 1500)
		ahead = theirs + 500 - Date.now();
}

function withTimeout(signal) {
	const late = AbortSignal.timeout(TIMEOUT);

	return signal ? AbortSignal.any([signal, late]) : late;
}

async function ask(path, {signal, body, as} = {}) {
	const headers = {Accept: "application/json"};
	const bearer = as === undefined ? token : as;
	let response, answer;

	if (bearer)
		headers.Authorization = `Bearer ${bearer}`;
	if (body)
		headers["Content-Type"] = "application/json";
	try {
		response = await fetch(path, {method: body ? "POST" : "GET", headers,
			body: body && JSON.stringify(body), signal: withTimeout(signal)});
		answer = await response.text();
	} catch (error) {
		if (signal?.aborted)
			throw error;
		heard(false);
		throw new Problem(0, "");
	}
	heard(true);
	compareClocks(response);
	try {
		answer = answer ? JSON.parse(answer) : {};
	} catch (error) {
		answer = {detail: response.statusText};
	}
	if (response.status === 401 && bearer && bearer === token)
		ended();
	if (!response.ok)
		throw new Problem(response.status, answer.detail || answer.title || "");
	return answer;
}

// A query of what is given; empty values are left out.
export function query(path, given) {
	const pairs = Object.entries(given).filter(([, value]) => value !== "" && value != null);

	return pairs.length ? `${path}?${new URLSearchParams(pairs)}` : path;
}

export const get = (path, options) => ask(path, options);
export const post = (path, body) => ask(path, {body});

// Runs the last of several requests: an earlier one still under way is given up.
export function latest() {
	let controller = null;

	return {
		async all(paths) {
			controller?.abort();
			controller = new AbortController();
			const {signal} = controller;

			return Promise.all(paths.map(path => ask(path, {signal})));
		},
		async get(path) {
			return (await this.all([path]))[0];
		},
		stop() {
			controller?.abort();
		},
	};
}

export const givenUp = error => error.name === "AbortError";
