// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Testing

@testable import Portico

/// What a route captures may become a path below a folder of the handler's.
struct CaptureTests {
    private static let router: Router = {
        var router = Router()
        for pattern in ["/files/**", "/one/:name", "/one/:name/:other", "/two/:name/**"] {
            router.get(pattern) { _, _ in pattern }
        }
        return router
    }()

    /// What is captured at `path`, or nil when it is not found.
    private func captured(_ path: String) -> [String]? {
        switch Self.router.match(.get, path) {
        case .answer(let error):
            #expect(error.status == .notFound)
            return nil
        case .found(_, let parameters):
            return ["name", "other", "**"].compactMap { parameters[$0] }
        }
    }

    // Every way to write the bytes that matter in a path.
    private static let dot = [".", "%2e", "%2E"]
    private static let slash = ["/", "%2f", "%2F", "\\", "%5c", "%5C"]
    private static let null = ["%00", "\0"]
    /// Longer than UTF-8 allows: `.` and `/` of decoders that do not check.
    private static let overlong = ["%c0%ae", "%c0%af", "%e0%80%ae", "%e0%80%af", "%c1%9c"]

    private static let climbing: [String] = dot.flatMap { first in
        dot.flatMap { second in
            ([""] + slash).flatMap { before in
                ([""] + slash).map { after in "\(before)\(first)\(second)\(after)" }
            }
        }
    }

    @Test(arguments: climbing)
    func neverYieldsAPathThatClimbs(_ text: String) {
        for path in [text, "a/\(text)", "\(text)/b", "a\(text == ".." ? "/" : "")/\(text)b"] {
            expectHarmless(captured("/files/\(path)"), path)
            expectHarmless(captured("/one/\(path)"), path)
            expectHarmless(captured("/two/\(path)"), path)
        }
        #expect(captured("/files/\(text)") == nil)
        #expect(captured("/files/a%2f\(text)%2fb") == nil)
        #expect(captured("/one/\(text)") == nil)
    }

    @Test(arguments: slash)
    func neverYieldsAnAbsolutePathOrAnEmptyPart(_ slash: String) {
        for path in [
            "\(slash)a", "\(slash)\(slash)a", "a\(slash)\(slash)b", "a\(slash)/b", "\(slash)",
            "a/\(slash)b", "a\(slash)\(slash)",
        ] {
            #expect(captured("/files/\(path)") == nil, "\(path)")
        }
        #expect(captured("/one/\(slash)a") == nil)
        #expect(captured("/two/\(slash)a/b") == nil)
    }

    @Test(arguments: null)
    func neverYieldsNUL(_ null: String) {
        for path in [null, "a\(null)", "\(null)a", "..\(null)", "a/\(null)/b", "..\(null)/x"] {
            #expect(captured("/files/\(path)") == nil, "\(path)")
            #expect(captured("/one/\(path)") == nil, "\(path)")
        }
    }

    @Test(arguments: overlong)
    func neverDecodesWhatIsLongerThanItMayBe(_ text: String) {
        for path in [text, "\(text)\(text)/a", "a/..\(text)", "\(text)etc"] {
            #expect(captured("/files/\(path)") == nil, "\(path)")
            #expect(captured("/one/\(path)") == nil, "\(path)")
        }
    }

    @Test(arguments: [
        ("/files/a", ["a"]), ("/files/a/b.txt", ["a/b.txt"]), ("/files/a%2Fb", ["a/b"]),
        ("/files/", [""]), ("/files/a/", ["a/"]), ("/files/...", ["..."]), ("/files/.a", [".a"]),
        ("/files/a..b", ["a..b"]), ("/files/..a/b..", ["..a/b.."]), ("/files/a%5Cb", ["a\\b"]),
        ("/files/%252e%252e/a", ["%2e%2e/a"]), ("/files/..%zz/a", ["..%zz/a"]),
        ("/one/a%2Fb", ["a/b"]), ("/one/a/b", ["a", "b"]), ("/two/a/b/c", ["a", "b/c"]),
        ("/two/a/", ["a", ""]), ("/files/a b", ["a b"]), ("/files/%C3%A9", ["é"]),
    ])
    func yieldsEveryOtherPath(_ path: String, _ captures: [String]) {
        #expect(captured(path) == captures)
    }

    private func expectHarmless(_ captures: [String]?, _ path: String) {
        for capture in captures ?? [] {
            let parts = capture.split(omittingEmptySubsequences: false) { "/\\".contains($0) }
            #expect(!parts.contains("..") && !parts.contains("."), "\(path) captured \(capture)")
            #expect(!parts.dropLast().contains(""), "\(path) captured \(capture)")
        }
    }
}
