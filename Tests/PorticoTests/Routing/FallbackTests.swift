// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import TestSupport
import Testing

@testable import Portico

@Suite(.timeLimit(.minutes(1))) struct FallbackTests {
    private struct Mark: Middleware {
        func respond(
            _ outcome: inout HandlerOutcome, to request: Request, _ context: Context, _: Void
        ) {
            outcome.response.headers[.server] = "marked"
        }
    }

    @Test(arguments: TestEngine.ofEachKind) func answersWhereNoRouteIs(
        _ engine: TestEngine
    ) async throws {
        var router = Router()
        router.add(middleware: Mark())
        router.get("/a") { _, _ in "a\n" }
        router.fallback { request, _ in
            await Task.yield()
            return Response(status: .notFound, body: ResponseBody("nothing at \(request.path)\n"))
        }
        try await withServer(engine, handler: Handler(router)) { server in
            let connection = try server.connect()
            func ask(_ method: String, _ path: String) throws -> WireResponse {
                try connection.send("\(method) \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                return try connection.readResponse()
            }
            #expect(try ask("GET", "/a").text == "a\n")
            let missing = try ask("DELETE", "/b")
            #expect(missing.status == 404)
            #expect(missing.text == "nothing at /b\n")
            #expect(missing["Server"] == "marked")
            #expect(try ask("GET", "/%00").text == "nothing at /%00\n")
            #expect(try ask("POST", "/a").status == 405)
        }
    }

    @Test func isThereOnce() async {
        await #expect(processExitsWith: .failure) {
            var router = Router()
            router.fallback { _, _ in "a" }
            router.fallback { _, _ in "b" }
        }
    }

    @Test func aGroupHasNone() async {
        await #expect(processExitsWith: .failure) {
            var router = Router()
            router.group("/a") { $0.fallback { _, _ in "a" } }
        }
    }
}

struct RouteTableTests {
    private struct Nothing: Middleware {}

    @Test func tellsEveryRoute() {
        var router = Router()
        router.get("/") { _, _ in "" }
        router.get("/health", runsOn: .loop) { _, _ in "" }
        router.group("/api") { api in
            api.add(middleware: Nothing())
            api.delete("/users/:id") { _, _ in
                await Task.yield()
                return ""
            }
            api.post("/upload", body: .stream(maxBytes: 9)) { _, _ in "" }
        }
        let table = """
            GET     /               worker
            GET     /health         loop
            DELETE  /api/users/:id  task
            POST    /api/upload     worker  streamed body of up to 9 bytes
            """
        #expect(router.description == table)
        #expect(Handler(router).wrapped(in: Nothing()).routeTable == table)
        #expect(Handler { _, _ in "" }.routeTable == nil)
    }
}
