// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Libevent

struct HeadParserTests {
    private static let limits = FrontLimits(
        maxRequestLineBytes: 200, maxHeadBytes: 600, maxFields: 10, maxBodyBytes: 1000)

    /// Parses all of `text` at once.
    private func parse(_ text: String) throws(Refusal) -> RequestFacts? {
        let bytes = Array(text.utf8)
        var parser = HeadParser(limits: Self.limits)
        return try parser.parse(bytes.span) ? parser.facts : nil
    }

    /// Parses `text` as it would come a byte at a time.
    private func parseBytewise(_ text: String) throws(Refusal) -> RequestFacts? {
        let bytes = Array(text.utf8)
        var parser = HeadParser(limits: Self.limits)
        for count in 1...bytes.count {
            let begun = Array(bytes[..<count])
            if try parser.parse(begun.span) { return parser.facts }
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
        #expect(bytewise?.reason.isEmpty == false)
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

    @Test func keepsWhatWasSent() throws {
        let text =
            "\r\nPUT //b/x?q#".dropLast()
            + " HTTP/1.1\r\nHost: a\r\nX-Y: \t b c \t\r\nZ:\r\n\r\nrest"
        let bytes = Array(text.utf8)
        var parser = HeadParser(limits: Self.limits)
        #expect(try parser.parse(bytes.span))
        let head = unsafe bytes.withUnsafeBufferPointer { unsafe parser.facts.makeHead(from: $0) }
        #expect(head.method == "PUT")
        #expect(head.target == "//b/x?q")
        #expect(head.hasMethod("PUT") && !head.hasMethod("PUTS") && !head.hasMethod("GET"))
        #expect(head.firstValue(of: "x-y").map(head.text) == "b c")
        #expect(head.firstValue(of: "z").map(head.text) == "")
        #expect(head.firstValue(of: "w") == nil)
        #expect(head.bytes.suffix(4).elementsEqual("\r\n\r\n".utf8))
    }
}
