-- SPDX-License-Identifier: Apache-2.0
-- The last line that wrk writes: what it counted, and how many microseconds the percentiles took that a
-- report keeps.

local grid = { 0, 1, 5, 10, 25, 50, 75, 90, 95, 97.5, 99, 99.5, 99.75, 99.9, 99.95, 99.99, 100 }

function done(summary, latency)
  local errors, values = summary.errors, {}
  for i, percent in ipairs(grid) do
    values[i] = string.format("%d", percent == 100 and latency.max or latency:percentile(percent))
  end
  io.write(string.format(
    "figures %d %d %d %d %s\n", summary.requests, summary.duration, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout, table.concat(values, " ")))
end
