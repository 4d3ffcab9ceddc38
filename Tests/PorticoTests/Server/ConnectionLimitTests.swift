// SPDX-License-Identifier: Apache-2.0
import Portico
import TestSupport
import Testing

extension ServerTests {
    struct ConnectionLimitTests {
        @Test(arguments: [TestEngine.pool, .inline])
        func letsClientsBeyondTheLimitWait(_ engine: TestEngine) async throws {
            try await withServer(
                engine, configure: { $0.limits.maxConnections = 2 }, handler: Site.handler
            ) { test in
                var served = try (1...2).map { _ in try test.connect() }
                for connection in served {
                    try connection.send(Site.request("GET", "/"))
                    #expect(try connection.readResponse().text == "hello\n")
                }
                let waiting = try test.connect()
                try waiting.send(Site.request("GET", "/"))
                // The two are served on, so the loop has gone round, and the third waits.
                for connection in served {
                    try connection.send(Site.request("GET", "/"))
                    #expect(try connection.readResponse().text == "hello\n")
                }
                #expect(waiting.isSilent())
                served.removeLast().close()
                #expect(try waiting.readResponse().text == "hello\n")
            }
        }

        @Test func acceptsAgainOnlyWhenASixteenthIsFree() async throws {
            try await withServer(
                configure: { $0.limits.maxConnections = 32 }, handler: Site.handler
            ) { test in
                var served = try (1...32).map { _ in try test.connect() }
                for connection in served {
                    try connection.send(Site.request("GET", "/"))
                    #expect(try connection.readResponse().text == "hello\n")
                }
                let waiting = try test.connect()
                try waiting.send(Site.request("GET", "/"))
                func close(_ count: Int) throws {
                    for _ in 1...count { served.removeLast().close() }
                    let last = try #require(served.last)
                    for _ in 1...20 {
                        try last.send(Site.request("GET", "/"))
                        _ = try last.readResponse()
                    }
                }
                try close(2)
                #expect(waiting.isSilent())
                try close(1)
                #expect(try waiting.readResponse().text == "hello\n")
            }
        }

        @Test(arguments: [TestEngine.poolWithTwoLoops, .inlineWithTwoLoops, .pool, .inline])
        func answers429BeyondTheLimitOfAnAddress(_ engine: TestEngine) async throws {
            try await withServer(
                engine, configure: { $0.limits.maxConnectionsPerAddress = 2 }, handler: Site.handler
            ) { test in
                let served = try (1...2).map { _ in try test.connect() }
                for connection in served {
                    try connection.send(Site.request("GET", "/"))
                    #expect(try connection.readResponse().text == "hello\n")
                }
                let third = try test.connect()
                try third.send(Site.request("GET", "/"))
                let reply = try third.readResponse()
                #expect(reply.status == 429)
                #expect(reply.text.contains("too many connections from this address"))
                #expect(third.isClosed)
                third.close()
                served[0].close()
                #expect(try eventually { try test.get("/").status == 200 })
            }
        }
    }
}
