-- What wrk does besides asking. Arguments: a number, then any pairs of a query, such as 'have=posts'.
-- With pairs, every request asks for another set of them, counted on from the number: nothing that was kept fits.
local pairs_of_query, path, number = {}, "", 0

local function next_query()
  local chosen, rest = {}, number
  number = number + 1
  for _, pair in ipairs(pairs_of_query) do
    if rest % 2 == 1 then chosen[#chosen + 1] = pair end
    rest = math.floor(rest / 2)
  end
  return table.concat(chosen, "&")
end

function init(arguments)
  number = tonumber(arguments[1])
  for index = 2, #arguments do pairs_of_query[index - 1] = arguments[index] end
  path = wrk.path
  if #pairs_of_query > 0 then
    request = function() return wrk.format("GET", path .. "?" .. next_query()) end
  end
end

function done(summary, latency, _)
  local errors = summary.errors
  print(string.format(
    '{"requests": %d, "microseconds": %d, "median": %d, "slow": %d, "failed": %d}',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
