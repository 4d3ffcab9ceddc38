// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Libevent
import Portico
import TestSupport
import Testing

extension ServerTests {
    /// What becomes of streamed replies when the server ends.
    struct StreamEndTests {
        @Test(arguments: TestEngine.allCases, WriterKind.allCases)
        func finishesAStreamedReplyBeforeItEnds(
            _ engine: TestEngine, _ kind: WriterKind
        ) async throws {
            let going = Gate()
            let handler = kind.handler([.text("first"), .wait(going), .text("last")])
            try await withServer(engine, handler: handler) { test in
                defer { going.open() }
                let reply = try test.stream()
                #expect(try reply.chunk() == Array("first".utf8))
                test.server.shutdown()
                going.open()
                #expect(try reply.text() == "last")
                try test.end()
                #expect(test.server.figures.repliesCutOff == 0)
                #expect(test.server.figures.repliesBrokenOff == 0)
            }
        }

        @Test(arguments: TestEngine.allCases, WriterKind.allCases)
        func breaksOffAtTheDrainDeadlineAndTellsTheWriter(
            _ engine: TestEngine, _ kind: WriterKind
        ) async throws {
            let (going, ended, log) = (Gate(), Gate(), LogBook())
            let handler = kind.handler([.text("first"), .wait(going), .text("x"), .open(ended)])
            try await withServer(
                engine, logger: log.logger, configure: { $0.drainDeadline = .milliseconds(50) },
                handler: handler
            ) { test in
                defer { going.open() }
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/"))
                let reply = try StreamReader(connection)
                #expect(try reply.chunk() == Array("first".utf8))
                test.server.shutdown()
                #expect(connection.isClosed)
                connection.close()
                going.open()
                try test.end()
                #expect(test.server.figures.repliesCutOff == 1)
                #expect(test.server.figures.repliesBrokenOff == 1)
            }
            #expect(!ended.isOpen)
            let lines = log.entries.filter { $0.level >= .warning }
            #expect(lines.count == 1)
            #expect(lines.first?.message.contains("cut off") == true)
            #expect(log.entries.contains { $0.text.contains("the server is ending") })
        }

        /// Nobody reads what it writes, and it is not left behind.
        @Test(arguments: TestEngine.ofEachKind, [WriterKind.plain, .async])
        func freesAWriterThatWaitsForItsClientAtTheDrainDeadline(
            _ engine: TestEngine, _ kind: WriterKind
        ) async throws {
            let (writing, log) = (Gate(), LogBook())
            let handler = kind.handler([.open(writing), .write(Pattern.bytes(40_000_000))])
            try await withServer(
                engine, logger: log.logger, configure: { $0.drainDeadline = .milliseconds(200) },
                handler: handler
            ) { test in
                let connection = try test.connect(receiveBufferBytes: 4096)
                try connection.send(Site.request("GET", "/"))
                try #require(writing.wait())
                try test.end()
                #expect(test.server.figures.repliesCutOff == 1)
                withExtendedLifetime(connection) {}
            }
            #expect(!log.entries.contains { $0.message.contains("left behind") })
        }

        /// The client is to connect again, elsewhere.
        @Test(arguments: TestEngine.allCases, [true, false])
        func endsEventStreamsWhenItBeginsToDrain(
            _ engine: TestEngine, _ isAsync: Bool
        ) async throws {
            let (log, ended) = (LogBook(), Gate())
            let handler = Handler { _, context in
                isAsync
                    ? Response.events { events in
                        defer { ended.open() }
                        try await events.send(data: "first")
                        while true {
                            try await events.send(data: "next")
                            await Task.yield()
                        }
                    }
                    : Response.events { events in
                        defer { ended.open() }
                        while true { try events.send(data: "next") }
                    }
            }
            try await withServer(engine, logger: log.logger, handler: handler) { test in
                let reply = try test.stream()
                _ = try reply.chunk()
                test.server.shutdown()
                let rest = try reply.text()
                #expect(rest.isEmpty || rest.contains("data: next\n\n"))
                #expect(ended.wait())
                try test.end()
                #expect(test.server.figures.repliesCutOff == 0)
                #expect(test.server.figures.repliesBrokenOff == 0)
            }
            #expect(!log.entries.contains { $0.level >= .warning })
        }
    }
}
