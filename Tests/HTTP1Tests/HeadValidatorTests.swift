// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HTTP1

@Suite(.timeLimit(.minutes(1))) struct HeadValidatorTests {
    private static let limits = MessageLimits(
        maxRequestLineBytes: 200, maxHeadBytes: 600, maxHeaderFields: 10, maxBodyBytes: 1000)

    /// Parses all of `text` at once.
    private func parse(_ text: String) throws(Refusal) -> JudgedHead? {
        let bytes = Array(text.utf8)
        var validator = HeadValidator(limits: Self.limits)
        return try validator.judge(bytes.span) ? validator.head : nil
    }

    /// Parses `text` as it would come a byte at a time.
    private func parseBytewise(_ text: String) throws(Refusal) -> JudgedHead? {
        let bytes = Array(text.utf8)
        var validator = HeadValidator(limits: Self.limits)
        for count in 1...bytes.count {
            let begun = Array(bytes[..<count])
            if try validator.judge(begun.span) { return validator.head }
        }
        return nil
    }

    private func status(_ text: String) -> Int {
        do throws(Refusal) {
            return try parse(text) == nil ? 0 : 200
        } catch {
            return error.status
        }
    }

    @Test(arguments: WireHeads.accepted)
    func accepts(_ head: String) throws {
        let whole = try #require(try parse(head))
        #expect(whole.end == head.utf8.count)
        let bytewise = try #require(try parseBytewise(head))
        #expect(bytewise.end == whole.end)
        #expect(bytewise.targetEnd == whole.targetEnd)
        #expect(bytewise.isPersistent == whole.isPersistent)
    }

    @Test(arguments: WireHeads.refused)
    func refuses(_ status: Int, _ head: String) {
        #expect(self.status(head) == status)
        let bytewise = #expect(throws: Refusal.self) { try parseBytewise(head) }
        #expect(bytewise?.status == status)
        #expect(bytewise?.text.isEmpty == false)
    }

    @Test(arguments: WireHeads.accepted)
    func waitsForEveryByte(_ head: String) {
        let bytes = Array(head.utf8)
        for count in 0..<bytes.count {
            #expect(status(String(decoding: bytes[..<count], as: UTF8.self)) == 0)
        }
    }

    @Test func refusesALongRequestLineBeforeItEnds() {
        #expect(status("GET /" + String(repeating: "a", count: 300)) == 414)
    }

    @Test func refusesALongHeadBeforeItEnds() {
        let head = "GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "a", count: 700)
        #expect(status(head) == 431)
    }

    @Test func refusesTooManyFields() {
        let fields = (0..<10).map { "X\($0): a\r\n" }.joined()
        #expect(status("GET / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n") == 431)
    }

    @Test func refusesABodyOverTheLimitByItsAnnouncement() {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: "
        #expect(status(head + "1000\r\n\r\n") == 200)
        #expect(status(head + "1001\r\n\r\n") == 413)
        #expect(status(head + "99999999999999999999999\r\n\r\n") == 413)
    }

    @Test(arguments: [
        ("HTTP/1.1", "", true), ("HTTP/1.1", "Connection: close\r\n", false),
        ("HTTP/1.1", "Connection: foo, Close\r\n", false),
        ("HTTP/1.1", "Connection: keep-alive, close\r\n", false),
        ("HTTP/1.1", "Connection: closed\r\n", true),
        ("HTTP/1.1", "Connection: a\r\nConnection: ,,\tclose ,\r\n", false),
        ("HTTP/1.0", "", false), ("HTTP/1.0", "Connection: foo,keep-alive\r\n", true),
        ("HTTP/1.0", "Connection: keep-alive, close\r\n", false),
        ("HTTP/1.9", "", true),
    ])
    func decidesAboutKeepAlive(_ version: String, _ fields: String, _ isPersistent: Bool) throws {
        let facts = try #require(try parse("GET / \(version)\r\nHost: a\r\n\(fields)\r\n"))
        #expect(facts.isPersistent == isPersistent)
    }

    @Test func saysWhereThePartsStand() throws {
        let text = "\r\nPUT //b/x?q HTTP/1.1\r\nHost: a\r\n\r\nrest"
        let head = try #require(try parse(text))
        let bytes = Array(text.utf8)
        func part(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        #expect(part(head.method) == "PUT")
        #expect(part(head.targetStart..<head.targetEnd) == "//b/x?q")
        #expect(part(head.end..<bytes.count) == "rest")
        #expect(head.target.path == 0..<5 && head.target.query == 6..<7)
    }

    @Test(
        arguments: [
            ("", []), ("Content-Length: 0", []), ("Expect: 100-continue", []),
            ("content-length: 1", [1]), ("A: b\r\nTransfer-Encoding: chunked", [2]),
            ("~ontent-Length: 1\r\nExpect: 100-continue\r\nA: b\r\nContent-Length: 1", [2, 4]),
        ] as [(String, [Int])])
    func namesTheFieldsThatEvhttpMustNotActOn(_ fields: String, _ indices: [Int]) throws {
        let lines = fields.isEmpty ? "" : "\(fields)\r\n"
        let text = "POST / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n"
        let bytes = Array(text.utf8)
        var validator = HeadValidator(limits: Self.limits)
        #expect(try validator.judge(bytes.span))
        #expect(validator.maskedFields.map(\.index) == indices)
        for field in validator.maskedFields {
            #expect("CcTtEe".utf8.contains(bytes[field.offset]))
            #expect(bytes[field.offset - 1] == .lineFeed)
        }
    }

    /// RFC 9110 §15.5.1: a request that is malformed and asks for something unknown is malformed.
    @Test(arguments: [
        "Transfer-Encoding: gzip, chunked", "Expect: tea", "Content-Length: 9999999999",
    ])
    func putsMalformedBeforeUnknown(_ field: String) {
        #expect(status("POST / HTTP/1.1\r\nHost: a\r\n\(field)\r\n\r\n") > 400)
        #expect(status("POST / HTTP/1.1\r\n\(field)\r\n\r\n") == 400)
        #expect(status("POST / HTTP/1.1\r\nHost: a\r\n\(field)\r\nX Y: a\r\n\r\n") == 400)
        #expect(status("POST https://a/ HTTP/1.1\r\n\(field)\r\n\r\n") == 400)
        #expect(status("CONNECT a:1 HTTP/1.1\r\n\r\n") == 400)
    }
}
