-- SPDX-License-Identifier: Apache-2.0
-- POSTs reports, each with an id of its own: wrk -s reports.lua URL -- PREFIX SIZE
-- SIZE 1 sends them one by one as JSON, a larger one that many a request as NDJSON.

local prefix, size, serial, rows

local function place(i)
	return string.format('"lon":%.6f,"lat":%.6f', 120.79 + (i * 7919 % 9973) / 9973 * 0.1,
		40.67 + (i * 104729 % 9967) / 9967 * 0.08)
end

function init(args)
	prefix, size, serial, rows = args[1] .. number .. "-", tonumber(args[2]), 0, {}
	wrk.method = "POST"
	wrk.headers["Content-Type"] = size == 1 and "application/json" or "application/x-ndjson"
	for i = 1, size do -- what follows a row's id is made once: wrk is to wait, not to work
		rows[i] = string.format('","time":"2026-10-%02dT09:12:00+08:00","category":"noise",%s%s}',
			1 + i % 28, place(i), size == 1 and ',"crs":"wgs84"' or "")
	end
end

function request()
	local lines = {}

	serial = serial + 1
	for i = 1, size do
		lines[i] = '{"client_id":"' .. prefix .. serial .. "-" .. i .. rows[i]
	end
	return wrk.format(nil, nil, nil, table.concat(lines, "\n"))
end

function response(status, headers, body)
	if status ~= 200 and status ~= 201 then
		print("status " .. status .. ": " .. body:sub(1, 300))
		wrk.thread:stop()
	end
end

-- Each thread of wrk has a prefix of its own.
local threads = 0

function setup(thread)
	threads = threads + 1
	thread:set("number", threads)
end
