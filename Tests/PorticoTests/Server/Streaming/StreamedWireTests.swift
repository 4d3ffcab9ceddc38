// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico
import TestSupport
import Testing

extension ServerTests {
    /// Each rule of files and of streamed bodies by itself, the request whole and in two pieces.
    struct StreamedWireTests {
        struct Case: CustomTestStringConvertible, Sendable {
            let testDescription: String
            let request: String
            let status: Int
            let body: String
            let fields: [String: String]

            init(
                _ name: String, _ request: String, _ status: Int, _ body: String,
                _ fields: [String: String] = [:]
            ) {
                (testDescription, self.request, self.status, self.body, self.fields) =
                    (name, request, status, body, fields)
            }

            var isHead: Bool { request.hasPrefix("HEAD") }
        }

        private static func get(_ fields: String..., method: String = "GET") -> String {
            Site.request(method, "/digits", fields)
        }

        private static let long = "Mon, 01 Jan 2001 00:00:00 GMT"
        private static let ahead = "Thu, 01 Jan 2099 00:00:00 GMT"

        private static let files = [
            Case(
                "RFC 9110 §15.3.1: a file", get(), 200, "0123456789",
                ["Content-Length": "10", "Accept-Ranges": "bytes"]),
            Case(
                "RFC 9110 §9.3.2: HEAD", get(method: "HEAD"), 200, "", ["Content-Length": "10"]),
            Case(
                "RFC 9110 §14.1.2: a range", get("Range: bytes=2-4"), 206, "234",
                ["Content-Range": "bytes 2-4/10", "Content-Length": "3"]),
            Case(
                "RFC 9110 §14.1.2: an open range", get("Range: bytes=7-"), 206, "789",
                ["Content-Range": "bytes 7-9/10"]),
            Case(
                "RFC 9110 §14.1.2: a suffix", get("Range: bytes=-2"), 206, "89",
                ["Content-Range": "bytes 8-9/10"]),
            Case(
                "RFC 9110 §14.2: another unit is ignored", get("Range: lines=1-2"), 200,
                "0123456789"),
            Case(
                "RFC 9110 §14.2: a range is ignored for HEAD",
                get("Range: bytes=2-4", method: "HEAD"), 200, "", ["Content-Length": "10"]),
            Case(
                "RFC 9110 §15.5.17: behind the end", get("Range: bytes=10-"), 416,
                "416 Range Not Satisfiable\n", ["Content-Range": "bytes */10"]),
            Case(
                "RFC 9110 §13.1.1: If-Match fails", get("If-Match: \"x\""), 412,
                "412 Precondition Failed\n"),
            Case("RFC 9110 §13.1.1: If-Match *", get("If-Match: *"), 200, "0123456789"),
            Case("RFC 9110 §13.1.2: If-None-Match *", get("If-None-Match: *"), 304, ""),
            Case("RFC 9110 §13.1.2: another tag", get("If-None-Match: \"x\""), 200, "0123456789"),
            Case("RFC 9110 §13.1.3: not modified", get("If-Modified-Since: \(ahead)"), 304, ""),
            Case(
                "RFC 9110 §13.1.3: modified", get("If-Modified-Since: \(long)"), 200, "0123456789"),
            Case(
                "RFC 9110 §13.1.4: modified meanwhile", get("If-Unmodified-Since: \(long)"), 412,
                "412 Precondition Failed\n"),
            Case(
                "RFC 9110 §13.1.5: If-Range fails",
                get("Range: bytes=2-4", "If-Range: \"x\""), 200, "0123456789"),
        ]

        private static let bodies = [
            Case(
                "RFC 9112 §6.2: an announced body, streamed",
                Site.request("POST", "/echo", ["Content-Length: 5"], body: "abcde"), 200, "abcde"),
            Case(
                "RFC 9112 §7.1: a chunked body, streamed",
                Site.request(
                    "POST", "/echo", ["Transfer-Encoding: chunked"],
                    body: "2\r\nab\r\n3;x=y\r\ncde\r\n0\r\nX: y\r\n\r\n"), 200, "abcde"),
            Case(
                "RFC 9110 §15.5.14: more than the route takes",
                Site.request("POST", "/echo", ["Content-Length: 101"]), 413,
                "413 Content Too Large\nthe body is larger than 100 bytes\n"),
        ]

        private func serve(
            _ engine: TestEngine, _ body: (TestServer) throws -> Void
        ) async throws {
            let tree = try KeptTree()
            try tree.files.write("digits", "0123456789")
            var router = Router()
            router.post("/echo", body: .stream(maxBytes: 100)) { request, _ in
                let all = try request.body.collect(upTo: 100)
                return Response(body: ResponseBody(length: all.count) { try $0.write(all) })
            }
            router.add(middleware: try FileMiddleware(root: tree.files.root))
            try await withServer(engine, handler: Handler(router), body)
            tree.remove()
        }

        private func expectReply(_ wire: Case, on connection: RawConnection) throws {
            let reply = try connection.readResponse(toHead: wire.isHead)
            try #require(reply.status == wire.status)
            // A request id, in the end, is another one each time.
            let text = reply.text.split(separator: "request id: ").first.map(String.init) ?? ""
            try #require(text == wire.body)
            for (name, value) in wire.fields { try #require(reply[name] == value) }
        }

        @Test(arguments: TestEngine.allCases, files + bodies)
        func answers(_ engine: TestEngine, _ wire: Case) async throws {
            try await serve(engine) { test in
                let connection = try test.connect()
                try connection.send(wire.request + wire.request)
                try expectReply(wire, on: connection)
                if wire.status != 413 { try expectReply(wire, on: connection) }
            }
        }

        @Test(arguments: [TestEngine.pool, .inline], files + bodies)
        func answersWhenSplitAnywhere(_ engine: TestEngine, _ wire: Case) async throws {
            try await serve(engine) { test in
                let bytes = Array(wire.request.utf8)
                for split in 1..<bytes.count {
                    let connection = try test.connect()
                    try connection.send(Array(bytes[..<split]))
                    try test.waitForLoop()
                    try connection.send(Array(bytes[split...]))
                    try expectReply(wire, on: connection)
                }
            }
        }
    }
}
