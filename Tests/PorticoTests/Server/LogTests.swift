// SPDX-License-Identifier: Apache-2.0
import Logging
import Portico
import TestSupport
import Testing

extension ServerTests {
    /// What the server logs, and that nobody waits for whoever reads it.
    struct LogTests {
        private struct Failure: Error {}

        private static let failing = Handler { _, _ -> Response in throw Failure() }

        @Test(arguments: [TestEngine.pool, .inline, .threadPool])
        func answersAllAndEndsWhileTheLogIsStuck(_ engine: TestEngine) async throws {
            let (gate, log) = (Gate(), LogBook())
            defer { gate.open() }
            try await withServer(
                engine, logger: StuckLog.logger(until: gate, log), handler: Self.failing
            ) { test in
                let connection = try test.connect()
                for _ in 1...20 {
                    try connection.send(Site.request("GET", "/"))
                    #expect(try connection.readResponse().status == 500)
                    // Refused on the loop, with a line of its own.
                    try test.waitForLoop()
                }
                try test.end()
            }
            #expect(log.entries.isEmpty)
        }

        @Test func countsTheLinesOfAFloodThatItLeavesOut() async throws {
            let log = LogBook()
            try await withServer(logger: log.logger, handler: Self.failing) { test in
                let connection = try test.connect()
                for _ in 1...1000 {
                    try connection.send(Site.request("GET", "/"))
                    #expect(try connection.readResponse().status == 500)
                }
            }
            let lines = log.entries.filter { $0.message == "the handler failed" }
            let leftOut = log.entries.compactMap { Int($0.metadata["left-out"] ?? "") }
            #expect((1...250).contains(lines.count), "\(lines.count) lines")
            #expect(lines.count + leftOut.reduce(0, +) == 1000)
        }

        @Test func countsTheLinesForWhichThereIsNoRoom() async throws {
            let (gate, log) = (Gate(), LogBook())
            defer { gate.open() }
            let handler = Handler { _, context in
                for number in 1...5000 { context.logger.info("line \(number)") }
                return "ok"
            }
            try await withServer(
                logger: StuckLog.logger(until: gate, log), handler: handler
            ) { test in
                #expect(try test.get("/").text == "ok")
                gate.open()
                try test.end()
            }
            // The end of the server waits a second for the log, which goes on by itself.
            let isCounted = eventually {
                let entries = log.entries
                let written = entries.count { $0.message.hasPrefix("line ") }
                let lost = entries.compactMap { Int($0.metadata["lost"] ?? "") }
                return written > 0 && written + lost.reduce(0, +) == 5000
            }
            #expect(isCounted)
        }

        @Test func keepsEveryLineOfAHandlerInItsOrder() async throws {
            let log = LogBook()
            let handler = Handler { _, context in
                var logger = context.logger
                logger[metadataKey: "shop"] = "7"
                for number in 1...500 { logger.info("sold", metadata: ["number": "\(number)"]) }
                return context.requestID
            }
            try await withServer(logger: log.logger, handler: handler) { test in
                let id = try test.get("/").text
                try test.end()
                let lines = log.entries.filter { $0.message == "sold" }
                #expect(lines.map { $0.metadata["number"] } == (1...500).map { "\($0)" })
                #expect(lines.allSatisfy { $0.metadata["shop"] == "7" })
                #expect(lines.allSatisfy { $0.metadata["request-id"] == id })
            }
        }

        @Test func takesTheMetadataThatAProviderHasOnTheHandlersThread() async throws {
            let log = LogBook()
            var logger = log.logger
            logger.handler.metadataProvider = Logger.MetadataProvider {
                ["trace": "\(Trace.id)"]
            }
            let handler = Handler { _, context in
                Trace.$id.withValue("t-1") { context.logger.info("traced") }
                return "ok"
            }
            try await withServer(logger: logger, handler: handler) { test in
                #expect(try test.get("/").text == "ok")
                try test.end()
            }
            let line = try #require(log.entries.first { $0.message == "traced" })
            #expect(line.metadata["trace"] == "t-1")
        }

        private enum Trace {
            @TaskLocal static var id = "none"
        }
    }
}
