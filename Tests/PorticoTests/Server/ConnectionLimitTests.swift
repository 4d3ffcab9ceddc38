// SPDX-License-Identifier: Apache-2.0
import Portico
import TestSupport
import Testing

extension ServerTests {
    struct ConnectionLimitTests {
        /// Opens `count` connections on which something is under way: half a head.
        private func hold(_ count: Int, _ test: TestServer) throws -> [RawConnection] {
            try (1...count).map { _ in
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/") + "GET / HTTP/1.1\r\n")
                #expect(try connection.readResponse().text == "hello\n")
                return connection
            }
        }

        /// Has the loop go round a few times: it serves `connection`, which always holds half a head.
        private func goRound(_ connection: RawConnection) throws {
            for _ in 1...20 {
                try connection.send("Host: a\r\n\r\nGET / HTTP/1.1\r\n")
                #expect(try connection.readResponse().text == "hello\n")
            }
        }

        @Test(arguments: [TestEngine.pool, .inline])
        func letsClientsBeyondTheLimitWait(_ engine: TestEngine) async throws {
            try await withServer(
                engine, configure: { $0.limits.maxConnections = 2 }, handler: Site.handler
            ) { test in
                var served = try hold(2, test)
                let waiting = try test.connect()
                try waiting.send(Site.request("GET", "/"))
                try goRound(served[0])
                #expect(waiting.isSilent())
                served.removeLast().close()
                #expect(try waiting.readResponse().text == "hello\n")
            }
        }

        @Test func acceptsAgainOnceASixteenthIsFree() async throws {
            try await withServer(
                configure: { $0.limits.maxConnections = 32 }, handler: Site.handler
            ) { test in
                var served = try hold(32, test)
                let waiting = try test.connect()
                try waiting.send(Site.request("GET", "/"))
                served.removeLast().close()
                try goRound(served[0])
                #expect(waiting.isSilent())
                served.removeLast().close()
                #expect(try waiting.readResponse().text == "hello\n")
            }
        }

        @Test(arguments: [TestEngine.pool, .inline])
        func closesTheLongestIdleForOneThatWaits(_ engine: TestEngine) async throws {
            try await withServer(
                engine,
                configure: {
                    $0.limits.maxConnections = 3
                    // A sweep each 5 ms.
                    $0.limits.writeStallTime = .milliseconds(20)
                }, handler: Site.handler
            ) { test in
                let busy = try hold(1, test)
                let idle = try (1...2).map { _ in try test.connect() }
                for connection in idle {
                    try connection.send(Site.request("GET", "/"))
                    #expect(try connection.readResponse().text == "hello\n")
                    // Lets the time of the sweeps go on, so that one is older.
                    try goRoundForSweeps(busy[0])
                }
                let late = try test.connect()
                try late.send(Site.request("GET", "/"))
                #expect(try late.readResponse().text == "hello\n")
                #expect(idle[0].isClosed)
                #expect(idle[1].isSilent())
                try goRound(busy[0])
            }
        }

        /// Has the loop go round for several sweeps.
        private func goRoundForSweeps(_ connection: RawConnection) throws {
            let start = ContinuousClock.now
            while ContinuousClock.now - start < .milliseconds(50) { try goRound(connection) }
        }

        /// One loop has all the idle connections, and the other one the client that waits.
        @Test(arguments: [TestEngine.poolWithTwoLoops, .inlineWithTwoLoops])
        func countsAndMakesRoomOverAllLoops(_ engine: TestEngine) async throws {
            try await withServer(
                engine, configure: { $0.limits.maxConnections = 20 }, handler: Site.handler
            ) { test in
                var served: [RawConnection] = []
                for _ in 1...20 {
                    let connection = try test.connect()
                    try connection.send(Site.request("GET", "/"))
                    #expect(try connection.readResponse().text == "hello\n")
                    served.append(connection)
                }
                for _ in 1...5 {
                    let late = try test.connect()
                    try late.send(Site.request("GET", "/"))
                    #expect(try late.readResponse().text == "hello\n")
                    served.append(late)
                }
                #expect(eventually { served.count { $0.isSilent() } <= 20 })
            }
        }

        /// Those that are turned away take nobody's place.
        @Test(arguments: [TestEngine.pool, .inline])
        func keepsPlacesFreeFromAnAddressWithTooMany(_ engine: TestEngine) async throws {
            try await withServer(
                engine,
                configure: {
                    $0.limits.maxConnections = 8
                    $0.limits.maxConnectionsPerAddress = 2
                }, handler: Site.handler
            ) { test in
                // They send nothing and do not go: the two, and many more than there are places.
                let silent = try (1...40).map { _ in try test.connect() }
                let other = try RawConnection(port: test.port, fromHost: 2)
                try other.send(Site.request("GET", "/"))
                #expect(try other.readResponse().text == "hello\n")
                #expect(try silent[39].readResponse().status == 429)
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
