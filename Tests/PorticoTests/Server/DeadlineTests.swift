// SPDX-License-Identifier: Apache-2.0
import Portico
import TestSupport
import Testing

extension ServerTests {
    /// No test measures a time: each shows that the server ends what would never end by itself, and
    /// serves others meanwhile.
    struct DeadlineTests {
        private static let short = Duration.milliseconds(100)

        /// Waits for the server to speak, sending `byte` again and again until it does.
        private func trickle(_ byte: String, _ connection: RawConnection) throws {
            for _ in 1...2_000 where connection.isSilent(forMilliseconds: 5) {
                try? connection.send(byte)
            }
        }

        @Test(arguments: TestEngine.allCases)
        func answers408ToAHeadThatNeverEnds(_ engine: TestEngine) async throws {
            try await withServer(
                engine, configure: { $0.limits.headDeadline = Self.short }, handler: Site.handler
            ) { test in
                let slow = try test.connect()
                try slow.send("GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ")
                try trickle("x", slow)
                #expect(try test.get("/").text == "hello\n")
                let reply = try slow.readResponse()
                #expect(reply.status == 408)
                #expect(reply["Connection"] == "close")
                #expect(reply.text.contains("the head of the request took too long to come"))
                #expect(slow.isClosed)
            }
        }

        @Test func sendsNoBodyWith408ToAHeadRequest() async throws {
            try await withServer(
                configure: { $0.limits.headDeadline = Self.short }, handler: Site.handler
            ) { test in
                let slow = try test.connect()
                try slow.send("HEAD / HTTP/1.1\r\nHost: a\r\n")
                #expect(try slow.readResponse(toHead: true).status == 408)
                #expect(slow.isClosed)
            }
        }

        @Test(arguments: TestEngine.allCases)
        func closesANewConnectionThatSendsNothing(_ engine: TestEngine) async throws {
            try await withServer(
                engine, configure: { $0.limits.headDeadline = Self.short }, handler: Site.handler
            ) { test in
                let silent = try test.connect()
                #expect(silent.isClosed)
                #expect(try test.get("/").text == "hello\n")
            }
        }

        @Test(
            arguments: TestEngine.allCases,
            [("Content-Length: 500000", "x"), ("Transfer-Encoding: chunked", "1\r\nx\r\n")])
        func answers408ToABodyThatNeverEnds(
            _ engine: TestEngine, _ body: (field: String, piece: String)
        ) async throws {
            try await withServer(
                engine, configure: { $0.limits.bodyDeadline = Self.short }, handler: Site.handler
            ) { test in
                let slow = try test.connect()
                try slow.send(Site.request("POST", "/echo", [body.field]))
                try trickle(body.piece, slow)
                #expect(try test.get("/").text == "hello\n")
                let reply = try slow.readResponse()
                #expect(reply.status == 408)
                #expect(reply.text.contains("the body of the request took too long to come"))
                #expect(slow.isClosed)
            }
        }

        @Test func answers408ToABodyBelowTheLeastRate() async throws {
            try await withServer(
                configure: {
                    $0.limits.bodyDeadline = nil
                    $0.limits.minBodyBytesPerSecond = 100_000
                }, handler: Site.handler
            ) { test in
                let slow = try test.connect()
                try slow.send(Site.request("POST", "/echo", ["Content-Length: 500000"]))
                try trickle("x", slow)
                #expect(try slow.readResponse().status == 408)
            }
        }

        @Test(arguments: TestEngine.allCases)
        func closesAnIdleConnectionWithoutAWord(_ engine: TestEngine) async throws {
            try await withServer(
                engine, configure: { $0.limits.idleTime = Self.short }, handler: Site.handler
            ) { test in
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/"))
                #expect(try connection.readResponse().text == "hello\n")
                #expect(connection.isClosed)
            }
        }

        @Test(arguments: TestEngine.allCases)
        func resetsAClientThatDoesNotReadItsReply(_ engine: TestEngine) async throws {
            try await withServer(
                engine, configure: { $0.limits.writeStallTime = Self.short },
                handler: Handler { request, _ in
                    Pattern.bytes(request.path == "/large" ? 20_000_000 : 3)
                }
            ) { test in
                let stalled = try test.connect(receiveBufferBytes: 4096)
                try stalled.send(Site.request("GET", "/large"))
                #expect(eventually { stalled.hasBeenReset })
                #expect(try test.get("/").body == Pattern.bytes(3))
            }
        }

        /// It takes less in the time that it has than makes its socket writable.
        @Test func servesAClientThatReadsSlowlyWithoutAPause() async throws {
            let body = Pattern.bytes(8_000_000)
            try await withServer(
                configure: { $0.limits.writeStallTime = .milliseconds(500) },
                handler: Handler { _, _ in body }
            ) { test in
                let (slow, silent) = (
                    try test.connect(receiveBufferBytes: 4096), try test.connect()
                )
                try slow.send(Site.request("GET", "/", ["Connection: close"]))
                var all: [UInt8] = []
                for _ in 1...50 {
                    all += try slow.read(upTo: 4096)
                    #expect(silent.isSilent(forMilliseconds: 30))
                }
                #expect(all.count < 300_000, "that was not slow")
                all += try slow.readToEnd()
                let isIntact = all.suffix(body.count) == body[...]
                #expect(isIntact)
            }
        }

        @Test func resetsAClientThatReadsTooSlowly() async throws {
            try await withServer(
                configure: {
                    $0.limits.writeStallTime = .milliseconds(500)
                    $0.limits.minReplyBytesPerSecond = 1_000_000
                },
                handler: Handler { _, _ in Pattern.bytes(8_000_000) }
            ) { test in
                let (slow, silent) = (
                    try test.connect(receiveBufferBytes: 4096), try test.connect()
                )
                try slow.send(Site.request("GET", "/"))
                #expect(throws: WireError.reset) {
                    for _ in 1...100 {
                        _ = try slow.read(upTo: 4096)
                        #expect(silent.isSilent(forMilliseconds: 30))
                    }
                }
            }
        }

        /// Also when more comes from it all the time.
        @Test func resetsAClientThatSendsAndDoesNotRead() async throws {
            try await withServer(
                configure: { $0.limits.writeStallTime = Self.short },
                handler: Handler { _, _ in Pattern.bytes(20_000_000) }
            ) { test in
                let greedy = try test.connect(receiveBufferBytes: 4096)
                let requests = String(repeating: Site.request("GET", "/"), count: 1000)
                #expect(throws: WireError.reset) { while true { try greedy.send(requests) } }
            }
        }

        @Test(arguments: TestEngine.threaded)
        func answers503WhenAHandlerTakesTooLongAndTellsIt(_ engine: TestEngine) async throws {
            let told = Gate()
            let handler = Handler { request, context in
                guard request.path == "/long" else { return "ok" }
                if eventually({ context.isClientGone }) { told.open() }
                try context.checkCancellation()
                return "nobody reads this"
            }
            let log = LogBook()
            try await withServer(
                engine, logger: log.logger,
                configure: { $0.limits.handlerDeadline = Self.short }, handler: handler
            ) { test in
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/long"))
                #expect(try test.get("/").text == "ok")
                let reply = try connection.readResponse()
                #expect(reply.status == 503)
                #expect(reply.text.contains("the answer took too long to make"))
                #expect(told.wait())
            }
            #expect(log.entries.contains { $0.metadata["target"] == "/long" })
        }

        @Test(arguments: TestEngine.withFourWorkers)
        func neverRunsARequestWhoseDeadlinePassedInTheQueue(_ engine: TestEngine) async throws {
            let (entered, released, journal) = (Gate(arrivals: 4), Gate(), Journal<String>())
            let handler = Handler { request, _ in
                journal.write(request.path)
                entered.open()
                released.wait()
                return "ok"
            }
            try await withServer(
                engine, configure: { $0.limits.handlerDeadline = Self.short }, handler: handler
            ) { test in
                let holders = try (1...4).map { _ in try test.connect() }
                for holder in holders { try holder.send(Site.request("GET", "/held")) }
                try #require(entered.wait())
                let queued = try test.connect()
                try queued.send(Site.request("GET", "/queued"))
                for connection in holders + [queued] {
                    #expect(try connection.readResponse().status == 503)
                }
                released.open()
            }
            #expect(journal.entries == ["/held", "/held", "/held", "/held"])
        }
    }
}
