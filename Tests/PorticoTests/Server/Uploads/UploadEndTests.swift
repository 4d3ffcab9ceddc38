// SPDX-License-Identifier: Apache-2.0
import Portico
import TestSupport
import Testing

extension ServerTests {
    /// Bodies that do not come whole, or are not read: every end wakes the reader.
    struct UploadEndTests {
        private static let short = Duration.milliseconds(100)
        private static let gone =
            "cannot read the body: the client closed the connection before it had sent all"
        private static let slow = "cannot read the body: it took too long to come"

        /// Handlers that read at once, plain and async, with the engines that can stream to them.
        static let readers: [(engine: TestEngine, isAsync: Bool)] =
            TestEngine.allCases.map { ($0, true) } + TestEngine.threaded.map { ($0, false) }

        private func handler(_ held: HeldUpload, isAsync: Bool) -> Handler {
            held.released.open()
            return isAsync ? held.async() : held.plain()
        }

        // MARK: The client's fault

        @Test(arguments: readers, [true, false])
        func tellsTheReaderThatTheClientHasGone(
            _ reader: (engine: TestEngine, isAsync: Bool), _ isReset: Bool
        ) async throws {
            let (held, log) = (HeldUpload(), LogBook())
            try await withServer(
                reader.engine, logger: log.logger, handler: handler(held, isAsync: reader.isAsync)
            ) { test in
                let connection = try test.connect()
                try connection.send(
                    Site.request("POST", "/", ["Content-Length: 4"], body: "bo"))
                try #require(held.entered.wait())
                if isReset { connection.reset() } else { connection.close() }
                #expect(eventually { held.ends.entries == [Self.gone] })
                #expect(try test.get("/").text == "hello\n")
            }
            #expect(!log.entries.contains { $0.level >= .error }, "\(log.entries.map(\.text))")
        }

        /// RFC 9112 §7.1.
        @Test(arguments: readers)
        func answers400ToAMalformedChunkAndTellsTheReader(
            _ reader: (engine: TestEngine, isAsync: Bool)
        ) async throws {
            let (held, log) = (HeldUpload(), LogBook())
            try await withServer(
                reader.engine, logger: log.logger, handler: handler(held, isAsync: reader.isAsync)
            ) { test in
                let connection = try test.connect()
                try connection.send(
                    Site.request("POST", "/", ["Transfer-Encoding: chunked"], body: "1\r\na\r\n"))
                try #require(held.entered.wait())
                try connection.send("x\r\n")
                let reply = try connection.readResponse()
                #expect(reply.status == 400)
                #expect(reply["Connection"] == "close")
                // Nothing follows: the handler's own answer is thrown away.
                #expect(connection.isClosed)
                let reason = "a chunk size is not a hexadecimal number"
                #expect(eventually { held.ends.entries == ["cannot read the body: \(reason)"] })
            }
            #expect(!log.entries.contains { $0.level >= .error }, "\(log.entries.map(\.text))")
        }

        /// The handler never runs, as that is known before.
        @Test func refusesAChunkThatIsMalformedFromTheBeginning() async throws {
            let held = HeldUpload()
            try await withServer(handler: held.plain()) { test in
                let connection = try test.connect()
                try connection.send(
                    Site.request("POST", "/", ["Transfer-Encoding: chunked"], body: "x\r\n"))
                #expect(try connection.readResponse().status == 400)
                #expect(connection.isClosed)
            }
            #expect(held.requests.entries.isEmpty)
        }

        // MARK: RFC 9110 §15.5.9: time

        @Test(arguments: readers)
        func answers408ToABodyThatNeverEndsAndTellsTheReader(
            _ reader: (engine: TestEngine, isAsync: Bool)
        ) async throws {
            let held = HeldUpload()
            try await withServer(
                reader.engine, configure: { $0.limits.bodyDeadline = Self.short },
                handler: handler(held, isAsync: reader.isAsync)
            ) { test in
                let connection = try test.connect()
                try connection.send(
                    Site.request("POST", "/", ["Content-Length: 4"], body: "bo"))
                let reply = try connection.readResponse()
                #expect(reply.status == 408)
                #expect(reply.text.contains("the body of the request took too long to come"))
                #expect(connection.isClosed)
                #expect(eventually { held.ends.entries == [Self.slow] })
            }
        }

        /// More uploads than Workers wait at a time, and none of them holds one.
        @Test(arguments: [TestEngine.pool])
        func cutsSlowUploadsOffByTheirRateWhileWorkersAreFree(_ engine: TestEngine) async throws {
            let held = HeldUpload()
            let count = 200
            try await withServer(
                engine,
                configure: {
                    $0.limits.bodyDeadline = nil
                    $0.limits.minBodyBytesPerSecond = 100_000
                }, handler: held.async()
            ) { test in
                let slow = try (1...count).map { _ in try test.connect() }
                for client in slow {
                    try client.send(
                        Site.request("POST", "/", ["Content-Length: 500000"], body: "slow"))
                }
                #expect(eventually { held.requests.entries.count == count })
                for _ in 1...20 { #expect(try test.get("/").text == "hello\n") }
                for client in slow { #expect(try client.readResponse().status == 408) }
                #expect(
                    eventually {
                        held.ends.entries == [String](repeating: Self.slow, count: count)
                    })
            }
        }

        @Test func doesNotCountTheTimeInWhichTheHandlerDoesNotRead() async throws {
            let held = HeldUpload()
            let body = Pattern.bytes(1 << 20)
            try await withServer(
                configure: {
                    $0.limits.bodyDeadline = Self.short
                    $0.limits.maxRequestBufferBytes = 64 << 10
                }, handler: held.plain()
            ) { test in
                let upload = UploadSite.send(
                    Site.request("POST", "/", ["Content-Length: \(body.count)"]), body, to: test)
                try #require(held.entered.wait())
                for _ in 1...3 {
                    let slow = try test.connect()
                    try slow.send(Site.request("POST", "/", ["Content-Length: 4"]))
                    #expect(try slow.readResponse().status == 408)
                }
                held.released.open()
                #expect(eventually { upload.replies.entries == ["\(body.count)\n"] })
            }
        }

        @Test func keepsTheDeadlineOfARouteInsteadOfTheServers() async throws {
            let held = HeldUpload()
            held.released.open()
            let policy = BodyPolicy.stream(maxBytes: 100, deadline: Self.short)
            try await withServer(
                configure: { $0.limits.bodyDeadline = nil }, handler: held.plain(policy)
            ) { test in
                let connection = try test.connect()
                try connection.send(Site.request("POST", "/", ["Content-Length: 4"]))
                #expect(try connection.readResponse().status == 408)
            }
        }

        /// The handler has the buffer full, and does not read.
        @Test func answers503WhenTheHandlerHoldsUpItsBodyForTooLong() async throws {
            let held = HeldUpload()
            try await withServer(
                configure: {
                    $0.limits.handlerDeadline = Self.short
                    $0.limits.maxRequestBufferBytes = 64 << 10
                }, handler: held.plain()
            ) { test in
                let connection = try test.connect()
                try connection.send(
                    Site.request("POST", "/", ["Content-Length: 1000000"]))
                try connection.send([UInt8](repeating: 0, count: 1_000_000))
                #expect(try connection.readResponse().status == 503)
                #expect(connection.isClosed)
                held.released.open()
                let end =
                    "cannot read the body: the request has been answered; read before the handler returns"
                #expect(eventually { held.ends.entries == [end] })
            }
        }

        // MARK: The end of the server

        @Test(arguments: readers)
        func wakesTheReaderAtTheDrainDeadline(
            _ reader: (engine: TestEngine, isAsync: Bool)
        ) async throws {
            let held = HeldUpload()
            try await withServer(
                reader.engine, configure: { $0.drainDeadline = Self.short },
                handler: handler(held, isAsync: reader.isAsync)
            ) { test in
                let connection = try test.connect()
                try connection.send(
                    Site.request("POST", "/", ["Content-Length: 4"], body: "bo"))
                try #require(held.entered.wait())
                test.server.shutdown()
                #expect(try connection.readResponse().status == 503)
                #expect(connection.isClosed)
                try test.end()
                #expect(held.ends.entries.count == 1)
            }
        }

        /// RFC 9112 §9.6: what has begun is served.
        @Test func receivesABodyToItsEndWhileTheServerDrains() async throws {
            let held = HeldUpload()
            try await withServer(handler: held.async()) { test in
                let connection = try test.connect()
                try connection.send(Site.request("POST", "/", ["Content-Length: 4"], body: "bo"))
                try #require(held.entered.wait())
                test.server.shutdown()
                #expect(eventually { !test.server.isReady })
                try connection.send("dy")
                let reply = try connection.readResponse()
                #expect(reply.text == "4\n")
                #expect(reply["Connection"] == "close")
                #expect(connection.isClosed)
            }
        }
    }
}
