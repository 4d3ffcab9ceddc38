// SPDX-License-Identifier: Apache-2.0
import Logging
import Portico
import TestSupport
import Testing

extension ServerTests {
    struct GoneClientTests {
        @Test(arguments: TestEngine.allCases, Departure.allCases)
        func dropsTheReplyToAClientThatLeavesWhileItsRequestRuns(
            _ engine: TestEngine, _ departure: Departure
        ) async throws {
            for size in [10, 1_000_000] {
                let (entered, released) = (Gate(), Gate())
                let handler = Handler { request, _ in
                    guard request.path == "/held" else { return Pattern.bytes(3) }
                    entered.open()
                    released.wait()
                    return Pattern.bytes(size)
                }
                try await withServer(engine, handler: handler) { test in
                    let connection = try test.connect()
                    try connection.send(Site.request("GET", "/held"))
                    try #require(entered.wait())
                    departure.leave(connection)
                    released.open()
                    let reply = try test.get("/")
                    #expect(reply.body == Pattern.bytes(3))
                }
            }
        }

        @Test(arguments: TestEngine.threaded, Departure.allCases)
        func tellsARunningHandlerThatItsClientHasGone(
            _ engine: TestEngine, _ departure: Departure
        ) async throws {
            let (entered, noticed) = (Gate(), Gate())
            let handler = Handler { request, context in
                guard request.path == "/held" else { return "ok" }
                try context.checkCancellation()
                entered.open()
                if eventually({ context.isClientGone }) { noticed.open() }
                try context.checkCancellation()
                return "nobody reads this"
            }
            try await withServer(engine, handler: handler) { test in
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/held"))
                try #require(entered.wait())
                departure.leave(connection)
                #expect(noticed.wait())
                let reply = try test.get("/")
                #expect(reply.text == "ok")
            }
        }

        @Test(arguments: TestEngine.ofEachKind, Departure.allCases)
        func tellsAnAsyncHandlerThatItsClientHasGone(
            _ engine: TestEngine, _ departure: Departure
        ) async throws {
            let (entered, noticed) = (Gate(), Gate())
            let handler = Handler { request, context in
                guard request.path == "/held" else { return "ok" }
                entered.open()
                let end = ContinuousClock.now + .seconds(10)
                while !context.isClientGone, ContinuousClock.now < end { await Task.yield() }
                if context.isClientGone { noticed.open() }
                return "nobody reads this"
            }
            try await withServer(engine, handler: handler) { test in
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/held"))
                try #require(entered.wait())
                departure.leave(connection)
                #expect(noticed.wait())
                let reply = try test.get("/")
                #expect(reply.text == "ok")
            }
        }

        @Test(arguments: TestEngine.threaded)
        func knowsThatAPatientClientIsThere(_ engine: TestEngine) async throws {
            let (entered, released) = (Gate(), Gate())
            let handler = Handler { _, context in
                entered.open()
                released.wait()
                return "\(context.isClientGone)"
            }
            try await withServer(engine, handler: handler) { test in
                let connection = try test.connect()
                // What it sends in advance is no sign that it has gone.
                try connection.send(Site.request("GET", "/") + Site.request("GET", "/"))
                try #require(entered.wait())
                try test.waitForLoop()
                released.open()
                #expect(try connection.readResponse().text == "false")
                #expect(try connection.readResponse().text == "false")
            }
        }

        @Test(arguments: TestEngine.withFourWorkers, Departure.allCases)
        func neverRunsTheRequestOfAClientThatLeavesWhileItIsQueued(
            _ engine: TestEngine, _ departure: Departure
        ) async throws {
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
            try await withServer(engine, handler: handler) { test in
                let holders = try (1...4).map { _ in try test.connect() }
                for holder in holders { try holder.send(Site.request("GET", "/held")) }
                try #require(entered.wait())
                let leaving = try (1...5).map { _ in try test.connect() }
                for connection in leaving {
                    try connection.send(
                        Site.request("POST", "/dead", ["Content-Length: 1"], body: "x"))
                }
                let staying = try test.connect()
                try staying.send(Site.request("GET", "/alive"))
                // A client that closes right after its request may still want the answer.
                try waitForGraceToPass(test)
                leaving.forEach(departure.leave)
                try test.waitForLoop()
                released.open()
                for holder in holders { #expect(try holder.readResponse().text == "ok") }
                #expect(try staying.readResponse().text == "ok")
            }
            #expect(journal.entries.sorted() == ["/alive", "/held", "/held", "/held", "/held"])
        }

        /// Such a client says that it sends no more, not that it has gone.
        @Test(arguments: TestEngine.withFourWorkers)
        func answersAClientThatHalfClosesWithItsRequestAndIsQueued(
            _ engine: TestEngine
        ) async throws {
            let (entered, released) = (Gate(arrivals: 4), Gate())
            let log = LogBook()
            let handler = Handler { request, context in
                if request.path == "/held" {
                    entered.open()
                    released.wait()
                }
                return "ok"
            }
            try await withServer(engine, logger: log.logger, handler: handler) { test in
                let holders = try (1...4).map { _ in try test.connect() }
                for holder in holders { try holder.send(Site.request("GET", "/held")) }
                try #require(entered.wait())
                let halfClosed = try test.connect()
                try halfClosed.send(Site.request("GET", "/half"))
                halfClosed.shutdownWriting()
                try waitForGraceToPass(test)
                released.open()
                for holder in holders { #expect(try holder.readResponse().text == "ok") }
                #expect(try halfClosed.readResponse().text == "ok")
            }
            #expect(!log.entries.contains { $0.level >= .warning })
        }

        @Test(arguments: TestEngine.allCases)
        func doesNotCancelTheTaskOfAClientThatHalfClosesWithItsRequest(
            _ engine: TestEngine
        ) async throws {
            let entered = Gate()
            let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
            let handler = Handler { _, context in
                entered.open()
                for await _ in stream {}
                return "\(Task.isCancelled) \(context.isClientGone)"
            }
            try await withServer(engine, handler: handler) { test in
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/"))
                connection.shutdownWriting()
                try #require(entered.wait())
                try waitForGraceToPass(test)
                continuation.finish()
                #expect(try connection.readResponse().text == "false false")
            }
        }

        /// It may still read, so it is told that nothing was done, and why.
        @Test func tellsAClientThatHalfClosesWhileItIsQueuedWhyItWasNotServed() async throws {
            let (entered, released, journal) = (Gate(), Gate(), Journal<String>())
            let log = LogBook()
            let handler = Handler { request, _ in
                journal.write(request.path)
                entered.open()
                released.wait()
                return "ok"
            }
            try await withServer(
                logger: log.logger, configure: { $0.engine = .pool(workers: 1) }, handler: handler
            ) { test in
                let holder = try test.connect()
                try holder.send(Site.request("GET", "/held"))
                try #require(entered.wait())
                let halfClosed = try test.connect()
                try halfClosed.send(Site.request("GET", "/half"))
                try waitForGraceToPass(test)
                halfClosed.shutdownWriting()
                try test.waitForLoop()
                released.open()
                #expect(try holder.readResponse().text == "ok")
                let reply = try halfClosed.readResponse()
                #expect(reply.status == 503)
                #expect(reply.text.contains("the client closed its side"))
            }
            #expect(journal.entries == ["/held"])
            #expect(!log.entries.contains { $0.text.contains("full") })
        }

        /// `checkCancellation()` as its documentation says: no error to be logged.
        @Test func logsNoErrorWhenAHandlerStopsForAClientThatHasGone() async throws {
            let (entered, stopped, log) = (Gate(), Gate(), LogBook())
            let handler = Handler { request, context in
                guard request.path == "/long" else { return "ok" }
                entered.open()
                defer { stopped.open() }
                while true { try context.checkCancellation() }
            }
            try await withServer(logger: log.logger, handler: handler) { test in
                let leaving = try test.connect()
                try leaving.send(Site.request("GET", "/long"))
                try #require(entered.wait())
                leaving.close()
                #expect(stopped.wait())
                #expect(try test.get("/").text == "ok")
            }
            #expect(!log.entries.contains { $0.level >= .warning })
        }

        /// A client that half-closes right after its request is served within a few milliseconds.
        private func waitForGraceToPass(_ test: TestServer) throws {
            let end = ContinuousClock.now + .milliseconds(50)
            while ContinuousClock.now < end { try test.waitForLoop() }
        }

        @Test(arguments: TestEngine.allCases)
        func survivesClientsThatLeaveAnywhereInARequest(_ engine: TestEngine) async throws {
            try await withServer(engine, handler: Site.handler) { test in
                let request = Array(
                    Site.request(
                        "POST", "/async-echo", ["Transfer-Encoding: chunked"],
                        body: "3\r\nabc\r\n0\r\n\r\n"
                    ).utf8)
                for split in 0...request.count {
                    let connection = try test.connect()
                    try connection.send(Array(request[..<split]))
                    if split.isMultiple(of: 2) { connection.close() } else { connection.reset() }
                }
                let reply = try test.get("/")
                #expect(reply.text == "hello\n")
            }
        }
    }
}
