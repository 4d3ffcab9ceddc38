// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HTTP1

@Suite(.timeLimit(.minutes(1))) struct ChunkedDecoderTests {
    /// Decodes `text` in pieces of `size` bytes; nil when it has not ended.
    private func decode(
        _ text: String, inPiecesOf size: Int = .max, limit: Int = 100
    ) throws(Refusal) -> (body: String, used: Int)? {
        let bytes = Array(text.utf8)
        var decoder = ChunkedDecoder(limit: limit)
        var body: [UInt8] = []
        var used = 0
        while used < bytes.count, !decoder.isDone {
            let end = size < bytes.count - used ? used + size : bytes.count
            let piece = Array(bytes[used..<end])
            var index = 0
            while let content = try decoder.nextContent(in: piece.span, from: &index) {
                body += piece[content]
            }
            used += index
        }
        return decoder.isDone ? (String(decoding: body, as: UTF8.self), used) : nil
    }

    @Test(arguments: [
        ("0\r\n\r\n", ""), ("5\r\nhello\r\n0\r\n\r\n", "hello"),
        ("5\r\nhello\r\n006\r\n world\r\n000\r\n\r\n", "hello world"),
        ("A;a=b;c=\"d;e\"\r\n0123456789\r\n0;last\r\n\r\n", "0123456789"),
        ("a \t;a=b ; c\r\n0123456789\r\n0\r\n\r\n", "0123456789"),
        ("2\r\n\r\n\r\n0\r\nTrailer: value\r\nX:\r\n\r\n", "\r\n"),
    ])
    func decodes(_ text: String, _ expected: String) throws {
        for size in [1, 2, 3, 5, .max] {
            let result = try #require(try decode(text + "GET /next", inPiecesOf: size))
            #expect(result.body == expected)
            #expect(result.used == text.utf8.count)
        }
    }

    @Test(arguments: [
        "0x5\r\nhello\r\n", "+5\r\nhello\r\n", " 5\r\nhello\r\n", "\t5\r\nhello\r\n", "-0\r\n",
        "5 junk\r\nhello\r\n", "5 \r\nhello\r\n", "5\0junk\r\nhello\r\n", "5g\r\nhello\r\n", "\r\n",
        ";a\r\n",
        "0000000000000000000005\r\nhello\r\n", "ffffffffffffffff\r\n", "5\nhello\r\n", "5\rhello",
        "5\r\nhello0\r\n\r\n", "5\r\nhello\n0\r\n\r\n", "5\r\nhello\r\n\r\n0\r\n\r\n",
        "5;\r\nhello\r\n", "5; \r\nhello\r\n", "5;a=\r\nhello\r\n", "5;a=b=c\r\nhello\r\n",
        "5;=b\r\nhello\r\n", "5;a b\r\nhello\r\n", "5;a=\"b\r\nhello\r\n", "5;a;;b\r\nhello\r\n",
        "5;a \r\nhello\r\n", "5;a=b\t\r\nhello\r\n", "5;a=\"b\" \r\nhello\r\n",
        "5;a\u{1}\r\nhello\r\n", "0\r\n: a\r\n\r\n", "0\r\nA b\r\n\r\n", "0\r\n A: b\r\n\r\n",
        "0\r\nA: b\0\r\n\r\n", "0\r\nA: b\n\r\n", "0\r\n\0", "0\r\n\n",
    ])
    func refuses(_ text: String) {
        for size in [1, 2, .max] {
            let refusal = #expect(throws: Refusal.self) { try decode(text, inPiecesOf: size) }
            #expect(refusal?.status == 400)
        }
    }

    @Test func refusesABodyBeyondItsLimit() throws {
        let fits = try decode("64\r\n" + String(repeating: "a", count: 100) + "\r\n0\r\n\r\n")
        #expect(fits?.body.utf8.count == 100)
        let refusal = #expect(throws: Refusal.self) {
            try decode("64\r\n" + String(repeating: "a", count: 100) + "\r\n1\r\na\r\n0\r\n\r\n")
        }
        #expect(refusal?.status == 413)
    }

    @Test func refusesALargeChunkByItsSize() {
        let refusal = #expect(throws: Refusal.self) { try decode("65\r\n") }
        #expect(refusal == .bodyTooLarge(100))
        let second = #expect(throws: Refusal.self) { try decode("1\r\na\r\n64\r\n") }
        #expect(second == .bodyTooLarge(100))
    }

    /// RFC 9112 §7.1.1: the total of extensions is bounded, in proportion to the content.
    @Test func boundsAllExtensionsTogether() throws {
        let wide = "1;" + String(repeating: "a", count: 1000) + "\r\nx\r\n"
        #expect(throws: Refusal.chunkLineTooLong) {
            try decode(String(repeating: wide, count: 10))
        }
        let narrow = "a;bcdefgh\r\n0123456789\r\n"
        let body = String(repeating: narrow, count: 1000) + "0\r\n\r\n"
        #expect(try decode(body, limit: 10000)?.body.utf8.count == 10000)
    }

    @Test(arguments: ["5;", "0\r\nA: ", "0\r\n" + String(repeating: "A: b\r\n", count: 700)])
    func refusesEndlessLines(_ start: String) {
        #expect(throws: Refusal.self) {
            try decode(start + String(repeating: "a", count: 5000))
        }
    }
}
