// SPDX-License-Identifier: Apache-2.0
import Foundation
import Hummingbird
import HTTPTypes
import TestSupport
import Testing

@Suite(.endsWithin(minutes: 1)) struct RouteTests {
    @Test func answersPlainRoutes() async throws {
        let router = Router()
        router.get("/") { _, _ in "Hello, world!" }
        router.get("/nothing") { _, _ in HTTPResponse.Status.noContent }
        try await serving(router) { (port) throws in
            let reply = try ask(port, "GET /")
            #expect(reply.status == 200)
            #expect(reply.text == "Hello, world!")
            #expect(reply["Content-Length"] == "13")
            #expect(reply["Content-Type"] == "text/plain; charset=utf-8")
            #expect(reply["Date"] != nil)
            #expect(try ask(port, "GET /nothing").status == 204)
            #expect(try ask(port, "GET /elsewhere").status == 404)
            #expect(try ask(port, "POST /").status == 404)
        }
    }

    @Test func addsNoContentTypeOfItsOwn() async throws {
        let router = Router()
        router.get("/page") { _, _ in
            Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: "<p>Hello</p>")))
        }
        try await serving(router) { (port) throws in
            #expect(try ask(port, "GET /page").values(of: "Content-Type").isEmpty)
        }
    }

    @Test func capturesParametersAndQueries() async throws {
        let router = Router()
        router.get("/users/:id/:name") { request, context in
            let id = try context.parameters.require("id", as: Int.self)
            let name = try context.parameters.require("name")
            return "\(id + 1) \(name) \(request.uri.queryParameters["q"] ?? "-")"
        }
        try await serving(router) { (port) throws in
            #expect(try ask(port, "GET /users/41/J%C3%B6rg?q=a%20b&x").text == "42 J%C3%B6rg a b")
            #expect(try ask(port, "GET /users/one/two").status == 400)
        }
    }

    @Test func makesTheRequestAsHummingbirdDoes() async throws {
        let router = Router()
        router.on("/**", method: HTTPRequest.Method("PURGE") ?? .get) { request, _ in
            let head = request.head
            return [
                head.method.rawValue, head.scheme ?? "-", head.authority ?? "-", head.path ?? "-",
                head.headerFields.map { "\($0.name)=\($0.value)" }.joined(separator: ","),
            ].joined(separator: " ")
        }
        try await serving(router) { (port) throws in
            let reply = try ask(
                port, "PURGE /a%20b?c", fields: ["X-One: 1", "Cookie: a=b", "x-one: 2"])
            #expect(reply.text == "PURGE http test /a%20b?c X-One=1,Cookie=a=b,x-one=2")
        }
    }

    @Test func callsMiddlewareInItsOrderAndThatOfGroups() async throws {
        let router = Router()
        router.add(middleware: Marks(mark: "all"))
        let group = router.group("group").add(middleware: Marks(mark: "group"))
        group.get("inner") { request, _ in request.headers[.marks] ?? "-" }
        router.get("outer") { request, _ in request.headers[.marks] ?? "-" }
        try await serving(router) { (port) throws in
            let inner = try ask(port, "GET /group/inner")
            #expect(inner.text == "all group")
            #expect(inner["X-Marks"] == "group all")
            #expect(try ask(port, "GET /outer").text == "all")
            #expect(try ask(port, "GET /missing")["X-Marks"] == nil)
        }
    }

    @Test func turnsErrorsIntoTheirStatus() async throws {
        let router = Router()
        router.get("/teapot") { _, _ -> String in
            throw HTTPError(.init(code: 418), headers: [.marks: "hot"], message: "short and stout")
        }
        router.get("/failure") { _, _ -> String in throw Failure() }
        router.group("guarded").add(middleware: Refusal()).get("door") { _, _ in "open" }
        try await serving(router) { (port) throws in
            let teapot = try ask(port, "GET /teapot")
            #expect(teapot.status == 418)
            #expect(teapot["X-Marks"] == "hot")
            #expect(teapot.text.contains("short and stout"))
            let failure = try ask(port, "GET /failure")
            #expect(failure.status == 500)
            #expect(!failure.text.contains("secret"))
            #expect(try ask(port, "GET /guarded/door").status == 401)
        }
    }

    @Test func decodesAndEncodesJSON() async throws {
        let router = Router()
        router.post("/double") { request, context in
            var note = try await request.decode(as: Note.self, context: context)
            note.count *= 2
            return note
        }
        try await serving(router) { (port) throws in
            let json = ["Content-Type: application/json"]
            let reply = try ask(
                port, "POST /double", fields: json, body: #"{"text":"ä","count":21}"#)
            let note = try JSONDecoder().decode(Note.self, from: Data(reply.body))
            #expect(note == Note(text: "ä", count: 42))
            #expect(reply["Content-Type"] == "application/json; charset=utf-8")
            #expect(try ask(port, "POST /double", fields: json, body: #"{"text":1}"#).status == 400)
        }
    }

    @Test func answersHEADWithTheFieldsOfGET() async throws {
        let router = Router(options: .autoGenerateHeadEndpoints)
        router.get("/text") { _, _ in "Hello" }
        router.get("/stream") { _, _ in
            Response(status: .ok, body: .init { try await $0.write(ByteBuffer(string: "a")) })
        }
        router.head("/own") { _, _ in
            Response(status: .ok, body: .init { try await $0.write(ByteBuffer(string: "a")) })
        }
        try await serving(router) { (port) throws in
            let connection = try RawConnection(port: port)
            try connection.ask("HEAD /text")
            #expect(try connection.readResponse(toHead: true)["Content-Length"] == "5")
            try connection.ask("HEAD /own")
            let own = try connection.readResponse(toHead: true)
            #expect(own["Content-Length"] == nil)
            #expect(own["Transfer-Encoding"] == "chunked")
            try connection.ask("GET /text")
            #expect(try connection.readResponse().text == "Hello")
        }
    }

    @Test func closesConnectionsWhereEitherSideAsks() async throws {
        let router = Router()
        router.get("/") { _, _ in "Hello" }
        router.get("/last") { _, _ in Response(status: .ok, headers: [.connection: "close"]) }
        try await serving(router) { (port) throws in
            for (line, fields) in [("GET /", ["Connection: close"]), ("GET /last", [])] {
                let connection = try RawConnection(port: port)
                try connection.ask(line, fields: fields)
                #expect(try connection.readResponse()["Connection"] == "close")
                #expect(connection.isClosed)
            }
        }
    }

    @Test func answersAHundredAtATime() async throws {
        let router = Router()
        router.get("/:number") { _, context in
            await Task.yield()
            return try context.parameters.require("number")
        }
        try await serving(router) { (port) throws in
            let connections = try (0..<100).map { _ in try RawConnection(port: port) }
            for (number, connection) in connections.enumerated() {
                try connection.ask("GET /\(number)")
            }
            for (number, connection) in connections.enumerated() {
                #expect(try connection.readResponse().text == "\(number)")
            }
        }
    }
}

struct Note: ResponseCodable, Equatable {
    var text: String
    var count: Int
}

struct Failure: Error, CustomStringConvertible {
    let description = "a secret"
}

/// Notes that it was passed, on the way in and on the way out.
struct Marks<Context: RequestContext>: RouterMiddleware {
    let mark: String

    func handle(
        _ request: Request, context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var head = request.head
        head.headerFields[.marks] = [request.headers[.marks], mark].compactMap { $0 }
            .joined(separator: " ")
        var response = try await next(Request(head: head, body: request.body), context)
        response.headers[.marks] = [response.headers[.marks], mark].compactMap { $0 }
            .joined(separator: " ")
        return response
    }
}

struct Refusal<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request, context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        throw HTTPError(.unauthorized)
    }
}

extension HTTPField.Name {
    static let marks = HTTPField.Name("X-Marks") ?? .userAgent
}
