// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico
import PorticoPool
import TestSupport
import Testing

extension ServerTests {
    /// The Task of an async handler belongs to its exchange.
    struct TaskTests {
        /// How a handler spends its time.
        enum Pastime: String, CaseIterable, CustomTestStringConvertible {
            /// It never suspends.
            case computing
            case yielding
            case suspended

            var testDescription: String { rawValue }

            /// Returns when the task has been cancelled; what computes, after ten seconds at the latest.
            func spend() async {
                let end = ContinuousClock.now + .seconds(10)
                switch self {
                case .computing:
                    while !Task.isCancelled, ContinuousClock.now < end {}
                case .yielding:
                    while !Task.isCancelled, ContinuousClock.now < end { await Task.yield() }
                case .suspended:
                    // Nothing comes, so it ends when the task is cancelled.
                    for await _ in AsyncStream.makeStream(of: Void.self).stream {}
                }
            }
        }

        private static func handler(
            _ pastime: Pastime, _ entered: Gate, cancelled: Gate
        ) -> Handler {
            Handler { request, _ in
                guard request.path == "/long" else { return "ok" }
                entered.open()
                await pastime.spend()
                if Task.isCancelled { cancelled.open() }
                return "nobody reads this"
            }
        }

        @Test(arguments: [TestEngine.pool, .threadPerRequest], Pastime.allCases)
        func isCancelledWhenItsClientHasGone(_ engine: TestEngine, _ pastime: Pastime) async throws
        {
            for departure in Departure.allCases {
                let (entered, cancelled) = (Gate(), Gate())
                try await withServer(
                    engine, handler: Self.handler(pastime, entered, cancelled: cancelled)
                ) { test in
                    let connection = try test.connect()
                    try connection.send(Site.request("GET", "/long"))
                    try #require(entered.wait())
                    departure.leave(connection)
                    #expect(cancelled.wait(atMost: 9))
                    #expect(try test.get("/").text == "ok")
                }
            }
        }

        /// On the loop until it suspends, then on Swift's own threads.
        @Test(arguments: [TestEngine.inline, .inlineWithTwoLoops], Departure.allCases)
        func isCancelledInlineToo(_ engine: TestEngine, _ departure: Departure) async throws {
            for pastime in [Pastime.yielding, .suspended] {
                let (entered, cancelled) = (Gate(), Gate())
                try await withServer(
                    engine, handler: Self.handler(pastime, entered, cancelled: cancelled)
                ) { test in
                    let connection = try test.connect()
                    try connection.send(Site.request("GET", "/long"))
                    try #require(entered.wait())
                    departure.leave(connection)
                    #expect(cancelled.wait(atMost: 9))
                }
            }
        }

        @Test(arguments: TestEngine.threaded + [.inline], [Pastime.yielding, .suspended])
        func isCancelledAtTheHandlerDeadline(_ engine: TestEngine, _ pastime: Pastime) async throws
        {
            let (entered, cancelled) = (Gate(), Gate())
            try await withServer(
                engine, configure: { $0.limits.handlerDeadline = .milliseconds(100) },
                handler: Self.handler(pastime, entered, cancelled: cancelled)
            ) { test in
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/long"))
                #expect(try connection.readResponse().status == 503)
                #expect(cancelled.wait(atMost: 9))
            }
        }

        @Test(arguments: TestEngine.threaded + [.inline], [Pastime.yielding, .suspended])
        func isCancelledAtTheDrainDeadline(_ engine: TestEngine, _ pastime: Pastime) async throws {
            let (entered, cancelled) = (Gate(), Gate())
            try await withServer(
                engine, configure: { $0.drainDeadline = .milliseconds(50) },
                handler: Self.handler(pastime, entered, cancelled: cancelled)
            ) { test in
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/long"))
                try #require(entered.wait())
                test.server.shutdown()
                #expect(try connection.readResponse().status == 503)
                connection.close()
                try test.end()
                #expect(cancelled.isOpen, "the server waits for the handlers that it cancelled")
            }
        }

        /// What it does when it has been cancelled is part of the server's end.
        @Test(arguments: TestEngine.threaded + [.inline], Departure.allCases)
        func endsBeforeItsServer(_ engine: TestEngine, _ departure: Departure) async throws {
            let (entered, cleaned) = (Gate(), Gate())
            let handler = Handler { _, _ in
                entered.open()
                await Pastime.suspended.spend()
                for _ in 1...1_000 { await Task.yield() }
                cleaned.open()
                return "nobody reads this"
            }
            try await withServer(engine, handler: handler) { test in
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/"))
                try #require(entered.wait())
                departure.leave(connection)
                try test.end()
                #expect(cleaned.isOpen)
            }
        }

        /// It takes no notice of its cancellation, so it is left behind.
        @Test(arguments: TestEngine.threaded + [.inline])
        func doesNotKeepItsServerBeyondTheDeadline(_ engine: TestEngine) async throws {
            let (entered, returned, log) = (Gate(), Gate(), LogBook())
            let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
            let ending = Task { for await _ in stream {} }
            let handler = Handler { _, _ in
                entered.open()
                await ending.value
                returned.open()
                return "nobody reads this"
            }
            try await withServer(
                engine, logger: log.logger, configure: { $0.drainDeadline = .milliseconds(50) },
                handler: handler
            ) { test in
                defer { continuation.finish() }
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/endless"))
                try #require(entered.wait())
                connection.reset()
                try test.end()
                #expect(!returned.isOpen)
            }
            #expect(returned.wait())
            let lines = log.entries.filter { $0.message.contains("left behind") }
            #expect(lines.map { $0.metadata["handler"] } == ["GET /endless"])
        }

        /// While they are suspended, they hold no Worker and stand in no queue.
        @Test(arguments: TestEngine.allCases)
        func areNoMoreThanTheLimitAllows(_ engine: TestEngine) async throws {
            let (entered, log) = (Gate(arrivals: 4), LogBook())
            let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
            let ending = Task { for await _ in stream {} }
            let handler = Handler { _, _ in
                entered.open()
                await ending.value
                return "ok"
            }
            try await withServer(
                engine, logger: log.logger,
                configure: {
                    $0.limits.maxConcurrentRequests = 4
                    $0.limits.maxQueuedRequests = 4
                }, handler: handler
            ) { test in
                let admitted = try (1...4).map { _ in try test.connect() }
                for connection in admitted { try connection.send(Site.request("GET", "/")) }
                try #require(entered.wait())
                let refused = try test.connect()
                for _ in 1...3 {
                    try refused.send(Site.request("GET", "/"))
                    let reply = try refused.readResponse()
                    #expect(reply.status == 503)
                    #expect(reply["Retry-After"] != nil)
                    #expect(reply.text.contains("too many requests are in progress"))
                }
                continuation.finish()
                for connection in admitted { #expect(try connection.readResponse().text == "ok") }
                try refused.send(Site.request("GET", "/"))
                #expect(try refused.readResponse().text == "ok")
            }
            let lines = log.entries.filter { $0.text.contains("too many requests") }
            #expect(lines.count >= 1)
        }

        /// It has left, and its handler does not care: that is still one request in progress.
        @Test func countAlsoWhenTheirClientsHaveGone() async throws {
            let entered = Journal<String>()
            let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
            let ending = Task { for await _ in stream {} }
            let handler = Handler { request, _ in
                if request.path == "/held" {
                    entered.write(request.path)
                    await ending.value
                }
                return "ok"
            }
            try await withServer(
                configure: { $0.limits.maxConcurrentRequests = 4 }, handler: handler
            ) { test in
                for count in 1...4 {
                    let connection = try test.connect()
                    try connection.send(Site.request("GET", "/held"))
                    try #require(eventually { entered.entries.count == count })
                    connection.reset()
                }
                #expect(try test.get("/").status == 503)
                continuation.finish()
                #expect(try eventually { try test.get("/").text == "ok" })
            }
        }
    }
}
