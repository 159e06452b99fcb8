// SPDX-License-Identifier: Apache-2.0
// The dashboard: starts its parts and lets them know of each other.

import {$} from "./dom.js";
import {change, startState, state, watch} from "./state.js";
import {startChoices, loadChoices} from "./choices.js";
import {showConnection, startConnection} from "./connection.js";
import {chooseAt, reloadLive, startLive} from "./live.js";
import {askAbout, map, startMap} from "./map.js";
import {goToUnit, reloadPlace, startPlace} from "./place.js";
import {load, showProblems} from "./problems.js";
import {reloadReport} from "./report.js";
import {startSearch} from "./search.js";
import {loadMe, showSign, startSession} from "./session.js";
import {startShare} from "./share.js";
import {languages, showWords, word} from "./words.js";
import {startViews} from "./views.js";

function showLanguage() {
	showWords();
	showSign();
	showConnection();
	showProblems();
	$("language").textContent = word("other");
	$("language").lang = state.lang === "zh" ? "en" : "zh-CN";
	$("language").setAttribute("aria-label", word("other_label"));
}

// All that depends on who looks.
function begin() {
	return load("me", async () => {
		await loadMe();
		await loadChoices();
		reloadPlace();
		reloadReport();
		reloadLive();
	}, begin);
}

startState(languages);
showLanguage();
watch(["lang"], showLanguage);
startConnection();
startMap();
startChoices();
startPlace();
startLive();
startSearch(goToUnit);
startSession(begin);
startShare();
startViews();
$("language").addEventListener("click", () =>
	change({lang: state.lang === "zh" ? "en" : "zh"}));
map.on("click", event => {
	if (!chooseAt(event.layerPoint))
		askAbout(event.latlng);
});
begin();
