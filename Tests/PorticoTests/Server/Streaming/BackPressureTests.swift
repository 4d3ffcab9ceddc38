// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Portico
import PorticoPool
import TestSupport
import Testing

extension ServerTests {
    /// Clients that read slowly, or not at all, or leave.
    struct BackPressureTests {
        /// More than the kernel keeps for a client that does not read.
        private static let size = 16_000_000
        private static let piece = 50_000

        /// Writes until it cannot, and says how far it has come and why it could not.
        private final class Endless: Sendable {
            let written = Guarded(0)
            let error = Guarded<(any Error)?>(nil)
            let ended = Gate()
            private let limit: Int

            init(limit: Int = .max) { self.limit = limit }

            func handler(_ kind: WriterKind) -> Handler {
                kind.handler(Response(body: body(kind)))
            }

            private func body(_ kind: WriterKind) -> ResponseBody {
                let bytes = Pattern.bytes(BackPressureTests.piece)
                switch kind {
                case .plain, .plainInTask:
                    return ResponseBody { writer in
                        try self.note {
                            while self.count < self.limit {
                                try writer.write(bytes)
                                self.add()
                            }
                        }
                    }
                case .async, .asyncInTask:
                    return ResponseBody { writer in
                        do {
                            while self.count < self.limit {
                                try await writer.write(bytes)
                                self.add()
                            }
                            self.ended.open()
                        } catch {
                            try self.note { throw error }
                        }
                    }
                }
            }

            var count: Int { written.withLock { $0 } }
            private func add() { written.withLock { $0 += BackPressureTests.piece } }

            private func note(_ body: () throws -> Void) throws {
                defer { ended.open() }
                do {
                    try body()
                } catch {
                    self.error.withLock { $0 = error }
                    throw error
                }
            }

            /// Waits until the writer does not get on.
            func waitUntilStopped(_ test: TestServer) throws {
                var (last, quiet) = (-1, 0)
                while quiet < 20 {
                    try test.waitForLoop()
                    let now = count
                    quiet = now == last && now > 0 ? quiet + 1 : 0
                    last = now
                }
            }
        }

        @Test(arguments: [TestEngine.pool, .inline], [WriterKind.plain, .async])
        func stopsTheWriterWhileTheClientDoesNotRead(
            _ engine: TestEngine, _ kind: WriterKind
        ) async throws {
            let writer = Endless(limit: Self.size)
            try await withServer(engine, handler: writer.handler(kind)) { test in
                let connection = try test.connect(receiveBufferBytes: 65_536)
                try connection.send(Site.request("GET", "/"))
                try writer.waitUntilStopped(test)
                #expect(!writer.ended.isOpen)
                #expect(writer.count < Self.size / 2)
                // Nobody else is held up by that.
                #expect(try test.get("/next").text == "ok")
                let reply = try StreamReader(connection)
                let piece = Pattern.bytes(Self.piece)
                var position = 0
                while let chunk = try reply.chunk() {
                    let rest = position % Self.piece
                    let expected = (piece + piece + piece)[rest..<rest + min(chunk.count, 100_000)]
                    let isIntact = chunk.prefix(100_000) == expected
                    try #require(isIntact, "at \(position)")
                    position += chunk.count
                }
                #expect(position == Self.size)
                #expect(writer.ended.wait())
            }
        }

        @Test(arguments: TestEngine.allCases, WriterKind.allCases)
        func stopsTheWriterOfAClientThatLeaves(
            _ engine: TestEngine, _ kind: WriterKind
        ) async throws {
            for departure in Departure.allCases {
                let (writer, log) = (Endless(), LogBook())
                try await withServer(
                    engine, logger: log.logger, handler: writer.handler(kind)
                ) { test in
                    let connection = try test.connect(receiveBufferBytes: 4096)
                    try connection.send(Site.request("GET", "/"))
                    try writer.waitUntilStopped(test)
                    departure.leave(connection)
                    #expect(writer.ended.wait())
                    let error = writer.error.withLock { $0 }
                    let isExpected =
                        error as? BodyWriteError == .clientGone
                        || error as? BodyWriteError == .cancelled
                    #expect(isExpected, "\(String(describing: error))")
                    #expect(try test.get("/next").text == "ok")
                }
                #expect(!log.entries.contains { $0.level >= .warning })
            }
        }

        /// An async writer is cancelled at what it awaits, whatever that is.
        @Test(arguments: TestEngine.ofEachKind, Departure.allCases)
        func cancelsAQuietAsyncWriterOfAClientThatLeaves(
            _ engine: TestEngine, _ departure: Departure
        ) async throws {
            let (stopped, stream) = (Gate(), AsyncStream.makeStream(of: Void.self).stream)
            let handler = Handler { request, _ in
                guard request.path == "/" else { return Response(body: "ok") }
                return Response(
                    body: ResponseBody { writer in
                        defer { stopped.open() }
                        try await writer.flush()
                        for await _ in stream {}
                    })
            }
            try await withServer(engine, handler: handler) { test in
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/"))
                #expect(try StreamReader(connection).status == 200)
                departure.leave(connection)
                #expect(stopped.wait())
                #expect(try test.get("/next").text == "ok")
            }
        }

        @Test(arguments: TestEngine.allCases, WriterKind.allCases)
        func resetsAClientThatDoesNotRead(
            _ engine: TestEngine, _ kind: WriterKind
        ) async throws {
            let writer = Endless()
            try await withServer(
                engine, configure: { $0.limits.writeStallTime = .milliseconds(100) },
                handler: writer.handler(kind)
            ) { test in
                let connection = try test.connect(receiveBufferBytes: 4096)
                try connection.send(Site.request("GET", "/"))
                #expect(writer.ended.wait())
                let error = writer.error.withLock { $0 }
                let isExpected =
                    error as? BodyWriteError == .clientTooSlow
                    || error as? BodyWriteError == .cancelled
                #expect(isExpected, "\(String(describing: error))")
                #expect(throws: WireError.reset) { _ = try connection.readToEnd() }
            }
        }

        /// Only a client can be too slow: no deadline is for a reply that has begun and is quiet.
        @Test(arguments: [TestEngine.pool, .inline], [WriterKind.plain, .async])
        func givesAQuietWriterTime(_ engine: TestEngine, _ kind: WriterKind) async throws {
            let going = Gate()
            try await withServer(
                engine,
                configure: {
                    $0.limits.writeStallTime = .milliseconds(20)
                    $0.limits.handlerDeadline = .milliseconds(200)
                    $0.limits.idleTime = .milliseconds(20)
                },
                handler: kind.handler([.text("first"), .wait(going), .text("second")])
            ) { test in
                defer { going.open() }
                let reply = try test.stream()
                #expect(try reply.chunk() == Array("first".utf8))
                // All three have passed when this client gets its answer.
                let idle = try test.connect()
                try idle.send(Site.request("GET", "/next"))
                #expect(try idle.readResponse().text == "ok")
                #expect(idle.isClosed)
                try waitFor(.milliseconds(600), test)
                going.open()
                #expect(try reply.text() == "second")
            }
        }

        /// The loop's time moves on, which is what deadlines look at.
        private func waitFor(_ time: Duration, _ test: TestServer) throws {
            let end = ContinuousClock.now + time
            while ContinuousClock.now < end { try test.waitForLoop() }
        }

        @Test(arguments: TestEngine.threaded, WriterKind.allCases)
        func answers503WhenTheReplyDoesNotBeginInTime(
            _ engine: TestEngine, _ kind: WriterKind
        ) async throws {
            let going = Gate()
            try await withServer(
                engine, configure: { $0.limits.handlerDeadline = .milliseconds(50) },
                handler: kind.handler([.wait(going), .text("late")])
            ) { test in
                defer { going.open() }
                let reply = try test.get("/")
                #expect(reply.status == 503)
            }
        }

        /// Each write is one piece, also when it is larger than the limit.
        @Test func keepsThePiecesOfSeveralTasksApart() async throws {
            let handler = Handler { _, _ in
                Response(
                    body: ResponseBody { writer in
                        try await withThrowingTaskGroup { group in
                            for letter in "abcdefgh".utf8 {
                                group.addTask {
                                    for _ in 1...10 {
                                        try await writer.write(
                                            [UInt8](repeating: letter, count: 999) + [10])
                                    }
                                }
                            }
                            try await group.waitForAll()
                        }
                    })
            }
            try await withServer(
                configure: { $0.limits.maxReplyBufferBytes = 100 }, handler: handler
            ) { test in
                let lines = try test.stream().text().split(separator: "\n")
                #expect(lines.count == 80)
                #expect(lines.allSatisfy { Set($0).count == 1 && $0.utf8.count == 999 })
            }
        }
    }
}
