-- What bench/load.py reads: one line of JSON when a run is over. With the argument "poll" a question names the ETag of the
-- answer before on its connection, as an open page's does. wrk tells a script only the thread, but it writes to connections
-- in the order in which they answered, so that a queue of ETags keeps them apart (tests/test_bench.py looks).
-- `fresh` counts whole answers with another ETag than the first: one for each connection that heard of a change.
local threads = {}
fresh = 0

function setup(thread)
  table.insert(threads, thread)
end

local function asked(tag)
  wrk.headers["If-None-Match"] = tag
  return wrk.format()
end

function init(arguments)
  if arguments[1] ~= "poll" then return end
  local tags, oldest, newest = {}, 1, 0
  local blank, questions, began = asked(nil), {}, nil
  request = function()
    local tag = tags[oldest]
    if not tag then return blank end
    tags[oldest] = nil
    oldest = oldest + 1
    questions[tag] = questions[tag] or asked(tag)
    return questions[tag]
  end
  response = function(status, headers)
    local tag = headers["etag"] or headers["ETag"] -- as the server writes it
    if not tag then return end -- an error, and no figure
    newest = newest + 1
    tags[newest] = tag
    if status == 200 then
      began = began or tag
      if tag ~= began then fresh = fresh + 1 end
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
