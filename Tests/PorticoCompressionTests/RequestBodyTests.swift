// SPDX-License-Identifier: Apache-2.0
import Portico
@testable import PorticoCompression
import TestSupport
import Testing

/// Requests with compressed bodies.
@Suite(.serialized, .timeLimit(.minutes(2))) struct RequestBodyTests {
    /// Answers with the body, and what the handler sees of it, on a path for each way to read one.
    private func site(maxBytes: Int = 1 << 20) -> Handler {
        let handlers: [(String, Handler)] = [
            (
                "/whole",
                Handler(body: .whole(maxBytes: 1 << 20)) { request, _ in
                    #expect(!request.body.isStreamed)
                    return Self.answer(request, request.body.bytes)
                }
            ),
            (
                "/plain",
                Handler(body: .stream(maxBytes: 1 << 20)) { request, _ in
                    var bytes: [UInt8] = []
                    while let chunk = try request.body.read() { bytes += chunk }
                    return Self.answer(request, bytes)
                }
            ),
            (
                "/into",
                Handler(body: .stream(maxBytes: 1 << 20)) { request, _ in
                    var bytes: [UInt8] = []
                    var isOver = false
                    while !isOver {
                        try bytes.append(addingCapacity: 1000) { output throws(RequestBodyError) in
                            isOver = try request.body.read(into: &output) == 0
                        }
                    }
                    return Self.answer(request, bytes)
                }
            ),
            (
                "/async",
                Handler(body: .stream(maxBytes: 1 << 20)) { request, _ in
                    var bytes: [UInt8] = []
                    for try await chunk in request.body.chunks { bytes += chunk }
                    return Self.answer(request, bytes)
                }
            ),
        ]
        var router = Router()
        for (path, handler) in handlers {
            router.on(
                .post, path,
                handler: handler.wrapped(in: DecompressionMiddleware(maxBytes: maxBytes)))
        }
        return Handler(router)
    }

    private static func answer(_ request: Request, _ bytes: [UInt8]) -> Response {
        #expect([nil, "identity"].contains(request.headers[.contentEncoding]))
        #expect(request.authority == "a")
        return Response(body: ResponseBody(bytes))
    }

    static let paths = ["/whole", "/plain", "/into", "/async"]

    private func head(_ path: String, _ coding: String, _ length: Int) -> String {
        "POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Encoding: \(coding)\r\n"
            + "Content-Length: \(length)\r\n\r\n"
    }

    private func post(
        _ port: Int, _ path: String, _ coding: String, _ body: [UInt8]
    ) throws -> WireResponse {
        let connection = try RawConnection(port: port)
        try connection.send(Array(head(path, coding, body.count).utf8) + body)
        return try connection.readResponse()
    }

    @Test(arguments: TestEngine.allCases, CompressionCoding.allCases)
    func expandsBodies_RFC9110Section8_4(
        _ engine: TestEngine, _ coding: CompressionCoding
    ) async throws {
        let samples = [Array("hello".utf8), [], CodecTests.samples[4], CodecTests.samples[3]]
        try await engine.serve(site()) { port in
            for path in Self.paths {
                for sample in samples {
                    let reply = try post(port, path, coding.rawValue, coding.compress(sample))
                    #expect(reply.status == 200)
                    // Arrays themselves in #expect: a report of how a megabyte differs would take minutes.
                    let isSame = reply.body == sample
                    #expect(isSame, "\(reply.body.count) bytes instead of \(sample.count)")
                }
                #expect(try post(port, path, "identity", [1, 2, 3]).body == [1, 2, 3])
                #expect(try post(port, path, coding.rawValue, []).body == [])
            }
        }
    }

    @Test(arguments: TestEngine.allCases)
    func expandsABodyThatComesInTwoPieces(_ engine: TestEngine) async throws {
        let text = Array("hello hello hello, some text".utf8)
        let body = try CompressionCoding.gzip.compress(text)
        try await engine.serve(site()) { port in
            for path in Self.paths {
                let request = Array(head(path, "gzip", body.count).utf8) + body
                let connection = try RawConnection(port: port)
                for split in 1..<request.count {
                    try connection.send(Array(request[..<split]))
                    try connection.send(Array(request[split...]))
                    let reply = try connection.readResponse()
                    try #require(reply.status == 200 && reply.body == text, "split at \(split)")
                }
            }
        }
    }

    @Test(arguments: CompressionCoding.allCases)
    func expandsAChunkedBodyByteByByte_RFC9112Section7_1(_ coding: CompressionCoding) async throws {
        let text = Array("hello hello hello, some text".utf8)
        let body = try coding.compress(text).map { byte -> [UInt8] in
            Array("1\r\n".utf8) + [byte] + Array("\r\n".utf8)
        }
        try await TestEngine.pool.serve(site()) { port in
            for path in Self.paths {
                let connection = try RawConnection(port: port)
                try connection.send(
                    "POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Encoding: \(coding.rawValue)\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n")
                for chunk in body { try connection.send(chunk) }
                try connection.send("0\r\n\r\n")
                #expect(try connection.readResponse().body == text)
            }
        }
    }

    @Test(
        arguments: TestEngine.allCases,
        ["zstd", "compress", "gzip, gzip", "gzip;q=1", "br, gzip", "aes128gcm"])
    func refusesOtherCodings_RFC9110Section15_5_16(
        _ engine: TestEngine, _ coding: String
    ) async throws {
        try await engine.serve(site()) { port in
            for path in Self.paths {
                let reply = try post(port, path, coding, [1, 2, 3])
                #expect(reply.status == 415)
                #expect(reply["Accept-Encoding"] == "gzip, deflate, br")
            }
        }
    }

    @Test(arguments: ["x-gzip", "GZIP"])
    func knowsOtherNames_RFC9110Section8_4_1(_ coding: String) async throws {
        let body = try CompressionCoding.gzip.compress([1, 2, 3])
        try await TestEngine.pool.serve(site()) { port in
            let reply = try post(port, "/whole", coding, body)
            #expect(reply.body == [1, 2, 3])
        }
    }

    @Test(arguments: TestEngine.allCases, CompressionCoding.allCases)
    func answers400ToWhatIsBroken_RFC9110Section15_5_1(
        _ engine: TestEngine, _ coding: CompressionCoding
    ) async throws {
        let body = try coding.compress(Array("hello hello hello, some text".utf8))
        var changed = body
        changed[0] ^= 0xff
        changed[1] ^= 0xff
        try await engine.serve(site()) { port in
            for path in Self.paths {
                for broken in [changed, body + [0], Array("plain text".utf8)] {
                    #expect(try post(port, path, coding.rawValue, broken).status == 400)
                }
                for count in 1..<body.count {
                    let reply = try post(port, path, coding.rawValue, Array(body[..<count]))
                    #expect(reply.status == 400, "\(count) of \(body.count) bytes")
                }
            }
        }
    }

    @Test(arguments: TestEngine.allCases, CompressionCoding.allCases)
    func refusesWhatBecomesTooLarge_RFC9110Section15_5_14(
        _ engine: TestEngine, _ coding: CompressionCoding
    ) async throws {
        let limit = 100_000
        try await engine.serve(site(maxBytes: limit)) { port in
            for path in Self.paths {
                let fits = [UInt8](repeating: 7, count: limit)
                let reply = try post(port, path, coding.rawValue, coding.compress(fits))
                #expect(reply.body == fits)
                let larger = try coding.compress(fits + [7])
                #expect(try post(port, path, coding.rawValue, larger).status == 413)
            }
        }
    }

    /// 1 GiB of zeros in little more than 1 MB: 64 members.
    private static let bomb: [UInt8] = {
        let zeros = [UInt8](repeating: 0, count: 16 << 20)
        guard let member = try? CompressionCoding.gzip.compress(zeros) else { return [] }
        return (1...64).flatMap { _ in member }
    }()

    @Test(arguments: paths)
    func holdsLittleOfABomb_RFC9110Section15_5_14(_ path: String) async throws {
        try await TestEngine.pool.serve(
            site(maxBytes: 4 << 20), configure: { $0.limits.maxBodyBytes = 2 << 20 }
        ) { port in
            let bomb = Self.bomb
            #expect(bomb.count > 1 << 19 && bomb.count < 11 << 17)
            let before = try ResidentMemory.peakBytes()
            for _ in 1...4 {
                let connection = try RawConnection(port: port)
                try connection.send(head(path, "gzip", bomb.count))
                // The server answers before it has all, and may close meanwhile.
                try? connection.send(bomb)
                #expect(try connection.readResponse().status == 413)
            }
            let grown = try ResidentMemory.peakBytes() - before
            if !Sanitizer.isOn { #expect(grown < 48 << 20, "grown by \(grown) bytes") }
        }
    }

    @Test func hidesHowLongTheBodyWas() async throws {
        let handler = Handler { request, _ in
            "\(request.headers[.contentLength] ?? "none") \(request.body.count) \(request.method)"
        }
        let wrapped = handler.wrapped(in: DecompressionMiddleware(maxBytes: 100))
        try await TestEngine.pool.serve(wrapped) { port in
            let body = try CompressionCoding.gzip.compress([1, 2, 3])
            let reply = try post(port, "/", "gzip", body)
            #expect(reply.text == "none 3 POST")
        }
    }

    @Test func tellsAReaderTheSameErrorAgain() async throws {
        let errors = Journal<RequestBodyError>()
        let handler = Handler(body: .stream(maxBytes: 100)) { request, _ in
            for _ in 1...2 {
                do throws(RequestBodyError) {
                    while try request.body.read(upTo: 1) != nil {}
                } catch {
                    errors.write(error)
                }
            }
            return "ok"
        }
        let wrapped = handler.wrapped(in: DecompressionMiddleware(maxBytes: 2))
        try await TestEngine.pool.serve(wrapped) { port in
            let body = try CompressionCoding.gzip.compress([1, 2, 3])
            let reply = try post(port, "/", "gzip", body)
            #expect(reply.text == "ok")
        }
        #expect(errors.entries == [.tooLarge(limit: 2), .tooLarge(limit: 2)])
    }
}
