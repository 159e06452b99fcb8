// SPDX-License-Identifier: Apache-2.0
"use strict";

const ACCURACY = 10; // metres around a click in which neighbours are told

const $ = id => document.getElementById(id);

// What is shown. The address keeps it behind its '#', so that a link leads back to it.
const state = {scheme: "", kind: "counts", month: "", lang: "en", place: null};

const map = L.map("map", {zoomControl: false, minZoom: 3, maxZoom: 20});
let divisions = [];
let tilejson = null;   // of the map shown
let layer = null;
let marker = null;
let found = null;      // what the server said of state.place
let asked = 0;	       // counts the requests, so that a late answer does not replace a newer one

function word(key) {
	return WORDS[state.lang][key];
}

// The program names schemes and levels; those it does not know by a word stand as they are.
function nameOf(kind, name) {
	return WORDS[state.lang][kind][name] || name;
}

function unitName(unit) {
	return (state.lang === "en" && unit.name_en) || unit.name || unit.code;
}

function element(tag, text, className) {
	const made = document.createElement(tag);

	if (text !== undefined)
		made.textContent = text;
	if (className)
		made.className = className;
	return made;
}

function showProblem(text) {
	$("problem").textContent = text || "";
	$("problem").hidden = !text;
}

async function fetchJson(url) {
	let response, body;

	try {
		response = await fetch(url);
		body = await response.json();
	} catch (error) {
		throw new Error(word("unreachable"));
	}
	if (!response.ok)
		throw new Error(body.detail || body.title);
	return body;
}

function readAddress() {
	const given = new URLSearchParams(location.hash.slice(1));

	for (const key of ["scheme", "kind", "month", "lang"])
		if (given.get(key))
			state[key] = given.get(key);
	if (!given.get("lang"))
		state.lang = navigator.language.startsWith("zh") ? "zh" : "en";
	if (!WORDS[state.lang])
		state.lang = "en";
	if (!Object.hasOwn(WORDS.en.kinds, state.kind))
		state.kind = "counts";
}

function writeAddress() {
	const {scheme, kind, month, lang} = state;

	history.replaceState(null, "", "#" + new URLSearchParams({scheme, kind, month, lang}));
}

function showWords() {
	document.documentElement.lang = state.lang === "zh" ? "zh-CN" : "en";
	for (const node of document.querySelectorAll("[data-word]"))
		node.textContent = word(node.dataset.word);
	for (const node of document.querySelectorAll("[data-title]")) {
		node.title = node.id === "map" ? "" : word(node.dataset.title);
		node.setAttribute("aria-label", word(node.dataset.title));
	}
	$("language").textContent = word("other");
	$("language").lang = state.lang === "zh" ? "en" : "zh-CN";
	showChoices();
	showLegend();
	showPlace();
}

function showOptions(id, names, words) {
	$(id).replaceChildren(...names.map(name => {
		const option = element("option", nameOf(words, name));

		option.value = name;
		return option;
	}));
	$(id).value = state[id];
}

function showChoices() {
	const schemes = [...new Set(divisions.map(division => division.scheme))];

	if (schemes.length && !schemes.includes(state.scheme))
		state.scheme = schemes[0];
	showOptions("scheme", schemes, "schemes");
	showOptions("kind", Object.keys(WORDS.en.kinds), "kinds");
}

function swatch(legendClass) {
	const made = element("span", legendClass.mark, "swatch");
	const rgb = parseInt(legendClass.color.slice(1, 7), 16);
	const light = 0.3 * (rgb >> 16) + 0.59 * (rgb >> 8 & 255) + 0.11 * (rgb & 255) > 140;

	made.style.backgroundColor = legendClass.color;
	made.style.setProperty("--ground", legendClass.color);
	made.style.color = light ? "#000" : "#fff";
	if (legendClass.hatched)
		made.dataset.pattern = legendClass.pattern;
	return made;
}

function summary() {
	if (tilejson.theme === "reports")
		return ` · ${word("summary_reports")(tilejson.reports)}`;
	return tilejson.legend.length ? ` · ${word("summary_grade")}` : "";
}

// A map without a legend says nothing of the units, so that it is not by them.
function showLegend() {
	if (!tilejson)
		return;
	$("map-name").textContent = tilejson.legend.length
		? word("by")(nameOf("themes", tilejson.theme), nameOf("levels", tilejson.level))
		: nameOf("kinds", tilejson.map);
	$("summary").textContent = tilejson.month + summary();
	$("legend").replaceChildren(...tilejson.legend.map(legendClass => {
		const row = element("li");

		row.append(swatch(legendClass), element("span", legendClass.label),
			element("span", word("units")(legendClass.units), "count"));
		return row;
	}));
}

function addFigure(name, value) {
	if (value !== null && value !== undefined)
		$("figures").append(element("dt", name), element("dd", value));
}

function showFigures() {
	const number = n => n === null ? null : n.toLocaleString("en");
	const others = found.candidates.filter(candidate => candidate.cell !== found.cell);

	$("figures").replaceChildren();
	if (found.cell) {
		addFigure(word("code"), found.cell);
		addFigure(word("responsible"), found.responsible);
		addFigure(word("households"), number(found.households));
		addFigure(word("residents"), number(found.residents));
		addFigure(word("unit_grade"), found.grade === null ? word("unknown")
			: `${found.grade} · ${word("grades")[found.grade - 1]}`);
	}
	for (const other of others)
		addFigure(word("neighbours"), `${other.cell} · ${word("metres")(other.metres)}`);
	addFigure(word("coordinates"),
		`${state.place.lng.toFixed(6)}, ${state.place.lat.toFixed(6)}`);
}

function showPlace() {
	$("place").hidden = !found;
	$("hint").hidden = Boolean(found);
	if (!found)
		return;
	$("path").replaceChildren(...found.path.map(unit => element("li", unitName(unit))));
	if (!found.cell)
		$("path").replaceChildren(element("li", word("outside"), "outside"));
	showFigures();
}

// The last day of the month shown: the map is of the division that is valid then.
function lastDay() {
	const [year, month] = tilejson.month.split("-").map(Number);

	return `${tilejson.month}-${new Date(Date.UTC(year, month, 0)).getUTCDate()}`;
}

async function locate(place) {
	const mine = ++asked;
	const query = new URLSearchParams({lon: place.lng.toFixed(7), lat: place.lat.toFixed(7),
		crs: "wgs84", accuracy: ACCURACY, scheme: state.scheme, as_of: lastDay()});

	if (!marker)
		marker = L.circleMarker(place, {radius: 7, color: "#000", weight: 2,
			fillColor: "#fff", fillOpacity: 0.9, interactive: false}).addTo(map);
	marker.setLatLng(place);
	try {
		const answer = await fetchJson("v1/locate?" + query);

		if (mine !== asked)
			return;
		state.place = place;
		found = answer;
		showPlace();
		showProblem("");
		$("answer").scrollIntoView({block: "nearest"});
	} catch (error) {
		showProblem(error.message);
	}
}

function showTiles(fit) {
	// Without its host the template serves behind a proxy too, whatever that is called.
	const template = tilejson.tiles[0].replace(/^https?:\/\/[^/]*\//, "")
		.replace(".png", "{r}.png");
	const [west, south, east, north] = tilejson.bounds || [-180, -60, 180, 70];
	const old = layer;

	layer = L.tileLayer(template, {minZoom: tilejson.minzoom, maxZoom: tilejson.maxzoom,
		attribution: tilejson.attribution});
	if (old)
		layer.once("load", () => old.remove()); // no blank between two months
	layer.addTo(map);
	if (fit) // a near fit will do
		map.fitBounds([[south, west], [north, east]], {padding: [-8, -8]});
}

async function loadMap(fit) {
	const query = new URLSearchParams({scheme: state.scheme, lang: state.lang});
	const mine = ++asked;

	if (state.month)
		query.set("month", state.month);
	try {
		const answer = await fetchJson(`tiles/${state.kind}.json?${query}`);

		if (mine !== asked)
			return;
		tilejson = answer;
	} catch (error) {
		showProblem(error.message);
		return;
	}
	showProblem("");
	state.month = tilejson.month;
	$("month").value = state.month;
	writeAddress();
	showTiles(fit);
	showLegend();
	if (state.place)
		locate(state.place);
}

function stepMonth(by) {
	const [year, month] = state.month.split("-").map(Number);

	if (!year)
		return;
	state.month = new Date(Date.UTC(year, month - 1 + by, 1)).toISOString().slice(0, 7);
	loadMap(false);
}

function listen() {
	$("choices").addEventListener("submit", event => event.preventDefault());
	$("scheme").addEventListener("change", event => {
		state.scheme = event.target.value;
		loadMap(true);
	});
	$("kind").addEventListener("change", event => {
		state.kind = event.target.value;
		loadMap(false);
	});
	$("month").addEventListener("change", event => {
		if (/^\d{4}-\d{2}$/.test(event.target.value)) {
			state.month = event.target.value;
			loadMap(false);
		}
	});
	$("earlier").addEventListener("click", () => stepMonth(-1));
	$("later").addEventListener("click", () => stepMonth(1));
	$("language").addEventListener("click", () => {
		state.lang = state.lang === "zh" ? "en" : "zh";
		writeAddress();
		showWords();
		loadMap(false); // its labels too
	});
	map.on("click", event => tilejson && locate(event.latlng.wrap()));
	$("map").addEventListener("pointerdown", () => $("map").classList.remove("by-keys"), true);
	$("map").addEventListener("keydown", event => {
		$("map").classList.add("by-keys");
		if (event.key === "Enter" && event.target === $("map") && tilejson)
			locate(map.getCenter().wrap());
	});
}

async function start() {
	readAddress();
	map.attributionControl.setPrefix("Leaflet");
	L.control.zoom({position: "bottomleft"}).addTo(map);
	L.control.scale({imperial: false, position: "bottomleft"}).addTo(map);
	map.setView([0, 0], 3);
	showWords();
	listen();
	try {
		divisions = (await fetchJson("v1/divisions")).divisions;
	} catch (error) {
		showProblem(error.message);
		return;
	}
	showChoices();
	loadMap(true);
}

start();
