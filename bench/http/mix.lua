-- SPDX-License-Identifier: Apache-2.0
-- What a day brings, over the demo city: wrk -s mix.lua URL -- PREFIX

local prefix, serial = "", 0
local reads = {
	"/", "/app.js", "/healthz", "/v1/divisions", "/v1/maps", "/tiles/counts.json",
	"/tiles/safety.json?scheme=police", "/v1/units?scheme=police&level=beat&limit=20",
	"/v1/reports?limit=20", "/ogc/collections/police-beat/items?limit=5",
	"/wms?service=WMS&version=1.3.0&request=GetCapabilities",
}

local function tile(i)
	local zoom = 11 + i % 5
	local span = 2 ^ (zoom - 11)

	return string.format("/tiles/%s/%d/%d/%d.%s", i % 3 == 0 and "counts" or "safety", zoom,
		1711 * span + i * 31 % (2 * span), 769 * span + i * 17 % (2 * span),
		i % 7 == 0 and "mvt" or "png")
end

function init(args)
	prefix = args[1]
	wrk.headers["Content-Type"] = "application/json"
end

function request()
	local i = serial

	serial = i + 1
	if i % 50 == 0 then
		return wrk.format("POST", "/v1/reports", nil, string.format(
			'{"client_id":"%s%d","time":"2026-10-%02dT09:00:00+08:00","crs":"wgs84","lon":%.6f,"lat":%.6f}',
			prefix, i, 1 + i % 28, 120.8 + i % 97 / 1000, 40.68 + i % 61 / 1000))
	end
	if i % 2 == 0 then
		return wrk.format("GET", tile(i))
	end
	if i % 5 == 0 then
		return wrk.format("GET", reads[1 + i % #reads])
	end
	return wrk.format("GET", string.format("/v1/locate?lon=%.6f&lat=%.6f&crs=wgs84",
		120.8 + i % 97 / 1000, 40.68 + i % 61 / 1000))
end

function response(status, headers, body)
	if status >= 400 then
		print("status " .. status .. ": " .. body:sub(1, 300))
		wrk.thread:stop()
	end
end
