// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico
import Synchronization
import TestSupport
import Testing

extension ServerTests {
    /// What a handler sees is what the client sent, although evhttp was given something else.
    struct ParsingTests {
        /// Answers with what the handler sees: the request line, and the fields in their order.
        private static let handler = Handler { request, _ in
            var lines = ["\(request.method) \(request.target) 1.\(request.minorVersion)"]
            lines += request.headers.map { "\($0.name.rawName): \($0.value)" }
            lines.append("[\(String(decoding: request.body.bytes, as: UTF8.self))]")
            return lines.joined(separator: "\n")
        }

        /// Sends `head` with CRLF for each line end, and `body`.
        private func seen(
            _ engine: TestEngine, _ head: String, body: String = "", inPieces: Bool = false
        ) async throws -> String {
            let text = Mutex("")
            try await withServer(engine, handler: Self.handler) { test in
                let connection = try test.connect()
                let request = head.split(separator: "\n", omittingEmptySubsequences: false)
                    .joined(separator: "\r\n")
                let bytes = Array("\(request)\r\n\r\n\(body)".utf8)
                if inPieces {
                    for byte in bytes { try connection.send([byte]) }
                } else {
                    try connection.send(bytes)
                }
                let reply = try connection.readResponse()
                text.withLock { $0 = reply.text }
            }
            return text.withLock { $0 }
        }

        @Test(
            arguments: [TestEngine.pool, .inline],
            [
                "GET / HTTP/1.1\nHost: a", "GET //b/x?q HTTP/1.1\nHost: a",
                "GET / HTTP/1.0", "PATCH / HTTP/1.1\nHost: a",
                "BREW /pot HTTP/1.1\nHost: a\nA: b", "get / HTTP/1.1\nHost: a",
                "G / HTTP/1.1\nHost: a", "GE / HTTP/1.0", "G /a HTTP/1.1\nHost: a",
                "G /ab HTTP/1.1\nHost: a",
                "GET /%zz/\"<>|^`{}\\ HTTP/1.1\nHost: a", "GET /? HTTP/1.1\nHost: a",
                "OPTIONS * HTTP/1.1\nHost: a", "GET http://a:80/b?c HTTP/1.1\nHost: a",
                "GET HTTP://a HTTP/1.1\nHost: b", "GET ///// HTTP/1.1\nHost: a",
                "GET //[::zz]:x/ HTTP/1.1\nHost: a", "GET /a:b@c://d HTTP/1.1\nHost: a",
                "TRACE / HTTP/1.1\nHost: a\nProxy-Connection: close",
                "GET / HTTP/1.1\nHost: a\nCookie: a=b\nCookie: c=d\nA: \nA: b:c\nZ: a\tb",
                "GET / HTTP/1.0\nConnection: x, keep-alive",
                "POST / HTTP/1.1\nHost: a\nConnection: keep-alive",
                "POST / HTTP/1.1\nHost: a\nContent-Length: 0\nExpect: 100-continue",
            ])
        func isWhatWasSent(_ engine: TestEngine, _ head: String) async throws {
            let line = head.prefix { $0 != "\n" }
            let expected = line.dropLast(8) + line.suffix(3) + head.dropFirst(line.count)
            #expect(try await seen(engine, head) == "\(expected)\n[]")
            #expect(try await seen(engine, head, inPieces: true) == "\(expected)\n[]")
        }

        /// evhttp must not act on these fields, so that it gets others in their place.
        @Test(
            arguments: [TestEngine.pool, .inline],
            [
                "Content-Length: 3", "content-LENGTH: 3",
                "~ontent-Length: 7\nContent-Length: 3\n~ontent-Length: 9",
                "Expect: 100-continue\nContent-Length: 3\nExpect: 100-continue",
                "~xpect: a\n~ransfer-Encoding: b\nContent-Length: 3",
                "Content-Length: 3\nConnection: keep-alive\n~: ~",
            ])
        func putsBackWhatEvhttpMustNotActOn(_ engine: TestEngine, _ fields: String) async throws {
            let head = "POST /x HTTP/1.1\nHost: a\n\(fields)\nLast: 1"
            let expected = "POST /x 1.1\nHost: a\n\(fields)\nLast: 1\n[abc]"
            #expect(try await seen(engine, head, body: "abc") == expected)
            let chunked = "3\r\nabc\r\n0\r\n\r\n"
            let replaced = fields.replacingLine(
                "content-length: 3", by: "Transfer-Encoding: chunked")
            let second = "POST /x HTTP/1.1\nHost: a\n\(replaced)\nLast: 1"
            #expect(
                try await seen(engine, second, body: chunked)
                    == "POST /x 1.1\nHost: a\n\(replaced)\nLast: 1\n[abc]")
        }

        @Test(arguments: [TestEngine.pool, .inline])
        func trimsTheBlanksAroundAValue(_ engine: TestEngine) async throws {
            let head = "GET / HTTP/1.1\nHost:a\nA: \t b \t\nB:\t\nC: \t \nD:\tc\t d\t"
            let expected = "GET / 1.1\nHost: a\nA: b\nB: \nC: \nD: c\t d\n[]"
            #expect(try await seen(engine, head) == expected)
        }
    }
}

extension String {
    fileprivate func replacingLine(_ line: String, by replacement: String) -> String {
        split(separator: "\n").map { $0.lowercased() == line ? replacement : String($0) }
            .joined(separator: "\n")
    }
}
