// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Libevent
import Portico
import PorticoPool
import TestSupport
import Testing

extension ServerTests {
    /// Writers that fail, and those that do not keep what they announced.
    struct StreamErrorTests {
        @Test(arguments: TestEngine.allCases, WriterKind.allCases)
        func answersWhatIsThrownBeforeTheFirstByte(
            _ engine: TestEngine, _ kind: WriterKind
        ) async throws {
            let log = LogBook()
            for (error, status) in [(HTTPError(.conflict) as any Error, 409), (Mishap(), 500)] {
                let handler = kind.handler([.write([]), .fail(error), .text("not sent")])
                try await withServer(engine, logger: log.logger, handler: handler) { test in
                    let connection = try test.connect()
                    try connection.send(Site.request("GET", "/") + Site.request("GET", "/next"))
                    #expect(try connection.readResponse().status == status)
                    #expect(try connection.readResponse().text == "ok")
                }
            }
            #expect(log.entries.filter { $0.level >= .warning }.count == 1)
        }

        /// RFC 9112 §8: without the last chunk, the client knows that the body is not complete.
        @Test(arguments: TestEngine.allCases, WriterKind.allCases)
        func sendsNoLastChunkWhenTheWriterFails(
            _ engine: TestEngine, _ kind: WriterKind
        ) async throws {
            let log = LogBook()
            let handler = kind.handler([.text("some"), .flush, .text(" more"), .fail(Mishap())])
            try await withServer(engine, logger: log.logger, handler: handler) { test in
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/") + Site.request("GET", "/next"))
                let reply = try StreamReader(connection)
                var body: [UInt8] = []
                while body.count < 9 { body += try #require(try reply.chunk()) }
                #expect(body == Array("some more".utf8))
                #expect(connection.isClosed)
                connection.close()
                #expect(try test.get("/next").text == "ok")
                try test.end()
                #expect(test.server.figures.repliesBrokenOff == 1)
            }
            let lines = log.entries.filter { $0.level >= .warning }
            #expect(lines.count == 1)
            #expect(lines.first?.message.contains("broken off") == true)
            #expect(lines.first?.metadata["error"] == "Mishap()")
        }

        /// Where the end of the connection is the end of the body, a clean one would be a lie.
        @Test(arguments: TestEngine.allCases, WriterKind.allCases)
        func resetsAnHTTP10ConnectionWhenTheWriterFails(
            _ engine: TestEngine, _ kind: WriterKind
        ) async throws {
            let failing = Gate()
            let handler = kind.handler([.text("some"), .flush, .wait(failing), .fail(Mishap())])
            try await withServer(engine, handler: handler) { test in
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/", version: "HTTP/1.0"))
                #expect(try StreamReader(connection).read(4) == Array("some".utf8))
                failing.open()
                #expect(connection.end() == .reset)
            }
        }

        @Test(arguments: TestEngine.allCases, WriterKind.allCases)
        func endsTheConnectionWhenTooLittleIsWritten(
            _ engine: TestEngine, _ kind: WriterKind
        ) async throws {
            let log = LogBook()
            let handler = kind.handler(length: 10, [.text("short")])
            try await withServer(engine, logger: log.logger, handler: handler) { test in
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/") + Site.request("GET", "/next"))
                let reply = try StreamReader(connection)
                #expect(reply["Content-Length"] == "10")
                #expect(try reply.read(5) == Array("short".utf8))
                #expect(connection.isClosed)
            }
            let line = log.entries.first { $0.level >= .warning }
            #expect(line?.metadata["announced"] == "10")
            #expect(line?.metadata["written"] == "5")
        }

        @Test(arguments: TestEngine.allCases, WriterKind.allCases)
        func answers500WhenNothingOfALengthIsWritten(
            _ engine: TestEngine, _ kind: WriterKind
        ) async throws {
            let log = LogBook()
            try await withServer(
                engine, logger: log.logger, handler: kind.handler(length: 10, [])
            ) { test in
                let reply = try test.get("/")
                #expect(reply.status == 500)
            }
            #expect(log.entries.contains { $0.metadata["announced"] == "10" })
        }

        @Test(arguments: TestEngine.allCases, WriterKind.allCases)
        func refusesMoreThanTheAnnouncedLength(
            _ engine: TestEngine, _ kind: WriterKind
        ) async throws {
            let log = LogBook()
            let handler = kind.handler(length: 5, [.text("five!"), .text("six")])
            try await withServer(engine, logger: log.logger, handler: handler) { test in
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/") + Site.request("GET", "/next"))
                #expect(try StreamReader(connection).read(5) == Array("five!".utf8))
                #expect(connection.isClosed)
            }
            let line = log.entries.first { $0.level >= .warning }
            #expect(line?.metadata["error"]?.contains("longer than the 5 bytes") == true)
        }

        /// Also when the writer goes on as if nothing had happened.
        @Test func endsTheConnectionAfterATooLongWriteThatIsCaught() async throws {
            let errors = Journal<BodyWriteError>()
            let handler = Handler { _, _ in
                Response(
                    body: ResponseBody(length: 4) { writer in
                        try writer.write("abc")
                        do throws(BodyWriteError) {
                            try writer.write("de")
                        } catch {
                            errors.write(error)
                        }
                        try writer.write("d")
                    })
            }
            try await withServer(handler: handler) { test in
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/") + Site.request("GET", "/"))
                #expect(try StreamReader(connection).read(4) == Array("abcd".utf8))
                #expect(connection.isClosed)
            }
            #expect(errors.entries == [.tooManyBytes(length: 4)])
        }

        @Test(arguments: TestEngine.allCases)
        func refusesAWriterThatIsUsedAfterItsEnd(_ engine: TestEngine) async throws {
            let kept = Guarded<BodyWriter?>(nil)
            let handler = Handler { _, _ in
                Response(
                    body: ResponseBody { writer in
                        kept.withLock { $0 = writer }
                        try writer.write("all")
                    })
            }
            try await withServer(engine, handler: handler) { test in
                #expect(try test.stream().text() == "all")
                let writer = try #require(kept.withLock { $0 })
                #expect(throws: BodyWriteError.writerEnded) { try writer.write("more") }
                #expect(throws: BodyWriteError.writerEnded) { try writer.flush() }
                #expect(throws: BodyWriteError.writerEnded) { try writer.setTrailers([:]) }
            }
            // It holds the closure that holds it.
            kept.withLock { $0 = nil }
        }

        @Test func saysWhatHappenedInASentence() {
            let errors: [BodyWriteError] = [
                .clientGone, .clientTooSlow, .serverEnding, .tooManyBytes(length: 3), .writerEnded,
                .cancelled, .invalidEventField(name: "id"),
            ]
            #expect(Set(errors.map(\.description)).count == errors.count)
            #expect(errors.allSatisfy { $0.description.hasPrefix("cannot ") })
        }
    }
}
