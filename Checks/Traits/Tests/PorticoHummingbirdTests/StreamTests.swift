// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Hummingbird
import PorticoHummingbird
import TestSupport
import Testing

@Suite(.endsWithin(minutes: 1)) struct StreamTests {
    // MARK: Requests

    @Test func readsBodiesInBoundedMemory() async throws {
        let router = Router()
        router.post("/count") { request, _ in
            var (count, largest) = (0, 0)
            for try await buffer in request.body {
                count += buffer.readableBytes
                largest = max(largest, buffer.readableBytes)
            }
            return "\(count) \(largest <= 64 << 10)"
        }
        try await serving(router) { (port) throws in
            let before = try ResidentMemory.peakBytes()
            let connection = try RawConnection(port: port)
            try connection.send(
                "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: \(64 << 20)\r\n\r\n")
            let piece = [UInt8](repeating: 7, count: 64 << 10)
            for _ in 0..<1024 { try connection.send(piece) }
            #expect(try connection.readResponse().text == "\(64 << 20) true")
            #expect(try ResidentMemory.peakBytes() - before < 16 << 20)
            #expect(try ask(port, "POST /count").text == "0 true")
        }
    }

    @Test func refusesToCollectMoreThanItsLimit() async throws {
        let router = Router()
        router.post("/small") { request, _ in
            try await request.body.collect(upTo: 1000)
        }
        try await serving(router) { (port) throws in
            let fits = String(repeating: "x", count: 1000)
            #expect(try ask(port, "POST /small", body: fits).text == fits)
            #expect(try ask(port, "POST /small", body: fits + "y").status == 413)
        }
    }

    @Test func sendsBackABodyWhileItComes() async throws {
        let router = Router()
        router.post("/echo") { request, _ in
            Response(status: .ok, body: .init(asyncSequence: request.body))
        }
        try await serving(router) { (port) throws in
            let connection = try RawConnection(port: port)
            try connection.ask("POST /echo", fields: ["Content-Length: 8"])
            try connection.send("ping")
            let reply = try StreamReader(connection)
            #expect(try reply.chunk() == Array("ping".utf8))
            try connection.send("pong")
            #expect(try reply.text() == "pong")
        }
    }

    @Test func asksForABodyWhenItIsRead() async throws {
        let router = Router()
        router.post("/refuse") { _, _ in HTTPResponse.Status.forbidden }
        router.post("/read") { request, _ in try await request.body.collect(upTo: 10) }
        try await serving(router) { (port) throws in
            let fields = ["Content-Length: 4", "Expect: 100-continue"]
            #expect(try ask(port, "POST /refuse", fields: fields).status == 403)
            let connection = try RawConnection(port: port)
            try connection.ask("POST /read", fields: fields)
            #expect(try connection.readResponse().status == 100)
            try connection.send("body")
            #expect(try connection.readResponse().text == "body")
        }
    }

    // MARK: Replies

    @Test func sendsTrailersBehindAStream() async throws {
        let router = Router()
        router.get("/stream") { _, _ in
            Response(
                status: .ok,
                body: .init { writer in
                    for number in 0..<3 { try await writer.write(ByteBuffer(string: "\(number) ")) }
                    try await writer.finish([.marks: "end"])
                })
        }
        router.get("/empty") { _, _ in
            Response(status: .ok, body: .init { try await $0.finish([.marks: "end"]) })
        }
        try await serving(router) { (port) throws in
            for (path, text) in [("/stream", "0 1 2 "), ("/empty", "")] {
                let connection = try RawConnection(port: port)
                try connection.ask("GET \(path)")
                let reply = try StreamReader(connection)
                #expect(reply["Transfer-Encoding"] == "chunked")
                #expect(try reply.text() == text)
                #expect(reply.trailers == ["X-Marks: end"])
            }
        }
    }

    @Test func sendsTheHeadOfAStreamBeforeItsFirstBytes() async throws {
        let mayWrite = Gate()
        let router = Router()
        router.get("/later") { _, _ in
            Response(
                status: .ok,
                body: .init { writer in
                    #expect(await blocking { mayWrite.wait() })
                    try await writer.write(ByteBuffer(string: "at last"))
                    try await writer.finish(nil)
                })
        }
        try await serving(router) { (port) throws in
            let connection = try RawConnection(port: port)
            try connection.ask("GET /later")
            let reply = try StreamReader(connection)
            mayWrite.open()
            #expect(try reply.text() == "at last")
        }
    }

    @Test(arguments: [100, 1 << 20]) func sendsTheLengthThatAStreamHas(length: Int) async throws {
        let router = Router()
        router.get("/known") { _, _ in
            let half = ByteBuffer(repeating: UInt8(ascii: "x"), count: length / 2)
            return Response(status: .ok, body: .init(contentsOf: [half, half]))
        }
        router.get("/declared") { _, _ in
            Response(
                status: .ok, headers: [.contentLength: "\(length)"],
                body: .init { writer in
                    try await writer.write(ByteBuffer(repeating: 120, count: length))
                    try await writer.finish(nil)
                })
        }
        try await serving(router) { (port) throws in
            for path in ["/known", "/declared"] {
                let reply = try ask(port, "GET \(path)")
                #expect(reply["Content-Length"] == "\(length)")
                #expect(reply.body == [UInt8](repeating: 120, count: length))
            }
        }
    }

    /// A body of known length is written before the reply begins, and in the same scope as the handler.
    @Test func readsTheRequestInABodyThatIsWrittenAtOnce() async throws {
        let router = Router()
        router.post("/count") { request, _ in
            Response(
                status: .ok,
                body: .init(contentLength: 1) { writer in
                    let count = try await request.body.consumeWithInboundCloseHandler { body in
                        try await body.reduce(0) { $0 + $1.readableBytes }
                    } onInboundClosed: {
                    }
                    try await writer.write(ByteBuffer(string: "\(count)"))
                    try await writer.finish(nil)
                })
        }
        try await serving(router) { (port) throws in
            let connection = try RawConnection(port: port)
            try connection.send("POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")
            #expect(try connection.readResponse().text == "3")
        }
    }

    @Test func breaksOffRepliesThatFail() async throws {
        let router = Router()
        router.get("/begun") { _, _ in
            Response(
                status: .ok,
                body: .init { writer in
                    try await writer.write(ByteBuffer(string: "some"))
                    throw Failure()
                })
        }
        router.get("/short") { _, _ in
            Response(
                status: .ok,
                body: .init(contentLength: 10) { writer in
                    try await writer.write(ByteBuffer(string: "some"))
                    try await writer.finish(nil)
                })
        }
        router.get("/long") { _, _ in
            Response(
                status: .ok,
                body: .init(contentLength: 2) { writer in
                    try await writer.write(ByteBuffer(string: "some"))
                    try await writer.finish(nil)
                })
        }
        try await serving(router) { (port) throws in
            let connection = try RawConnection(port: port)
            try connection.ask("GET /begun")
            let reply = try StreamReader(connection)
            #expect(try reply.chunk() == Array("some".utf8))
            // No last chunk: the client can tell that this is not all.
            #expect([.clean, .reset].contains(connection.end()))
            #expect(try ask(port, "GET /short").status == 500)
            #expect(try ask(port, "GET /long").status == 500)
        }
    }

    @Test func endsTheWriterOfAReplyThatHasNoBody() async throws {
        let hasEnded = Gate()
        let router = Router()
        router.head("/endless") { _, _ in
            Response(
                status: .ok,
                body: .init { writer in
                    // What middleware that times or counts replies hangs on to.
                    defer { hasEnded.open() }
                    while true { try await writer.write(ByteBuffer(string: "on and on")) }
                })
        }
        try await serving(router) { (port) throws in
            #expect(try ask(port, "HEAD /endless").status == 200)
            #expect(hasEnded.isOpen)
        }
    }

    @Test func waitsForClientsThatReadSlowly() async throws {
        let router = Router()
        router.get("/large") { _, _ in
            Response(
                status: .ok,
                body: .init { writer in
                    let piece = ByteBuffer(repeating: 120, count: 64 << 10)
                    for _ in 0..<1024 { try await writer.write(piece) }
                    try await writer.finish(nil)
                })
        }
        try await serving(router) { (port) throws in
            let before = try ResidentMemory.peakBytes()
            let connection = try RawConnection(port: port, receiveBufferBytes: 64 << 10)
            try connection.ask("GET /large")
            let reply = try StreamReader(connection)
            var count = 0
            while let chunk = try reply.chunk() { count += chunk.count }
            #expect(count == 64 << 20)
            #expect(try ResidentMemory.peakBytes() - before < 16 << 20)
        }
    }
}
