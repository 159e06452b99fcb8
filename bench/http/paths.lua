-- SPDX-License-Identifier: Apache-2.0
-- GETs the paths of a file, one a line, in order, again and again: wrk -s paths.lua URL -- FILE

local requests, at = {}, 0

function init(args)
	for path in io.lines(args[1]) do
		requests[#requests + 1] = wrk.format("GET", path)
	end
end

function request()
	at = at % #requests + 1
	return requests[at]
end

-- MapServer words its faults as pages of status 200.
function response(status, headers, body)
	if status ~= 200 or body:sub(1, 5) == "<HTML" then
		print("status " .. status .. ": " .. body:sub(1, 1000))
		wrk.thread:stop()
	end
end
