// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct MiddlewareTests {
    /// A router with one route of each kind, and one of the loop.
    private func makeRouter() -> Router {
        var router = Router()
        router.get("/plain") { _, _ in "plain\n" }
        router.get("/async") { _, _ in
            await Task.yield()
            return "async\n"
        }
        router.get("/fails") { _, _ -> String in throw Secret() }
        router.get("/async-fails") { _, _ -> String in
            await Task.yield()
            throw Secret()
        }
        router.get("/users/:id") { _, context in try context.parameters.require("id") }
        router.get("/health", runsOn: .loop) { _, _ in HTTPResponse.Status.ok }
        return router
    }

    @Test(arguments: TestEngine.allCases, [("/plain", "thread"), ("/async", "task")])
    func worksAroundPlainAndAsyncHandlersInTheOrderOfAdding(
        _ engine: TestEngine, _ route: (path: String, place: String)
    ) async throws {
        let journal = Journal<String>()
        var router = makeRouter()
        router.add(middleware: Witness(name: "one", journal: journal))
        router.add(middleware: Witness(name: "two", journal: journal))
        try await withServer(engine, handler: Handler(router)) { server in
            let reply = try server.get(route.path)
            #expect(reply.status == 200)
            #expect(reply.text == "\(route.path.dropFirst())\n")
            #expect(reply["X-one"] == route.place)
            #expect(reply["X-two"] == route.place)
        }
        #expect(
            journal.entries == [
                "one receives", "two receives", "two responds 200", "one responds 200",
            ])
    }

    @Test(arguments: TestEngine.allCases)
    func worksAroundASingleRoute(_ engine: TestEngine) async throws {
        var router = makeRouter()
        let handler = Handler(body: .whole(maxBytes: 10)) { request, context in
            "\(request.body.count) \(try context.parameters.require("id"))"
        }
        let witness = Witness(name: "one", journal: Journal())
        router.on(.post, "/own/:id", handler: handler.wrapped(in: witness))
        try await withServer(engine, handler: Handler(router)) { server in
            let connection = try server.connect()
            try connection.send(Site.request("POST", "/own/7", ["Content-Length: 2"], body: "ab"))
            let reply = try connection.readResponse()
            #expect(reply.text == "2 7")
            #expect(reply["X-one"] == "thread")
            #expect(try server.get("/plain")["X-one"] == nil)
            try connection.send(Site.request("POST", "/own/7", ["Content-Length: 11"]))
            #expect(try connection.readResponse().status == 413)
        }
    }

    @Test(arguments: [("/none", 404), ("/users/", 404)])
    func seesWhatARouterHasNoRouteFor(_ path: String, _ status: Int) async throws {
        let journal = Journal<String>()
        var router = makeRouter()
        router.add(middleware: Witness(name: "one", journal: journal))
        try await withServer(handler: Handler(router)) { server in
            #expect(try server.get(path).status == status)
            let connection = try server.connect()
            try connection.send(Site.request("POST", "/plain"))
            let reply = try connection.readResponse()
            #expect(reply.status == 405)
            #expect(reply["Allow"] == "GET, HEAD, OPTIONS")
            #expect(reply["X-one"] == "thread")
        }
        #expect(
            journal.entries == [
                "one receives", "one responds 404 for 404 Not Found", "one receives",
                "one responds 405 for 405 Method Not Allowed",
            ])
    }

    @Test(arguments: ["/fails", "/async-fails"])
    func seesErrorsThatTheClientDoesNot(_ path: String) async throws {
        let journal = Journal<String>()
        let log = LogBook()
        var router = makeRouter()
        router.add(middleware: Witness(name: "one", journal: journal))
        try await withServer(logger: log.logger, handler: Handler(router)) { server in
            let reply = try server.get(path)
            #expect(reply.status == 500)
            #expect(!reply.text.contains("Secret"))
            #expect(reply.values(of: "X-one").count == 1)
        }
        #expect(journal.entries.last == "one responds 500 for Secret()")
        #expect(log.entries.filter { $0.message == "the handler failed" }.count == 1)
    }

    @Test(arguments: ["/fails", "/async-fails"])
    func answersAnErrorInsteadOfALineInTheLog(_ path: String) async throws {
        let log = LogBook()
        var router = makeRouter()
        router.add(middleware: Rescue())
        try await withServer(logger: log.logger, handler: Handler(router)) { server in
            let reply = try server.get(path)
            #expect(reply.status == 409)
            #expect(reply.text == "rescued\n")
            #expect(try server.get("/plain").text == "plain\n")
        }
        #expect(!log.entries.contains { $0.message == "the handler failed" })
    }

    @Test func answersInsteadOfTheHandlerAndTellsThoseAroundIt() async throws {
        let journal = Journal<String>()
        var group = MiddlewareGroup()
        group.add(Witness(name: "outer", journal: journal))
        group.add(Authentication(word: "please"))
        group.add(Witness(name: "inner", journal: journal))
        let handler = Handler { (_: Request, _: Context) in
            journal.write("handler")
            return "in\n"
        }
        try await withServer(handler: handler.wrapped(in: group)) { server in
            let reply = try server.get("/")
            #expect(reply.status == 401)
            #expect(reply["WWW-Authenticate"] == "Bearer")
            #expect(reply["X-outer"] == "thread")
            let connection = try server.connect()
            try connection.send(Site.request("GET", "/", ["Authorization: Bearer x"]))
            let wrong = try connection.readResponse()
            #expect(wrong.status == 403)
            #expect(wrong.text == "403 Forbidden: wrong word\n")
            #expect(journal.entries.allSatisfy { $0.hasPrefix("outer") })
            try connection.send(Site.request("GET", "/", ["Authorization: Bearer please"]))
            #expect(try connection.readResponse().text == "in\n")
        }
        #expect(
            journal.entries.suffix(5) == [
                "outer receives", "inner receives", "handler", "inner responds 200",
                "outer responds 200",
            ])
    }

    @Test func answersPreflightsAndNothingElseOfOptions() async throws {
        var router = makeRouter()
        router.add(middleware: CORS(origin: "https://a.example"))
        try await withServer(handler: Handler(router)) { server in
            let connection = try server.connect()
            try connection.send(
                Site.request("OPTIONS", "/plain", ["Access-Control-Request-Method: GET"]))
            let preflight = try connection.readResponse()
            #expect(preflight.status == 204)
            #expect(preflight["Access-Control-Allow-Methods"] == "GET, POST")
            #expect(preflight.values(of: "Allow").isEmpty)
            try connection.send(Site.request("OPTIONS", "/plain"))
            #expect(try connection.readResponse()["Allow"] == "GET, HEAD, OPTIONS")
            try connection.send(Site.request("GET", "/none"))
            let missing = try connection.readResponse()
            #expect(missing.status == 404)
            #expect(missing["Access-Control-Allow-Origin"] == "https://a.example")
        }
    }

    @Test func changesTheRequestBeforeARouteIsLookedFor() async throws {
        struct Rewrite: Middleware {
            func receive(
                _ request: inout Request, _ context: inout Context
            ) -> MiddlewareStep<Void> {
                if request.path == "/me" { request = Request(target: "/users/7") }
                return .next()
            }
        }
        var router = makeRouter()
        router.add(middleware: Rewrite())
        try await withServer(handler: Handler(router)) { server throws in
            #expect(try server.get("/me").text == "7")
            #expect(try server.get("/users/8").text == "8")
        }
    }

    @Test func answersForItsOwnErrorsAsForAHandlers() async throws {
        struct Broken: Middleware {
            func respond(
                _ outcome: inout HandlerOutcome, to request: Request, _ context: Context,
                _ state: Void
            ) throws {
                if request.path == "/plain" { throw Secret() }
                throw HTTPError(.badGateway)
            }
        }
        let journal = Journal<String>()
        let log = LogBook()
        var router = makeRouter()
        router.add(middleware: Witness(name: "one", journal: journal))
        router.add(middleware: Broken())
        try await withServer(logger: log.logger, handler: Handler(router)) { server throws in
            #expect(try server.get("/plain").status == 500)
            #expect(try server.get("/async").status == 502)
        }
        #expect(journal.entries.contains("one responds 500 for Secret()"))
        #expect(journal.entries.contains("one responds 502 for 502 Bad Gateway"))
        #expect(log.entries.filter { $0.message == "the handler failed" }.count == 1)
    }

    /// It may block, and the loop may not.
    @Test(arguments: TestEngine.allCases)
    func isPassedByWhereARouteRunsOnTheLoop(_ engine: TestEngine) async throws {
        let journal = Journal<String>()
        var router = makeRouter()
        router.add(middleware: Witness(name: "one", journal: journal))
        let handler = Handler(router).wrapped(in: Witness(name: "outer", journal: journal))
        try await withServer(engine, handler: handler) { server throws in
            #expect(try server.get("/health").status == 200)
            #expect(journal.entries.isEmpty)
            #expect(try server.get("/plain").values(of: "X-outer").count == 1)
        }
        #expect(journal.entries.first == "outer receives")
        #expect(journal.entries.count == 4)
    }

    @Test func groupsKeepTheirOrderWithinEachOther() async throws {
        let journal = Journal<String>()
        var inner = MiddlewareGroup()
        inner.add(Witness(name: "b", journal: journal))
        inner.add(Witness(name: "c", journal: journal))
        var group = MiddlewareGroup()
        #expect(group.isEmpty)
        group.add(Witness(name: "a", journal: journal))
        group.add(contentsOf: inner)
        #expect(!group.isEmpty)
        let handler = Handler { (_: Request, _: Context) in "x" }
        try await withServer(handler: handler.wrapped(in: group)) { server throws in
            #expect(try server.get("/").status == 200)
        }
        #expect(journal.entries.prefix(3) == ["a receives", "b receives", "c receives"])
    }
}
