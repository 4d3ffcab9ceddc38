// SPDX-License-Identifier: Apache-2.0
import Foundation
import Portico
import PorticoPool
import TestSupport
import Testing

extension ServerTests {
    struct ShutdownTests {
        /// A handler that holds every request for `/held` until the gate is open.
        private static func holding(_ entered: Gate, until released: Gate) -> Handler {
            Handler { request, _ in
                if request.path == "/held" {
                    entered.open()
                    released.wait()
                }
                return request.path
            }
        }

        @Test(arguments: TestEngine.threaded)
        func finishesWhatRunsAndClosesWhatIsIdle(_ engine: TestEngine) async throws {
            let (entered, released, draining) = (Gate(), Gate(), Gate())
            try await withServer(
                engine, configure: { $0.onDrain = { draining.open() } },
                handler: Self.holding(entered, until: released)
            ) { test in
                let (held, idle) = (try test.connect(), try test.connect())
                try idle.send(Site.request("GET", "/"))
                #expect(try idle.readResponse().status == 200)
                try held.send(Site.request("GET", "/held"))
                try #require(entered.wait())
                test.server.shutdown()
                test.server.shutdown()
                #expect(draining.wait())
                #expect(idle.isClosed, "idle connections do not wait for those that are held")
                #expect(try eventually { try isRefused(test) })
                released.open()
                let reply = try held.readResponse()
                #expect(reply.text == "/held")
                #expect(reply["Connection"] == "close")
                #expect(held.isClosed)
            }
        }

        private func isRefused(_ test: TestServer) throws -> Bool {
            do throws(WireError) {
                _ = try RawConnection(port: test.port)
                return false
            } catch {
                return error == .call("connect", errno: 111)
            }
        }

        @Test(arguments: TestEngine.withFourWorkers)
        func finishesWhatIsQueued(_ engine: TestEngine) async throws {
            let (entered, released, draining) = (Gate(arrivals: 4), Gate(), Gate())
            try await withServer(
                engine, configure: { $0.onDrain = { draining.open() } },
                handler: Self.holding(entered, until: released)
            ) { test in
                let running = try (1...4).map { _ in try test.connect() }
                for connection in running { try connection.send(Site.request("GET", "/held")) }
                try #require(entered.wait())
                let queued = try (1...20).map { _ in try test.connect() }
                for connection in queued { try connection.send(Site.request("GET", "/queued")) }
                try test.waitForLoop()
                test.server.shutdown()
                try #require(draining.wait())
                released.open()
                for connection in running + queued {
                    let reply = try connection.readResponse()
                    #expect(reply.status == 200)
                    #expect(reply["Connection"] == "close")
                    #expect(connection.isClosed)
                }
            }
        }

        @Test(arguments: TestEngine.allCases)
        func finishesRequestsThatAreStillComing(_ engine: TestEngine) async throws {
            let draining = Gate()
            try await withServer(
                engine, configure: { $0.onDrain = { draining.open() } }, handler: Site.handler
            ) { test in
                let request = Site.request("POST", "/echo", ["Content-Length: 5"], body: "12345")
                let (new, head, body) = (try test.connect(), try test.connect(), try test.connect())
                try head.send(String(request.prefix(20)))
                try body.send(String(request.dropLast(3)))
                try test.waitForLoop()
                test.server.shutdown()
                try #require(draining.wait())
                try new.send(request)
                // For longer than an idle connection would be kept.
                #expect(head.isSilent(forMilliseconds: 300) && body.isSilent())
                try head.send(String(request.dropFirst(20)))
                try body.send(String(request.suffix(3)))
                for connection in [new, head, body] {
                    let reply = try connection.readResponse()
                    #expect(reply.text == "12345")
                    #expect(reply["Connection"] == "close")
                    #expect(connection.isClosed)
                }
            }
        }

        /// The loop stands still from the moment that it has looked for idle connections until the
        /// request is there.
        @Test func answersARequestThatWasOnItsWayWhenDrainingBegan() async throws {
            let (draining, holderSent, isHeld, sent) = (Gate(), Gate(), Gate(), Gate())
            let handler = Handler { request, _ in
                if request.path == "/hold" {
                    isHeld.open()
                    sent.wait()
                }
                return "ok"
            }
            try await withServer(
                .inline,
                configure: { configuration in
                    configuration.onDrain = {
                        draining.open()
                        holderSent.wait()
                    }
                }, handler: handler
            ) { test in
                let (holder, late) = (try test.connect(), try test.connect())
                for connection in [holder, late] {
                    try connection.send(Site.request("GET", "/"))
                    #expect(try connection.readResponse()["Connection"] == nil)
                }
                test.server.shutdown()
                try #require(draining.wait())
                try holder.send(Site.request("GET", "/hold"))
                holderSent.open()
                try #require(isHeld.wait())
                try late.send(Site.request("GET", "/"))
                sent.open()
                for connection in [holder, late] {
                    let reply = try connection.readResponse()
                    #expect(reply.text == "ok")
                    #expect(reply["Connection"] == "close")
                }
            }
        }

        @Test(arguments: TestEngine.allCases)
        func finishesALargeReplyToASlowReader(_ engine: TestEngine) async throws {
            let draining = Gate()
            try await withServer(
                engine, configure: { $0.onDrain = { draining.open() } },
                handler: Handler { _, _ in Pattern.bytes(5_000_000) }
            ) { test in
                let partial = try test.connect()
                try partial.send("GET / HTTP/1.1\r\n")
                let connection = try test.connect(receiveBufferBytes: 4096)
                try connection.send(Site.request("GET", "/"))
                let first = try connection.read(upTo: 1)
                test.server.shutdown()
                try #require(draining.wait())
                // Meanwhile nothing is read, for longer than an idle connection would be kept.
                #expect(partial.isSilent(forMilliseconds: 300))
                partial.close()
                let rest = try connection.readToEnd()
                let isIntact = (first + rest).suffix(5_000_000) == Pattern.bytes(5_000_000)[...]
                #expect(isIntact)
            }
        }

        @Test(arguments: TestEngine.allCases)
        func endsThoughAClientNeverSendsARequest(_ engine: TestEngine) async throws {
            try await withServer(
                // Not the deadline is to end it.
                engine, configure: { $0.drainDeadline = .seconds(120) }, handler: Site.handler
            ) { test in
                let silent = try test.connect()
                try test.waitForLoop()
                try test.end()
                #expect(silent.isClosed)
            }
        }

        @Test func startsAndEndsWithoutAnybodyComing() async throws {
            for engine in TestEngine.allCases {
                try await withServer(engine, handler: Site.handler) { _ in }
            }
        }

        @Test(arguments: TestEngine.threaded)
        func answers503WhenTheDrainDeadlineHasPassed(_ engine: TestEngine) async throws {
            let (entered, released) = (Gate(), Gate())
            try await withServer(
                engine, configure: { $0.drainDeadline = .milliseconds(50) },
                handler: Self.holding(entered, until: released)
            ) { test in
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/held"))
                try #require(entered.wait())
                test.server.shutdown()
                let reply = try connection.readResponse()
                #expect(reply.status == 503)
                #expect(reply["Connection"] == "close")
                #expect(connection.isClosed)
                released.open()
            }
        }

        /// Its client has been told 503, and may have tried elsewhere.
        @Test(arguments: TestEngine.withFourWorkers)
        func neverRunsAQueuedRequestThatGot503(_ engine: TestEngine) async throws {
            let (entered, released) = (Gate(arrivals: 4), Gate())
            let journal = Journal<String>()
            let handler = Handler { request, _ in
                journal.write(request.path)
                if request.path == "/held" {
                    entered.open()
                    released.wait()
                }
                return "ok"
            }
            try await withServer(
                engine, configure: { $0.drainDeadline = .milliseconds(50) }, handler: handler
            ) { test in
                let running = try (1...4).map { _ in try test.connect() }
                for connection in running { try connection.send(Site.request("GET", "/held")) }
                try #require(entered.wait())
                let queued = try test.connect()
                try queued.send(Site.request("GET", "/queued"))
                try test.waitForLoop()
                test.server.shutdown()
                #expect(try queued.readResponse().status == 503)
                for connection in running { #expect(try connection.readResponse().status == 503) }
                released.open()
            }
            #expect(journal.entries == ["/held", "/held", "/held", "/held"])
        }

        @Test(arguments: TestEngine.allCases)
        func mayBeAskedForByAHandler(_ engine: TestEngine) async throws {
            let box = Guarded<Server?>(nil)
            let handler = Handler { _, _ in
                box.withLock { $0 }?.shutdown()
                return "bye"
            }
            try await withServer(engine, handler: handler) { test in
                box.withLock { $0 = test.server }
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/"))
                #expect(try connection.readResponse().text == "bye")
                #expect(connection.isClosed)
                box.withLock { $0 = nil }
            }
        }

        @Test(arguments: TestEngine.withFourWorkers)
        func runsNoHandlerAfterTheEnd(_ engine: TestEngine) async throws {
            let journal = Journal<String>()
            let handler = Handler { _, _ in
                await Task.yield()
                journal.write("ran")
                return "ok"
            }
            var count = 0
            try await withServer(engine, handler: handler) { test in
                let connections = try (1...20).map { _ in try test.connect() }
                for connection in connections { try connection.send(Site.request("GET", "/")) }
                try test.waitForLoop()
                try test.end()
                count = journal.entries.count
                for connection in connections {
                    #expect(try connection.readResponse().text == "ok")
                }
            }
            #expect(count == 20)
        }

        @Test func mayBeWaitedForAgainFromAnyThread() async {
            await #expect(processExitsWith: .success) {
                let server = StartTests.server(StartTests.configuration())
                try server.start()
                server.shutdown()
                // A new thread has, often, the handle of one that was joined before.
                for _ in 1...10 {
                    let waited = Gate()
                    Thread.detachNewThread {
                        server.waitUntilStopped()
                        waited.open()
                    }
                    try #require(waited.wait())
                }
            }
        }

        @Test func doesNothingAfterTheEnd() async throws {
            try await withServer(handler: Site.handler) { test in
                try test.end()
                test.server.shutdown()
                test.server.waitUntilStopped()
            }
        }

        @Test(arguments: TestEngine.allCases)
        func servesOnDuringItsDrainDelayAndSaysThatItIsNotReady(
            _ engine: TestEngine
        ) async throws {
            let draining = Gate()
            try await withServer(
                engine,
                configure: {
                    $0.drainDelay = .seconds(1)
                    $0.onDrain = { draining.open() }
                }, handler: Site.handler
            ) { test in
                #expect(test.server.isReady)
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/"))
                _ = try connection.readResponse()
                test.server.shutdown()
                #expect(!test.server.isReady)
                for _ in 1...5 {
                    let new = try test.connect()
                    try new.send(Site.request("GET", "/"))
                    #expect(try new.readResponse().text == "hello\n")
                    try connection.send(Site.request("GET", "/"))
                    #expect(try connection.readResponse().text == "hello\n")
                }
                #expect(!draining.isOpen)
                #expect(connection.isClosed)
            }
        }
    }
}
