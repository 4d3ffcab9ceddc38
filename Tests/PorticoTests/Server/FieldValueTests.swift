// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico
import TestSupport
import Testing

extension ServerTests {
    /// Field values are bytes, RFC 9110 §5.5, and what a handler reads of them is text.
    struct FieldValueTests {
        private static let handler = Handler { request, _ in
            let value = request.value(of: .userAgent)
            return value == request.headers[.userAgent] ? value ?? "none" : "two readings"
        }

        @Test(arguments: [
            ([0x7a, 0x6f, 0xeb], "zoë"), ([0x7a, 0x6f, 0xc3, 0xab], "zoë"),
            ([0xe9], "é"), ([0xff, 0x41], "\u{ff}A"), ([0x80], "\u{80}"),
            ([0xc3, 0xa9, 0x20, 0xe9], "\u{c3}\u{a9} \u{e9}"), ([0x61], "a"),
        ])
        func areReadAsUTF8IfTheyAreAndAsLatin1Otherwise(
            _ bytes: [UInt8], _ text: String
        ) async throws {
            try await withServer(handler: Self.handler) { test in
                let connection = try test.connect()
                let start = "GET / HTTP/1.1\r\nHost: a\r\nUser-Agent: "
                try connection.send(Array(start.utf8) + bytes + Array("\r\n\r\n".utf8))
                #expect(try connection.readResponse().text == text)
            }
        }

        @Test func ofSeveralLinesAreReadLineByLine() async throws {
            try await withServer(handler: Self.handler) { test in
                let connection = try test.connect()
                let start = "GET / HTTP/1.1\r\nHost: a\r\nUser-Agent: "
                try connection.send(
                    Array(start.utf8) + [0xe9] + Array("\r\nuser-agent: é\r\n\r\n".utf8))
                #expect(try connection.readResponse().text == "é, é")
            }
        }
    }
}
