// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HTTP1

@Suite(.timeLimit(.minutes(1))) struct TargetPartsTests {
    static let cases: [(target: String, path: String, query: String?)] = [
        ("/", "/", nil),
        ("/a/b", "/a/b", nil),
        ("/a?b=c&d", "/a", "b=c&d"),
        ("/a?", "/a", ""),
        ("/?a?b", "/", "a?b"),
        ("/a%3Fb?c%3F", "/a%3Fb", "c%3F"),
        ("//b/x", "//b/x", nil),
        ("//b/x?c", "//b/x", "c"),
        ("/http://a/b", "/http://a/b", nil),
        ("/a:b?c:d", "/a:b", "c:d"),
        ("http://a", "", nil),
        ("http://a/", "/", nil),
        ("http://a/b/c?d", "/b/c", "d"),
        ("http://a?d", "", "d"),
        ("https://[::1]:80/b", "/b", nil),
        ("HTTP://a:80//b", "//b", nil),
        ("*", "*", nil),
    ]

    @Test(arguments: cases)
    func takesATargetApart(_ target: String, _ path: String, _ query: String?) {
        let bytes = Array(target.utf8)
        let parts = TargetParts(splitting: bytes)
        #expect(String(decoding: bytes[parts.path], as: UTF8.self) == path)
        #expect(parts.query.map { String(decoding: bytes[$0], as: UTF8.self) } == query)
    }

    @Test(arguments: cases)
    func isWhatTheGuardMakesOfIt(_ target: String, _ path: String, _ query: String?) throws {
        let head = Array("OPTIONS \(target) HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        let limits = MessageLimits(
            maxRequestLineBytes: 200, maxHeadBytes: 600, maxHeaderFields: 10, maxBodyBytes: 1000)
        var validator = HeadValidator(limits: limits)
        // It is judged before https is refused.
        _ = try? validator.judge(head.span)
        #expect(validator.head.target == TargetParts(splitting: Array(target.utf8)))
    }

    @Test func findsTheAuthorityOfTheAbsoluteFormAlone() {
        #expect(TargetParts(splitting: Array("http://a:80/b".utf8)).authority == 7..<11)
        #expect(TargetParts(splitting: Array("//a/b".utf8)).authority == nil)
        #expect(TargetParts(splitting: Array("*".utf8)).authority == nil)
    }
}
