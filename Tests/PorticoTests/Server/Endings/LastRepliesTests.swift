// SPDX-License-Identifier: Apache-2.0
import Libevent
import Portico
import TestSupport
import Testing

extension ServerTests {
    /// What clients get that are not done when the drain deadline passes.
    struct LastRepliesTests {
        /// Requests of which a part is missing: of the head, of a body, of a chunked one.
        private static let halves = [
            "GET / HTTP/1.1\r\nHost: a\r\n",
            Site.request("POST", "/echo", ["Content-Length: 5"], body: "12"),
            Site.request("POST", "/echo", ["Transfer-Encoding: chunked"], body: "5\r\n12"),
        ]

        @Test(arguments: TestEngine.allCases)
        func answers503ToAHalfReceivedRequest(_ engine: TestEngine) async throws {
            let log = LogBook()
            try await withServer(
                engine, logger: log.logger, configure: { $0.drainDeadline = .milliseconds(300) },
                handler: Site.handler
            ) { test in
                let connections = try Self.halves.map { half in
                    let connection = try test.connect()
                    try connection.send(half)
                    return connection
                }
                try test.waitForLoop()
                test.server.shutdown()
                for connection in connections {
                    let reply = try connection.readResponse()
                    #expect(reply.status == 503)
                    #expect(reply["Connection"] == "close")
                    #expect(reply.text.contains("the server is shutting down"))
                    // It goes on sending, as it cannot know yet; that does not destroy the reply.
                    try connection.send("3")
                    #expect(connection.isClosed)
                    connection.close()
                }
                try test.end()
                #expect(test.server.figures.exchangesCutOff == 3)
            }
            let lines = log.entries.filter { $0.message.contains("half-received") }
            #expect(lines.count == 3)
        }

        @Test(arguments: TestEngine.allCases)
        func countsAndLogsRepliesThatAreCutOff(_ engine: TestEngine) async throws {
            let log = LogBook()
            try await withServer(
                engine, logger: log.logger, configure: { $0.drainDeadline = .milliseconds(50) },
                handler: Handler { _, _ in Pattern.bytes(20_000_000) }
            ) { test in
                let slow = try test.connect(receiveBufferBytes: 4096)
                try slow.send(Site.request("GET", "/large"))
                #expect(!slow.isSilent(forMilliseconds: 5_000))
                try test.end()
                #expect(test.server.figures.repliesCutOff == 1)
            }
            let lines = log.entries.filter { $0.message.contains("cut off") }
            #expect(lines.count == 1)
            #expect(lines.first?.text.contains("/large") == true)
        }

        /// A reply that goes out when the deadline passes is not cut at that very moment.
        @Test func finishesAReplyThatIsBeingTaken() async throws {
            try await withServer(
                configure: { $0.drainDeadline = .milliseconds(20) },
                handler: Handler { _, _ in Pattern.bytes(5_000_000) }
            ) { test in
                let connection = try test.connect(receiveBufferBytes: 4096)
                try connection.send(Site.request("GET", "/"))
                let first = try connection.read(upTo: 1)
                let half = try test.connect()
                try half.send("GET / HTTP/1.1\r\n")
                try test.waitForLoop()
                test.server.shutdown()
                // So the deadline has passed.
                #expect(try half.readResponse().status == 503)
                half.close()
                let rest = try connection.readToEnd()
                let isIntact = (first + rest).suffix(5_000_000) == Pattern.bytes(5_000_000)[...]
                #expect(isIntact)
                try test.end()
                #expect(test.server.figures.repliesCutOff == 0)
            }
        }
    }
}
