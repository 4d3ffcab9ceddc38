// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Testing

@testable import Portico

@Suite(.timeLimit(.minutes(1))) struct TrailingSlashTests {
    private static func router(_ policy: TrailingSlash) -> Router {
        var router = Router()
        router.trailingSlash = policy
        router.get("/") { _, _ in "root" }
        router.get("/a") { _, _ in "a" }
        router.post("/b/") { _, _ in "b" }
        router.get("/c") { _, _ in "c" }
        router.get("/c/") { _, _ in "c/" }
        router.get("/b|c\u{600}") { _, _ in "b|c" }
        router.get("//host/") { _, _ in "host" }
        router.get("/\\host/") { _, _ in "host" }
        router.get("//\u{FE0F}host/") { _, _ in "host" }
        router.get("/users/:id") { _, context in context.parameters["id"] ?? "" }
        router.get("/health", runsOn: .loop) { _, _ in "well" }
        router.post("/large", body: .whole(maxBytes: 9)) { _, _ in "large" }
        return router
    }

    /// The status, and the body or where the client is sent.
    private func ask(
        _ policy: TrailingSlash, _ method: HTTPRequest.Method, _ target: String
    ) throws -> String {
        let request = Request(method: method, target: target)
        switch Self.router(policy).match(method, request.path) {
        case .answer(let error): return "\(error.status.code)"
        case .found(let handler, let parameters):
            var context = Context()
            context.parameters = parameters
            guard case .plain(let body) = handler.kind else { return "no plain handler" }
            let response = try body(request, context)
            let text = if case .text(let text) = response.body.content { text } else { "" }
            return "\(response.status.code) \(response.headers[.location] ?? text)"
        }
    }

    @Test(arguments: [
        ("/a", "200 a", "200 a", "200 a"),
        ("/a/", "404", "200 a", "308 /a"),
        ("/a/?x=1&y=%2F", "404", "200 a", "308 /a?x=1&y=%2F"),
        ("/c", "200 c", "200 c", "200 c"),
        ("/c/", "200 c/", "200 c/", "200 c/"),
        ("/b", "404", "405", "308 /b/"),
        ("/", "200 root", "200 root", "200 root"),
        ("/none/", "404", "404", "404"),
        ("/users/a%2Fb%20c/", "404", "200 a/b c", "308 /users/a%2Fb%20c"),
        ("/users/", "404", "404", "404"),
        // A browser would read a host there.
        ("//host", "404", "200 host", "404"), ("/\\host", "404", "200 host", "308 /%5Chost/"),
        ("//\u{FE0F}host", "404", "200 host", "404"),
        ("/b|c\u{600}/", "404", "200 b|c", "308 /b%7Cc%D8%80"),
        ("//a/", "404", "404", "404"), ("//a", "404", "404", "404"),
        ("/a//", "404", "404", "404"),
    ])
    func meansWhatTheRouterSays(
        _ target: String, _ significant: String, _ ignored: String, _ redirected: String
    ) throws {
        #expect(try ask(.significant, .get, target) == significant)
        #expect(try ask(.ignored, .get, target) == ignored)
        #expect(try ask(.redirected, .get, target) == redirected)
    }

    @Test func keepsTheMethod() throws {
        #expect(try ask(.ignored, .post, "/b") == "200 b")
        #expect(try ask(.redirected, .post, "/b") == "308 /b/")
        #expect(try ask(.redirected, .options, "/a/") == "308 /a")
    }

    @Test func holdsForRoutesOfTheLoopAndForBodies() {
        let router = Self.router(.ignored)
        #expect(router.runsOnLoop(.get, "/health/"))
        #expect(router.handlerWithBodyPolicy(.post, "/large/")?.bodyPolicy?.maxBytes == 9)
        #expect(!Self.router(.significant).runsOnLoop(.get, "/health/"))
    }
}
