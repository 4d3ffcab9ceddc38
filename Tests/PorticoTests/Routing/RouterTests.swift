// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Testing

@testable import Portico

struct RouterTests {
    /// A router whose routes answer with their own pattern.
    private static func router(
        _ routes: (method: HTTPRequest.Method, pattern: String)...
    ) -> Router {
        var router = Router()
        for (method, pattern) in routes { router.on(method, pattern) { _, _ in pattern } }
        return router
    }

    /// What the router finds: the pattern of the route and its parameters, or the error.
    private func find(
        _ router: Router, _ path: String, _ method: HTTPRequest.Method = .get
    ) throws -> (pattern: String?, parameters: RouteParameters, error: HTTPError?) {
        switch router.match(method, path) {
        case .answer(let error): return (nil, RouteParameters(), error)
        case .found(let handler, let parameters):
            guard case .plain(let body) = handler.kind,
                case .text(let pattern) = try body(Request(target: "/"), Context()).body.content
            else { throw HTTPError(.internalServerError) }
            return (pattern, parameters, nil)
        }
    }

    // MARK: Which route

    @Test(arguments: [
        ("/", "/"), ("/a", "/a"), ("/a/b", "/a/:x"), ("/a/b/c", "/a/:x/c"), ("/a/b/d", "/a/**"),
        ("/a/lit", "/a/lit"), ("/a/lit/c", "/a/:x/c"), ("/a/lit/c/d", "/a/**"),
        ("/a/", "/a/**"), ("/b/", "/b/"), ("/b", nil), ("/c", nil), ("/a//c", nil),
        ("//a", nil), ("//", nil), ("", nil), ("a", nil), ("*", nil), ("/A", nil),
        ("/deep/1/2/x", "/deep/:a/:b/x"), ("/deep/1/two/y", "/deep/:a/two/y"),
        ("/deep/1/two/x", "/deep/:a/:b/x"),
    ])
    func prefersLiteralsToCapturesToTheRest(_ path: String, _ pattern: String?) throws {
        let router = Self.router(
            (.get, "/"), (.get, "/a"), (.get, "/a/:x"), (.get, "/a/:x/c"), (.get, "/a/lit"),
            (.get, "/a/**"), (.get, "/b/"), (.get, "/deep/:a/:b/x"), (.get, "/deep/:a/two/y"))
        let found = try find(router, path)
        #expect(found.pattern == pattern)
        #expect(found.error?.status == (pattern == nil ? .notFound : nil))
    }

    @Test func prefersTheSameRouteWhateverTheOrderOfAdding() throws {
        for router in [
            Self.router((.get, "/**"), (.get, "/:x"), (.get, "/lit")),
            Self.router((.get, "/lit"), (.get, "/:x"), (.get, "/**")),
        ] {
            #expect(try find(router, "/lit").pattern == "/lit")
            #expect(try find(router, "/other").pattern == "/:x")
            #expect(try find(router, "/a/b").pattern == "/**")
        }
    }

    // MARK: Parameters

    @Test func takesOnePartForAnAsterisk() throws {
        let router = Self.router((.get, "/a/*"), (.get, "/a/*/c/:id"), (.get, "/b/*"))
        #expect(try find(router, "/a/b").pattern == "/a/*")
        #expect(try find(router, "/b/b/c").error?.status == .notFound)
        #expect(try find(router, "/a/").error?.status == .notFound)
        let found = try find(router, "/a/b/c/7")
        #expect(found.parameters["id"] == "7")
        #expect(found.parameters["*"] == nil)
    }

    @Test func namesWhatItCaptures() throws {
        let router = Self.router((.get, "/users/:id/files/**"), (.get, "/users/:name"))
        let file = try find(router, "/users/7/files/a/b.txt")
        #expect(file.parameters["id"] == "7")
        #expect(file.parameters["**"] == "a/b.txt")
        #expect(file.parameters["name"] == nil)
        #expect(try find(router, "/users/zoe").parameters["name"] == "zoe")
    }

    @Test func forgetsWhatItCapturedOnAWayBack() throws {
        let router = Self.router((.get, "/:a/x"), (.get, "/**"))
        let found = try find(router, "/1/y")
        #expect(found.pattern == "/**")
        #expect(found.parameters["a"] == nil)
        #expect(found.parameters["**"] == "1/y")
    }

    @Test(arguments: [
        ("/a%20b", "a b"), ("/%C3%A9", "é"), ("/a%2Fb", "a/b"), ("/%2525", "%25"), ("/%61", "a"),
        ("/a+b", "a+b"), ("/%3Aid", ":id"), ("/*", "*"), ("/**", "**"), ("/...", "..."),
        ("/.a", ".a"),
    ])
    func decodesACaptureOnce(_ path: String, _ value: String) throws {
        let router = Self.router((.get, "/:x"))
        #expect(try find(router, path).parameters["x"] == value)
    }

    @Test func comparesLiteralsDecoded() throws {
        let router = Self.router((.get, "/a b"), (.get, "/zoë"))
        #expect(try find(router, "/a%20b").pattern == "/a b")
        #expect(try find(router, "/zo%C3%AB").pattern == "/zoë")
    }

    /// As browsers and nginx read them: what begins no escape is itself.
    @Test(arguments: [
        ("/%", "%"), ("/%4", "%4"), ("/%zz", "%zz"), ("/%4z", "%4z"), ("/100%", "100%"),
        ("/%%41", "%A"), ("/%4%41", "%4A"), ("/%u0041", "%u0041"), ("/%%", "%%"),
        ("/%%%34%31", "%%41"), ("/a%2", "a%2"), ("/\"<>|^`{}", "\"<>|^`{}"), ("/é", "é"),
    ])
    func readsAPercentThatBeginsNoEscapeAsItself(_ path: String, _ value: String) throws {
        let router = Self.router((.get, "/:x"))
        #expect(try find(router, path).parameters["x"] == value)
    }

    @Test(arguments: ["/%ff", "/%C3", "/%e0%80%af", "/a/%e0%80%af"])
    func matchesNothingThatDoesNotDecode(_ path: String) throws {
        let router = Self.router((.get, "/:x"), (.get, "/**"))
        #expect(try find(router, path).error?.status == .notFound)
    }

    @Test(arguments: [
        "/..", "/.", "/../a", "/a/..", "/a/../b", "/a/./b", "/%2e%2e", "/%2E%2e/a", "/a/%2e",
        "/.%2e/",
    ])
    func neverMatchesAPathThatClimbs(_ path: String) throws {
        let router = Self.router((.get, "/:x"), (.get, "/**"), (.get, "/a/:x"), (.get, "/a/**"))
        #expect(try find(router, path).error?.status == .notFound)
    }

    @Test func neverCapturesNothing() throws {
        let router = Self.router((.get, "/a/:x/b"), (.get, "/:x"))
        #expect(try find(router, "/a//b").error?.status == .notFound)
        #expect(try find(router, "/").error?.status == .notFound)
    }

    @Test func takesASlashAtTheEndSeriously() throws {
        let router = Self.router((.get, "/a"), (.get, "/b/"), (.get, "/c"), (.get, "/c/"))
        #expect(try find(router, "/a/").error?.status == .notFound)
        #expect(try find(router, "/b").error?.status == .notFound)
        #expect(try find(router, "/c").pattern == "/c")
        #expect(try find(router, "/c/").pattern == "/c/")
    }

    // MARK: Methods

    @Test func goesOnWhereALiteralLacksTheMethod() throws {
        var router = Router()
        router.get("/users/me") { _, _ in "me" }
        router.post("/users/:id") { _, _ in "id" }
        router.put("/users/**") { _, _ in "rest" }
        #expect(try find(router, "/users/me", .post).error == nil)
        #expect(try find(router, "/users/me", .put).error == nil)
        let missing = try #require(try find(router, "/users/me", .delete).error)
        #expect(missing.status == .methodNotAllowed)
        #expect(missing.headers[.allow] == "GET, HEAD, OPTIONS, POST, PUT")
    }

    @Test func answers405WithWhatIsAllowed() throws {
        let router = Self.router((.get, "/a"), (.put, "/a"), (.post, "/b"))
        let onA = try #require(try find(router, "/a", .delete).error)
        #expect(onA.status == .methodNotAllowed)
        #expect(onA.headers[.allow] == "GET, HEAD, OPTIONS, PUT")
        let onB = try #require(try find(router, "/b").error)
        #expect(onB.headers[.allow] == "OPTIONS, POST")
        #expect(try find(router, "/b", .head).error?.status == .methodNotAllowed)
    }

    @Test func answersHeadWithGet() throws {
        let router = Self.router((.get, "/a"), (.get, "/b"), (.head, "/b"))
        #expect(try find(router, "/a", .head).pattern == "/a")
        var own = router
        own.on(.head, "/c") { _, _ in "head" }
        own.get("/c") { _, _ in "get" }
        #expect(try find(own, "/c", .head).pattern == "head")
        #expect(try find(own, "/c").pattern == "get")
    }

    @Test func answersOptions() throws {
        let router = Self.router((.get, "/a"), (.options, "/b"))
        let onA = try #require(try find(router, "/a", .options).error)
        #expect(onA.status == .noContent)
        #expect(onA.headers[.allow] == "GET, HEAD, OPTIONS")
        #expect(try find(router, "/b", .options).pattern == "/b")
        #expect(try find(router, "/c", .options).error?.status == .notFound)
        #expect(try find(router, "*", .options).error?.status == .noContent)
    }

    @Test func hasAShortFormForEachMethod() throws {
        var router = Router()
        router.get("/") { _, _ in "get" }
        router.post("/") { _, _ in "post" }
        router.put("/") { _, _ in "put" }
        router.patch("/") { _, _ in "patch" }
        router.delete("/") { _, _ in "delete" }
        for method in [HTTPRequest.Method.get, .post, .put, .patch, .delete] {
            #expect(try find(router, "/", method).pattern == method.rawValue.lowercased())
        }
    }

    @Test func picksTheKindOfHandlerByItsClosure() throws {
        var router = Router()
        router.get("/plain") { _, _ in "x" }
        router.get("/async") { _, _ in
            await Task.yield()
            return "x"
        }
        guard case .found(let plain, _) = router.match(.get, "/plain"), case .plain = plain.kind,
            case .found(let async, _) = router.match(.get, "/async"), case .async = async.kind
        else {
            Issue.record("a closure became the other kind of handler")
            return
        }
    }

    // MARK: Mistakes of the programmer

    @Test func trapsARouteThatIsThereAlready() async {
        await #expect(processExitsWith: .failure) {
            _ = RouterTests.router((.get, "/:a"), (.get, "/:b"))
        }
    }

    @Test(arguments: ["", "a", "/**/a", "/a/**/**", "/:", "/a/:/b"])
    func trapsAMalformedPattern(_ pattern: String) async {
        await #expect(processExitsWith: .failure) { [pattern] in
            _ = RouterTests.router((.get, pattern))
        }
    }
}
