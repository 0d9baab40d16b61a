-- What bench/load.py reads: one line of JSON when a run is over. With the argument "poll" each connection's next
-- question names the ETag of the last answer, as open pages do.
local threads = {}
fresh = 0

function setup(thread)
  table.insert(threads, thread)
end

function init(arguments)
  if arguments[1] ~= "poll" then return end
  local tag, question
  local function ask()
    wrk.headers["If-None-Match"] = tag
    question = wrk.format()
  end
  ask()
  request = function() return question end
  response = function(status, headers)
    local new = headers["etag"] or headers["ETag"] -- as the server writes it
    if status == 200 and new ~= tag then
      tag = new
      fresh = fresh + 1
      ask()
    end
  end
end

function done(summary, latency)
  local errors, seen = summary.errors, 0
  for _, thread in ipairs(threads) do seen = seen + thread:get("fresh") end
  io.write(string.format(
    '{"requests": %d, "microseconds": %d, "bytes": %d, "p50": %d, "p99": %d, "refused": %d, "broken": %d, "fresh": %d}\n',
    summary.requests, summary.duration, summary.bytes, latency:percentile(50), latency:percentile(99),
    errors.status, errors.connect + errors.read + errors.write + errors.timeout, seen))
end
