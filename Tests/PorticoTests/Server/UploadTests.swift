// SPDX-License-Identifier: Apache-2.0
import Portico
import TestSupport
import Testing

extension ServerTests {
    struct UploadTests {
        // MARK: Expect: 100-continue, RFC 9110 §10.1.1

        @Test(arguments: TestEngine.allCases)
        func asksForTheBodyBeforeItIsSent(_ engine: TestEngine) async throws {
            try await withServer(engine, handler: Site.handler) { test in
                let connection = try test.connect()
                for _ in 1...2 {
                    try connection.send(
                        Site.request(
                            "POST", "/echo", ["Content-Length: 4", "Expect: 100-continue"]))
                    let interim = try connection.readResponse()
                    #expect(interim.status == 100)
                    #expect(interim.fields.isEmpty)
                    #expect(connection.isSilent())
                    try connection.send("body")
                    let reply = try connection.readResponse()
                    #expect(reply.status == 200)
                    #expect(reply.text == "body")
                }
            }
        }

        @Test func asksForAChunkedBodyToo() async throws {
            try await withServer(handler: Site.handler) { test in
                let connection = try test.connect()
                try connection.send(
                    Site.request(
                        "POST", "/echo", ["Transfer-Encoding: chunked", "Expect: 100-Continue"]))
                #expect(try connection.readResponse().status == 100)
                try connection.send("4\r\nbody\r\n0\r\n\r\n")
                #expect(try connection.readResponse().text == "body")
            }
        }

        @Test(arguments: [
            ("POST", ["Content-Length: 4"], "body"),
            ("POST", ["Content-Length: 4", "Expect: 100-continue"], "body"),
            ("POST", ["Content-Length: 0", "Expect: 100-continue"], ""),
            ("POST", ["Expect: 100-continue"], ""),
        ])
        func doesNotAskForWhatIsThereAlready(
            _ method: String, _ fields: [String], _ body: String
        ) async throws {
            try await withServer(handler: Site.handler) { test in
                let connection = try test.connect()
                try connection.send(Site.request(method, "/echo", fields, body: body))
                let reply = try connection.readResponse()
                #expect(reply.status == 200)
                #expect(reply.text == body)
            }
        }

        @Test func doesNotAskAClientOfHTTP10() async throws {
            try await withServer(handler: Site.handler) { test in
                let connection = try test.connect()
                try connection.send(
                    Site.request(
                        "POST", "/echo", version: "HTTP/1.0",
                        ["Content-Length: 4", "Expect: 100-continue"]))
                try test.waitForLoop()
                #expect(connection.isSilent())
                try connection.send("body")
                #expect(try connection.readResponse().text == "body")
            }
        }

        @Test(arguments: [
            ("Content-Length: 1048577", "Expect: 100-continue", 413),
            ("Content-Length: 4", "Expect: 200-ok", 417),
            ("Content-Length: 4", "Expect: 100-continue, x", 417),
        ])
        func refusesInsteadOfAskingForTheBody(
            _ length: String, _ expect: String, _ status: Int
        ) async throws {
            try await withServer(handler: Site.handler) { test in
                let connection = try test.connect()
                try connection.send(Site.request("POST", "/echo", [length, expect]))
                let reply = try connection.readResponse()
                #expect(reply.status == status)
                #expect(reply["Connection"] == "close")
                #expect(connection.isClosed)
            }
        }

        // MARK: Chunked bodies, RFC 9112 §7.1

        static let chunkedBodies: [(wire: String, body: String)] = [
            ("0\r\n\r\n", ""),
            ("5\r\nhello\r\n0\r\n\r\n", "hello"),
            ("1\r\na\r\n2\r\nbc\r\n0\r\n\r\n", "abc"),
            ("A\r\n0123456789\r\n0a\r\n0123456789\r\n000\r\n\r\n", "01234567890123456789"),
            ("5;a=b\r\nhello\r\n0;last\r\n\r\n", "hello"),
            ("5;a=\"b;c\";d\r\nhello\r\n0\r\n\r\n", "hello"),
            ("5\r\nhello\r\n0\r\nX-Sum: 1\r\nX-More:\r\n\r\n", "hello"),
            ("7\r\n0\r\n\r\n12\r\n0\r\n\r\n", "0\r\n\r\n12"),
        ]

        @Test(arguments: TestEngine.allCases)
        func decodesChunks(_ engine: TestEngine) async throws {
            try await withServer(engine, handler: Site.handler) { test in
                let connection = try test.connect()
                for (wire, body) in Self.chunkedBodies {
                    for path in ["/echo", "/async-echo"] {
                        let request = Site.request(
                            "POST", path, ["Transfer-Encoding: chunked"], body: wire)
                        try connection.send(request + Site.request("GET", "/"))
                        try #require(try connection.readResponse().text == body)
                        try #require(try connection.readResponse().text == "hello\n")
                    }
                }
            }
        }

        @Test(arguments: [TestEngine.pool, .inline])
        func decodesChunksSplitAnywhere(_ engine: TestEngine) async throws {
            try await withServer(engine, handler: Site.handler) { test in
                let connection = try test.connect()
                for (wire, body) in Self.chunkedBodies {
                    let bytes = Array(
                        Site.request("POST", "/echo", ["Transfer-Encoding: chunked"], body: wire)
                            .utf8)
                    for split in bytes.count - wire.utf8.count..<bytes.count {
                        try connection.send(Array(bytes[..<split]))
                        try test.waitForLoop()
                        try connection.send(Array(bytes[split...]))
                        try #require(try connection.readResponse().text == body)
                    }
                }
            }
        }

        @Test func decodesChunksThatComeByteByByte() async throws {
            try await withServer(handler: Site.handler) { test in
                let connection = try test.connect()
                for (wire, body) in Self.chunkedBodies {
                    try connection.send(
                        Site.request("POST", "/echo", ["Transfer-Encoding: chunked"]))
                    for byte in wire.utf8 {
                        try test.waitForLoop()
                        try connection.send([byte])
                    }
                    try #require(try connection.readResponse().text == body)
                }
            }
        }

        @Test func keepsTrailersOutOfTheFields() async throws {
            let handler = Handler { request, _ in "\(request.headers.count)" }
            try await withServer(handler: handler) { test in
                let connection = try test.connect()
                try connection.send(
                    Site.request(
                        "POST", "/", ["Transfer-Encoding: chunked"],
                        body: "0\r\nX-Admin: 1\r\nContent-Length: 9\r\n\r\n"))
                #expect(try connection.readResponse().text == "2")
            }
        }

        // MARK: Size

        @Test(arguments: TestEngine.allCases)
        func echoes64MiB(_ engine: TestEngine) async throws {
            let count = 64 << 20
            try await withServer(
                engine, configure: { $0.limits.maxBodyBytes = count }, handler: Site.handler
            ) { test in
                let body = Pattern.bytes(count)
                let connection = try test.connect()
                try connection.send(Site.request("POST", "/echo", ["Content-Length: \(count)"]))
                try connection.send(body)
                let reply = try connection.readResponse()
                #expect(reply["Content-Length"] == "\(count)")
                // Not `reply.body == body`: a difference would print all of it.
                let isIntact = reply.body == body
                #expect(isIntact)
            }
        }

        @Test(arguments: [TestEngine.pool, .inline])
        func takesALargeChunkedBody(_ engine: TestEngine) async throws {
            try await withServer(engine, handler: Site.handler) { test in
                let body = Pattern.bytes(1 << 20)
                let connection = try test.connect()
                try connection.send(Site.request("POST", "/echo", ["Transfer-Encoding: chunked"]))
                var rest = body[...]
                while !rest.isEmpty {
                    let chunk = rest.prefix(10_007)
                    rest = rest.dropFirst(10_007)
                    try connection.send("\(String(chunk.count, radix: 16))\r\n")
                    try connection.send(Array(chunk) + Array("\r\n".utf8))
                }
                try connection.send("0\r\n\r\n")
                let isIntact = try connection.readResponse().body == body
                #expect(isIntact)
            }
        }

        @Test(arguments: [0, 1])
        func takesABodyOfExactlyTheLimitAndNoMore(_ excess: Int) async throws {
            try await withServer(
                configure: { $0.limits.maxBodyBytes = 100 }, handler: Site.handler
            ) { test in
                let body = String(repeating: "b", count: 100 + excess)
                let plain = try test.connect()
                try plain.send(
                    Site.request("POST", "/echo", ["Content-Length: \(100 + excess)"], body: body))
                #expect(try plain.readResponse().status == (excess == 0 ? 200 : 413))
                let chunked = try test.connect()
                let size = String(100 + excess, radix: 16)
                try chunked.send(
                    Site.request(
                        "POST", "/echo", ["Transfer-Encoding: chunked"],
                        body: "\(size)\r\n\(body)\r\n0\r\n\r\n"))
                #expect(try chunked.readResponse().status == (excess == 0 ? 200 : 413))
            }
        }

        /// The client sends on after the refusal; closing at once would reset the connection and
        /// destroy the reply, RFC 9112 §9.6.
        @Test(arguments: ["Content-Length: 104857600", "Transfer-Encoding: chunked"])
        func letsAClientReadTheRefusalOfABodyUnderWay(_ framing: String) async throws {
            try await withServer(handler: Site.handler) { test in
                let connection = try test.connect()
                try connection.send(Site.request("POST", "/echo", [framing]))
                if framing.hasSuffix("chunked") { try connection.send("FFFFFFF\r\n") }
                for _ in 1...64 { try connection.send([UInt8](repeating: 0, count: 1 << 16)) }
                let reply = try connection.readResponse()
                #expect(reply.status == 413)
                #expect(reply.text.contains("1048576 bytes"))
                #expect(connection.isClosed)
            }
        }
    }
}
