// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Portico

struct TargetPartsTests {
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
        ("http://a", "/", nil),
        ("http://a/", "/", nil),
        ("http://a/b/c?d", "/b/c", "d"),
        ("http://a?d", "/", "d"),
        ("https://[::1]:80/b", "/b", nil),
        ("HTTP://a:80//b", "//b", nil),
        ("*", "*", nil),
    ]

    @Test(arguments: cases)
    func takesATargetApart(_ target: String, _ path: String, _ query: String?) {
        let parts = TargetParts(target)
        #expect(parts.path == path)
        #expect(parts.query == query)
    }
}
