// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging
import Portico
import PorticoPool
import TestSupport
import Testing

extension ServerTests {
    /// The drain deadline is a promise, whatever the handlers do and whoever still waits for them.
    struct DeadlineOfTheEndTests {
        /// A handler for `/held` that runs until the gate is open, and says when it has returned.
        private static func holding(
            _ entered: Gate, until released: Gate, returned: Gate
        ) -> Handler {
            Handler { request, _ in
                guard request.path == "/held" else { return "ok" }
                entered.open()
                released.wait(atMost: 60)
                returned.open()
                return "nobody reads this"
            }
        }

        /// Its exchange ends with the reset, long before the server does.
        @Test(arguments: [TestEngine.pool, .threadPerRequest], Departure.allCases)
        func holdsThoughTheHandlerOfAGoneClientRuns(
            _ engine: TestEngine, _ departure: Departure
        ) async throws {
            let (entered, released, returned) = (Gate(), Gate(), Gate())
            let log = LogBook()
            try await withServer(
                engine, logger: log.logger, configure: { $0.drainDeadline = .milliseconds(50) },
                handler: Self.holding(entered, until: released, returned: returned)
            ) { test in
                defer { released.open() }
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/held?1"))
                try #require(entered.wait())
                departure.leave(connection)
                try test.waitForLoop()
                try test.end()
                #expect(!returned.isOpen)
            }
            let lines = log.entries.filter { $0.message.contains("left behind") }
            #expect(lines.count == 1)
            #expect(lines.first?.metadata["handler"] == "GET /held?1")
        }

        /// Its exchange ends with the 503 of its own deadline.
        @Test(arguments: TestEngine.threaded)
        func holdsThoughAHandlerRunsBeyondItsDeadline(_ engine: TestEngine) async throws {
            let (entered, released, returned) = (Gate(), Gate(), Gate())
            try await withServer(
                engine,
                configure: {
                    $0.drainDeadline = .milliseconds(50)
                    $0.limits.handlerDeadline = .milliseconds(50)
                },
                handler: Self.holding(entered, until: released, returned: returned)
            ) { test in
                defer { released.open() }
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/held"))
                #expect(try connection.readResponse().status == 503)
                connection.close()
                try test.end()
                #expect(!returned.isOpen)
            }
        }

        /// Nobody but the handler could end it.
        @Test func holdsThoughAHandlerHoldsItsLoop() async throws {
            let (entered, released, returned) = (Gate(), Gate(), Gate())
            let log = LogBook()
            try await blocking {
                var configuration = StartTests.configuration(engine: .inline())
                configuration.drainDeadline = .milliseconds(50)
                let server = Server(
                    configuration: configuration, logger: log.logger,
                    handler: Self.holding(entered, until: released, returned: returned))
                try server.start()
                let connection = try TestServer(server).connect()
                try connection.send(Site.request("GET", "/held"))
                try #require(entered.wait())
                let stopped = Gate()
                Thread.detachNewThread {
                    server.shutdown()
                    server.waitUntilStopped()
                    stopped.open()
                }
                #expect(stopped.wait(atMost: 20))
                #expect(!returned.isOpen)
                released.open()
                #expect(returned.wait())
            }
            #expect(log.entries.contains { $0.message.contains("left behind") })
        }

        /// A handler that is still at work when the last client has left may finish it in time.
        @Test(arguments: TestEngine.threaded)
        func letsAHandlerFinishBeforeTheDeadline(_ engine: TestEngine) async throws {
            let (entered, left, returned) = (Gate(), Gate(), Gate())
            let handler = Handler { _, context in
                entered.open()
                #expect(eventually { context.isClientGone })
                left.wait()
                returned.open()
                return "nobody reads this"
            }
            try await withServer(engine, handler: handler) { test in
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/"))
                try #require(entered.wait())
                connection.reset()
                test.server.shutdown()
                Thread.detachNewThread { left.open() }
                try test.end()
                #expect(returned.isOpen)
            }
        }
    }
}
