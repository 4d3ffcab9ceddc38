// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico
import TestSupport
import Testing

@Suite(.endsWithin(minutes: 1)) struct MethodOverrideTests {
    private func method(
        _ method: HTTPRequest.Method, header: String? = nil, form: String? = nil,
        type: String = "application/x-www-form-urlencoded"
    ) throws -> HTTPRequest.Method {
        let name = try #require(HTTPField.Name("X-HTTP-Method-Override"))
        var headers: HTTPFields = [.contentType: type, .from: "ann"]
        headers[name] = header
        var request = Request(
            method: method, target: "/a?b", headers: headers, body: Array((form ?? "").utf8))
        var context = Context()
        _ = MethodOverrideMiddleware().receive(&request, &context)
        #expect(request.target == "/a?b")
        #expect(request.path == "/a")
        #expect(request.query == "b")
        #expect(request.value(of: .from) == "ann")
        #expect(request.body.string == form ?? "")
        return request.method
    }

    @Test(arguments: ["PUT", "PATCH", "DELETE", "delete", "Put"])
    func takesTheMethodThatIsMeant(_ name: String) throws {
        let meant = try #require(HTTPRequest.Method(name.uppercased()))
        #expect(try method(.post, header: name) == meant)
        #expect(try method(.post, form: "a=b&_method=\(name)") == meant)
        #expect(try method(.post, header: name, form: "_method=PUT") == meant)
    }

    @Test(arguments: [
        "GET", "HEAD", "OPTIONS", "CONNECT", "TRACE", "POST", "PURGE", "", "PUT, PUT", "P UT",
    ])
    func takesNoOther(_ name: String) throws {
        #expect(try method(.post, header: name) == .post)
        #expect(try method(.post, form: "_method=\(name)") == .post)
    }

    @Test(arguments: [HTTPRequest.Method.get, .head, .put, .delete, .options])
    func leavesRequestsThatAreNoPost(_ asked: HTTPRequest.Method) throws {
        #expect(try method(asked, header: "PATCH", form: "_method=PATCH") == asked)
    }

    @Test(arguments: ["text/plain", "multipart/form-data; boundary=a", "application/json"])
    func looksIntoFormsAlone(_ type: String) throws {
        #expect(try method(.post, form: "_method=DELETE", type: type) == .post)
    }

    @Test(arguments: TestEngine.ofEachKind)
    func comesBeforeRouting(_ engine: TestEngine) async throws {
        var router = Router()
        router.add(middleware: MethodOverrideMiddleware())
        router.delete("/notes/:id") { request, context in
            "\(request.method) \(try context.parameters.require("id"))"
        }
        router.patch("/notes/:id") { request, _ in
            await Task.yield()
            return "\(request.method) \(request.body.string ?? "")"
        }
        try await withServer(engine, handler: Handler(router)) { test in
            func ask(_ fields: [String], _ body: String) throws -> WireResponse {
                let connection = try test.connect()
                let fields = fields + ["Content-Length: \(body.utf8.count)"]
                try connection.send(Site.request("POST", "/notes/7", fields, body: body))
                return try connection.readResponse()
            }
            let form = "Content-Type: application/x-www-form-urlencoded"
            let deleted = try ask([form], "_method=delete")
            #expect(deleted.text == "DELETE 7")
            let patched = try ask(["X-HTTP-Method-Override: PATCH"], "x")
            #expect(patched.text == "PATCH x")
            let other = try ask([form], "a=b")
            #expect(other.status == 405)
        }
        var plain = Router()
        plain.delete("/") { _, _ in "never" }
        try await withServer(engine, handler: Handler(plain)) { test in
            let connection = try test.connect()
            try connection.send(
                Site.request(
                    "POST", "/", ["X-HTTP-Method-Override: DELETE", "Content-Length: 0"]))
            #expect(try connection.readResponse().status == 405)
        }
    }
}
