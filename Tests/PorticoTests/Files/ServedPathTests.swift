// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Portico

struct ServedPathTests {
    @Test(arguments: [
        ("/", [], true), ("/a", ["a"], false), ("/a/", ["a"], true),
        ("/a/b.c", ["a", "b.c"], false),
        ("/a%20b", ["a b"], false), ("/%C3%A9", ["é"], false), ("/a%2", ["a%2"], false),
        ("/%252e%252e/a", ["%2e%2e", "a"], false), ("/a...b", ["a...b"], false),
        ("/a..", ["a.."], false), ("/.well-known/x", [".well-known", "x"], false),
        ("/a?b", ["a?b"], false), ("/a:b", ["a:b"], false),
    ])
    func namesWhatMayBeLookedFor(_ path: String, _ parts: [String], _ endsWithSlash: Bool) {
        let served = ServedPath(encoded: path, showsHidden: false)
        #expect(served?.parts == parts)
        #expect(served?.endsWithSlash == endsWithSlash)
    }

    @Test(arguments: [
        "", "a", "//", "//a", "/a//b", "/a//", "/.", "/..", "/./a", "/../a", "/a/..", "/a/../b",
        "/a/.", "/%2e%2e/a", "/%2E./a", "/.%2e/a", "/a/%2e%2e", "/..%2fa", "/a%2fb", "/a%2F..%2Fb",
        "/%2fetc/passwd", "/..\\a", "/a\\b", "/%5c..%5ca", "/a%5Cb", "/a%00", "/%00", "/a%00.html",
        "/%c0%ae%c0%ae/a", "/%ff", "/..%c0%af", "/...%00/",
    ])
    func neverLeavesTheRootInAnyEncoding(_ path: String) {
        #expect(ServedPath(encoded: path, showsHidden: false) == nil)
        #expect(ServedPath(encoded: path, showsHidden: true) == nil)
    }

    @Test(arguments: [
        "/.git/config", "/.env", "/a/.htpasswd", "/a/.b/c", "/.well-known/.x", "/a/.well-known/x",
        "/%2egit/config", "/.../x",
    ])
    func hidesNamesThatBeginWithADot(_ path: String) {
        #expect(ServedPath(encoded: path, showsHidden: false) == nil)
        #expect(ServedPath(encoded: path, showsHidden: true) != nil)
    }

    @Test(arguments: [
        ("", [], true), ("a/b", ["a", "b"], false), ("a/", ["a"], true), ("a%2e", ["a%2e"], false),
    ])
    func takesDecodedPathsAsTheyAre(_ path: String, _ parts: [String], _ endsWithSlash: Bool) {
        let served = ServedPath(decoded: path, showsHidden: false)
        #expect(served?.parts == parts)
        #expect(served?.endsWithSlash == endsWithSlash)
    }

    @Test(arguments: ["/", "/etc/passwd", "..", "a/../b", "a//b", "a\0b", "a\\..\\b"])
    func refusesDecodedPathsThatLeave(_ path: String) {
        #expect(ServedPath(decoded: path, showsHidden: true) == nil)
    }

    @Test(arguments: [
        ("/a", "./a/"), ("/x/b c", "./b%20c/"),
        ("/javascript:alert(1)", "./javascript%3Aalert(1)/"),
        ("/é\"<", "./%C3%A9%22%3C/"), ("/a%3fb", "./a%3Fb/"), ("/a%0d%0ab", "./a%0D%0Ab/"),
    ])
    func redirectsToWhereTheClientIsAndNowhereElse(_ path: String, _ location: String) {
        #expect(ServedPath(encoded: path, showsHidden: false)?.redirect == location)
    }
}
