// SPDX-License-Identifier: Apache-2.0

/// The Lua that tells wrk what to ask and how to report.
enum WrkScript {
    /// Asks for the same again and again.
    static func closed(uploadBytes: Int, closes: Bool) -> String {
        var lines: [String] = []
        if uploadBytes > 0 {
            lines.append("wrk.method = \"POST\"")
            lines.append("wrk.body = string.rep(\"x\", \(uploadBytes))")
        }
        if closes { lines.append("wrk.headers[\"Connection\"] = \"close\"") }
        return lines.joined(separator: "\n") + "\n" + report(extra: "")
    }

    /// Asks once on each of `connections`, then says nothing for an hour.
    static func idle(connections: Int) -> String {
        """
        local asked = 0
        function delay()
          asked = asked + 1
          if asked <= \(connections) then return 0 end
          return 3600000
        end

        """
    }

    /// Asks for two kinds of work at random, and times each kind apart.
    ///
    /// Wrk has one histogram for all, and its callbacks do not say which connection they are for. So
    /// each request carries the time at which it was made, and the reply brings it back, behind `f` or
    /// `s` for the kind. Buckets are 1.1 % wide.
    static func mixed(slowPath: String, slowShare: Double) -> String {
        """
        local ffi = require("ffi")
        ffi.cdef [[
          typedef struct { long seconds; long nanos; } clock_reading;
          int clock_gettime(int clock, clock_reading *reading);
        ]]
        local reading = ffi.new("clock_reading")
        local function micros()
          ffi.C.clock_gettime(1, reading)
          return tonumber(reading.seconds) * 1000000 + math.floor(tonumber(reading.nanos) / 1000)
        end

        local threads = {}
        function setup(thread)
          threads[#threads + 1] = thread
          thread:set("seed", #threads)
        end

        f, s = {}, {}
        function init()
          math.randomseed(seed)
        end

        function request()
          local path = math.random() < \(slowShare) and "\(slowPath)" or "/"
          return string.format("GET %s?%d HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n", path, micros())
        end

        function response(status, headers, body)
          if status ~= 200 then return end
          local took = math.max(1, micros() - tonumber(body:sub(2)))
          local kind = body:sub(1, 1) == "s" and s or f
          local bucket = math.floor(math.log(took) * 92)
          kind[bucket] = (kind[bucket] or 0) + 1
        end

        local function histogram(kind)
          local sum, parts = {}, {}
          for _, thread in ipairs(threads) do
            for bucket, count in pairs(thread:get(kind)) do
              sum[bucket] = (sum[bucket] or 0) + count
            end
          end
          for bucket, count in pairs(sum) do
            parts[#parts + 1] = string.format("[%.1f,%d]", math.exp((bucket + 0.5) / 92), count)
          end
          return "[" .. table.concat(parts, ",") .. "]"
        end

        \(report(extra: #" .. ',"fast":' .. histogram("f") .. ',"slow":' .. histogram("s")"#))
        """
    }

    /// The end of each script: one line of JSON.
    static func report(extra: String) -> String {
        """
        function done(summary, latency)
          local errors, values = summary.errors, {}
          for i, percent in ipairs({\(Latency.grid.map { "\($0)" }.joined(separator: ","))}) do
            values[i] = string.format("%d", percent == 100 and latency.max or latency:percentile(percent))
          end
          io.write(string.format(
            '{"requests":%d,"micros":%d,"refused":%d,"failed":%d,"latency":[%s]',
            summary.requests, summary.duration, errors.status,
            errors.connect + errors.read + errors.write + errors.timeout,
            table.concat(values, ","))\(extra) .. "}\\n")
        end

        """
    }
}
