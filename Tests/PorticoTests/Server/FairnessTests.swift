// SPDX-License-Identifier: Apache-2.0
import Portico
import Synchronization
import TestSupport
import Testing

extension ServerTests {
    /// In one pass of the loop every connection gets one turn.
    struct FairnessTests {
        @Test(arguments: [TestEngine.inline, .pool])
        func onePipeliningClientDoesNotHoldTheLoop(_ engine: TestEngine) async throws {
            let (entered, released) = (Gate(), Gate())
            let order = Mutex<[String]>([])
            let handler = Handler { request, _ in
                if request.path == "/first" {
                    entered.open()
                    released.wait()
                }
                order.withLock { $0.append(request.path) }
                return "ok"
            }
            try await withServer(
                engine, configure: { if engine == .pool { $0.engine = .pool(workers: 1) } },
                handler: handler
            ) { test in
                let greedy = try test.connect()
                let many = String(repeating: Site.request("GET", "/greedy"), count: 300)
                try greedy.send(Site.request("GET", "/first") + many)
                #expect(entered.wait())
                let other = try test.connect()
                try other.send(Site.request("GET", "/other"))
                released.open()
                #expect(try other.readResponse().text == "ok")
                for _ in 0...300 { #expect(try greedy.readResponse().text == "ok") }
            }
            // It must be accepted and read, and has a turn in each pass for both.
            let place = try #require(order.withLock { $0.firstIndex(of: "/other") })
            #expect(place <= 8, "it came after \(place) requests of the other client")
        }
    }
}
