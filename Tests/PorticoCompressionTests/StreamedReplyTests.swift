// SPDX-License-Identifier: Apache-2.0
import Portico
@testable import PorticoCompression
import PorticoPool
import TestSupport
import Testing

/// Compressed replies as they stand on the wire.
@Suite(.serialized, .timeLimit(.minutes(2))) struct StreamedReplyTests {
    private struct Mishap: Error {}

    private func request(
        _ method: String = "GET", _ coding: String = "gzip", version: String = "HTTP/1.1"
    ) -> String {
        "\(method) / \(version)\r\nHost: a\r\nAccept-Encoding: \(coding)\r\n\r\n"
    }

    private func compressed(_ response: Response) -> Handler {
        Handler { _, _ in response }.wrapped(in: CompressionMiddleware())
    }

    /// A writer of each kind that does the same.
    private func bodies(
        length: Int? = nil,
        _ write: @escaping @Sendable (_ put: (String) throws -> Void) throws -> Void
    ) -> [ResponseBody] {
        [
            ResponseBody(contentType: "text/plain", length: length) { writer in
                try write { try writer.write($0) }
            },
            ResponseBody(contentType: "text/plain", length: length) { writer in
                let pieces = Guarded<[String]>([])
                try write { piece in pieces.withLock { $0.append(piece) } }
                for piece in pieces.withLock({ $0 }) { try await writer.write(piece) }
            },
        ]
    }

    @Test(arguments: TestEngine.allCases, CompressionCoding.allCases)
    func sendsWholeAndStreamedBodies_RFC9110Section8_4(
        _ engine: TestEngine, _ coding: CompressionCoding
    ) async throws {
        let text = (1...6000).map { "line \($0)\n" }.joined()
        let streamed = bodies(length: text.utf8.count) { put in
            for line in text.split(separator: "\n") { try put("\(line)\n") }
        }
        for body in [ResponseBody(text)] + streamed {
            try await engine.serve(compressed(Response(body: body))) { port in
                let reply = try Reply(port, request("GET", coding.rawValue))
                #expect(reply["Content-Encoding"] == coding.rawValue)
                #expect(reply["Vary"] == "Accept-Encoding")
                #expect(reply["Content-Type"]?.hasPrefix("text/plain") == true)
                #expect(try reply.text() == text)
                let plain = try Reply(port, request("GET", "identity"))
                #expect(plain["Content-Encoding"] == nil)
                #expect(plain["Vary"] == "Accept-Encoding")
                #expect(try plain.text() == text)
            }
        }
    }

    /// Without a filter it would be sent by the kernel.
    @Test(arguments: TestEngine.allCases) func compressesALongFile(_ engine: TestEngine)
        async throws
    {
        let text = (1...80_000).map { "line \($0)\n" }.joined()
        let handler = Handler { request, context in
            var response = Response()
            // The file is open then, and need not be there any more.
            try FileTree.make { tree in
                try tree.write("long.txt", text)
                response = try Response(file: tree.path("long.txt"), to: request, context: context)
            }
            return response
        }
        try await engine.serve(handler.wrapped(in: CompressionMiddleware())) { port in
            let reply = try Reply(port, request())
            #expect(reply["Content-Encoding"] == "gzip")
            #expect(try reply.text() == text)
        }
    }

    @Test(arguments: TestEngine.allCases, [false, true])
    func compressesTheRepliesOfAsyncHandlers(_ engine: TestEngine, _ suspends: Bool) async throws {
        let text = String(repeating: "text\n", count: 1000)
        let handler = Handler { _, _ in
            if suspends { await Task.yield() }
            return text
        }
        try await engine.serve(handler.wrapped(in: CompressionMiddleware())) { port in
            let reply = try Reply(port, request())
            #expect(reply["Content-Encoding"] == "gzip")
            #expect(try reply.text() == text)
        }
    }

    @Test(arguments: TestEngine.allCases, CompressionCoding.allCases)
    func givesTheClientWhatIsFlushed(
        _ engine: TestEngine, _ coding: CompressionCoding
    ) async throws {
        let gates = [Gate(), Gate()]
        let bodies = [
            ResponseBody(contentType: "text/plain") { writer in
                try writer.write("one ")
                try writer.flush()
                gates[0].wait()
                try writer.write("two")
            },
            ResponseBody(contentType: "text/plain") { writer in
                try await writer.write("one ")
                try await writer.flush()
                while !gates[1].isOpen { await Task.yield() }
                try await writer.write("two")
            },
        ]
        for (body, gate) in zip(bodies, gates) {
            try await engine.serve(compressed(Response(body: body))) { port in
                let reply = try Reply(port, request("GET", coding.rawValue))
                var bytes: [UInt8] = []
                while try coding.expandWhatIsThere(bytes).0 != Array("one ".utf8) {
                    bytes += try #require(try reply.chunk())
                }
                gate.open()
                while let chunk = try reply.chunk() { bytes += chunk }
                #expect(try coding.expand(bytes) == Array("one two".utf8))
            }
        }
    }

    @Test(arguments: TestEngine.allCases)
    func keepsTrailers_RFC9110Section6_5(_ engine: TestEngine) async throws {
        let body = ResponseBody(contentType: "text/plain") { writer in
            try writer.write("text")
            try writer.setTrailers([HTTPField.Name("X-Sum") ?? .eTag: "4"])
        }
        try await engine.serve(compressed(Response(body: body))) { port in
            let reply = try Reply(port, request())
            #expect(try reply.text() == "text")
            #expect(reply.trailers == ["X-Sum: 4"])
        }
    }

    @Test(arguments: TestEngine.allCases)
    func answersHEADAsGET_RFC9110Section9_3_2(_ engine: TestEngine) async throws {
        let whole = ResponseBody(String(repeating: "text\n", count: 1000))
        for body in [whole] + bodies({ _ in throw Mishap() }) {
            try await engine.serve(compressed(Response(body: body))) { port in
                let head = try Reply(port, request("HEAD")).head.filter { !$0.hasPrefix("Date") }
                #expect(head.contains("Content-Encoding: gzip"))
                guard body.count != nil else { return }
                let get = try Reply(port, request()).head.filter { !$0.hasPrefix("Date") }
                #expect(head == get)
            }
        }
    }

    @Test func endsWithTheConnectionForHTTP1_0_RFC9112Section6_3() async throws {
        for body in bodies({ put in for _ in 1...1000 { try put("text\n") } }) {
            try await TestEngine.pool.serve(compressed(Response(body: body))) { port in
                let reply = try Reply(port, request(version: "HTTP/1.0"))
                #expect(reply["Content-Encoding"] == "gzip")
                #expect(try reply.text() == String(repeating: "text\n", count: 1000))
            }
        }
    }

    @Test(arguments: TestEngine.allCases)
    func answersAnErrorBeforeTheFirstBytesAsAnyOther(_ engine: TestEngine) async throws {
        let failing = bodies { put in
            try put("a little")
            throw HTTPError(.conflict)
        }
        for body in failing {
            try await engine.serve(compressed(Response(body: body))) { port in
                let reply = try Reply(port, request())
                #expect(reply.status == 409)
                #expect(reply["Content-Encoding"] == nil)
                #expect(try reply.text() == "409 Conflict\n")
            }
        }
    }

    /// More bytes than were announced, and fewer.
    @Test(arguments: [10, 12])
    func refusesAWrongLength(_ length: Int) async throws {
        var options = CompressionOptions()
        options.minBytes = 1
        for body in bodies(length: length, { put in try put("01234567890") }) {
            let handler = Handler { _, _ in Response(body: body) }
            try await TestEngine.pool.serve(
                handler.wrapped(in: CompressionMiddleware(options))
            ) { port in
                let reply = try Reply(port, request())
                #expect(reply.status == 500)
            }
        }
    }

    @Test(arguments: TestEngine.allCases)
    func breaksOffWhenTheWriterFails(_ engine: TestEngine) async throws {
        let body = ResponseBody(contentType: "text/plain") { writer in
            try writer.write("text")
            try writer.flush()
            throw Mishap()
        }
        try await engine.serve(compressed(Response(body: body))) { port in
            let reply = try Reply(port, request())
            _ = try reply.chunk()
            #expect(reply.isAtEnd)
        }
    }

    @Test(arguments: TestEngine.allCases)
    func stopsTheWriterWhenTheClientHasGone(_ engine: TestEngine) async throws {
        let errors = Journal<BodyWriteError>()
        let ended = Gate()
        let line = String(repeating: "text", count: 1000)
        let body = ResponseBody(contentType: "text/plain") { writer in
            defer { ended.open() }
            do throws(BodyWriteError) {
                try writer.write(line)
                try writer.flush()
                while true { try writer.write(line) }
            } catch {
                errors.write(error)
                throw error
            }
        }
        try await engine.serve(compressed(Response(body: body))) { port in
            let reply = try Reply(port, request())
            _ = try reply.chunk()
            reply.close()
            #expect(ended.wait())
            #expect(errors.entries == [.clientGone])
        }
    }

    @Test func keepsTheWritesOfSeveralTasksWhole() async throws {
        let body = ResponseBody(contentType: "text/plain") { writer in
            try await withThrowingTaskGroup { group in
                for task in 1...8 {
                    group.addTask {
                        for number in 1...200 {
                            try await writer.write(
                                "\(task) \(number) \(UInt64.random(in: 0 ... .max))\n")
                            if number % 50 == 0 { try await writer.flush() }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        try await TestEngine.pool.serve(compressed(Response(body: body))) { port in
            let lines = try Reply(port, request()).text().split(separator: "\n")
            for task in 1...8 {
                let own = lines.map { $0.split(separator: " ") }.filter { $0[0] == "\(task)" }
                #expect(own.map { Int($0[1]) } == (1...200).map { $0 })
            }
        }
    }

    @Test func throwsWhenTheWriterHasEnded() async throws {
        let kept = Guarded<BodyWriter?>(nil)
        let body = ResponseBody(contentType: "text/plain") { writer in
            kept.withLock { $0 = writer }
            try writer.write("text")
        }
        try await TestEngine.pool.serve(compressed(Response(body: body))) { port in
            #expect(try Reply(port, request()).text() == "text")
            let writer = try #require(kept.withLock { $0.take() })
            #expect(throws: BodyWriteError.writerEnded) { try writer.write("late") }
            #expect(throws: BodyWriteError.writerEnded) { try writer.flush() }
        }
    }

    /// The loop's own answers are not compressed, and no middleware slows it down.
    @Test func leavesRoutesOfTheLoop() async throws {
        var router = Router()
        router.add(middleware: CompressionMiddleware())
        router.get("/", runsOn: .loop) { _, _ in String(repeating: "text\n", count: 1000) }
        try await TestEngine.pool.serve(Handler(router)) { port in
            let reply = try Reply(port, request())
            #expect(reply["Content-Encoding"] == nil)
        }
    }
}
