// SPDX-License-Identifier: Apache-2.0

extension WrkScript {
    /// Asks for several things in turn, each as often as its weight says.
    ///
    /// The threads of wrk begin at different places of the same cycle.
    static func requests(_ requests: [ComparedRequest]) -> String {
        let cycle = RequestCycle(weights: requests.map(\.weight))
        return """
            local requests = {
            \(requests.map { LuaText.literal($0.wire) }.joined(separator: ",\n"))
            }
            local order = {\(cycle.order.map { "\($0 + 1)" }.joined(separator: ","))}

            local threads = 0
            function setup(thread)
              thread:set("place", threads * 17)
              threads = threads + 1
            end

            function request()
              place = place % #order + 1
              return requests[order[place]]
            end

            \(report(extra: ""))
            """
    }
}
