// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct RouteGroupTests {
    /// Asks for the user of a request, and passes the name on.
    private struct Authentication: Middleware {
        func receive(
            _ request: inout Request, _ context: inout Context
        ) -> MiddlewareStep<Void> {
            guard let name = request.value(of: .authorization) else {
                return .answer(Response(status: .unauthorized))
            }
            context[User.self] = User(name: name)
            return .next()
        }
    }

    private struct User: Sendable {
        let name: String
    }

    private func makeRouter() -> Router {
        var router = Router()
        router.get("/") { _, _ in "home\n" }
        router.group("/api/:version") { api in
            api.add(middleware: Authentication())
            api.get("/") { _, _ in "root\n" }
            api.get("/me") { _, context in "\(context[User.self]?.name ?? "nobody")\n" }
            api.get("/health", runsOn: .loop) { _, _ in HTTPResponse.Status.ok }
            api.group("/files") { files in
                files.get("/**") { _, context in
                    await Task.yield()
                    let names = ["version", "**"].map { context.parameters[$0] ?? "none" }
                    return
                        "\(names.joined(separator: " ")) \(context[User.self]?.name ?? "nobody")\n"
                }
                files.on(.post, "/", body: .whole(maxBytes: 3)) { request, _ in
                    "\(try request.body.collect(upTo: 3).count)\n"
                }
            }
        }
        return router
    }

    @Test(arguments: TestEngine.ofEachKind) func hasAPathAndMiddlewareOfItsOwn(
        _ engine: TestEngine
    ) async throws {
        try await withServer(engine, handler: Handler(makeRouter())) { server in
            let known = "Authorization: ann\r\n"
            let connection = try server.connect()
            func length(_ count: Int) -> String { "Content-Length: \(count)\r\n" }
            func ask(
                _ method: String, _ path: String, _ fields: String = "", body: String = ""
            ) throws -> WireResponse {
                try connection.send("\(method) \(path) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\(body)")
                return try connection.readResponse()
            }
            #expect(try ask("GET", "/", known).text == "home\n")
            #expect(try ask("GET", "/api/1", known).text == "root\n")
            #expect(try ask("GET", "/api/1/me", known).text == "ann\n")
            #expect(try ask("GET", "/api/2/files/a/b", known).text == "2 a/b ann\n")
            #expect(try ask("GET", "/api/1/me").status == 401)
            #expect(try ask("GET", "/api/1/files/a").status == 401)
            // The group's middleware is not around what is outside of its routes.
            #expect(try ask("GET", "/").status == 200)
            #expect(try ask("GET", "/api/1/none").status == 404)
            #expect(try ask("GET", "/api/1/", known).status == 404)
            // A route of the loop passes by it.
            #expect(try ask("GET", "/api/1/health").status == 200)
            // A policy for bodies holds in a group, too.
            #expect(try ask("POST", "/api/1/files", known + length(3), body: "abc").text == "3\n")
            #expect(try ask("POST", "/api/1/files", known + length(4)).status == 413)
        }
    }

    @Test func withoutAPathItHasMiddlewareAlone() async throws {
        var router = Router()
        router.get("/open") { _, _ in "open\n" }
        router.group { known in
            known.add(middleware: Authentication())
            known.get("/") { _, _ in "home\n" }
            known.group("/api") {
                $0.get("/me") { _, context in "\(context[User.self]?.name ?? "")\n" }
            }
        }
        try await withServer(TestEngine.pool, handler: Handler(router)) { server in
            let connection = try server.connect()
            func ask(_ path: String, _ fields: String = "") throws -> WireResponse {
                try connection.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
                return try connection.readResponse()
            }
            let known = "Authorization: ann\r\n"
            #expect(try ask("/", known).text == "home\n")
            #expect(try ask("/api/me", known).text == "ann\n")
            #expect(try ask("/").status == 401)
            #expect(try ask("/api/me").status == 401)
            #expect(try ask("/open").text == "open\n")
        }
    }

    @Test func aPathThatEndsWithASlashIsTheMistakeOfTheProgrammer() async {
        await #expect(processExitsWith: .failure) {
            var router = Router()
            router.group("/api/") { _ in }
        }
    }
}

@Suite(.timeLimit(.minutes(1))) struct ContextValueTests {
    @Test func keepsOneValuePerType() {
        struct Name: Sendable, Equatable { var text: String }
        var context = Context()
        #expect(context[Name.self] == nil)
        context[Name.self] = Name(text: "a")
        context[Int.self] = 7
        context[Name.self] = Name(text: "b")
        #expect(context[Name.self] == Name(text: "b"))
        #expect(context[Int.self] == 7)
        let copy = context
        context[Name.self] = nil
        #expect(context[Name.self] == nil)
        #expect(copy[Name.self] == Name(text: "b"))
    }
}
