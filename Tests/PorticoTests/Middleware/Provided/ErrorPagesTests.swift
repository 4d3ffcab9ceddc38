// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import HTTPTypes
import TestSupport
import Testing

@testable import Portico

@Suite(.endsWithin(minutes: 1)) struct ErrorPagesTests {
    private struct Problem: Decodable, Equatable {
        var title: String?
        var status: Int
        var detail: String?
        var field: String?
        var request_id: String?
    }

    private static let chromium =
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"

    /// What becomes of `outcome`.
    private func page(
        _ outcome: HandlerOutcome, accept: String? = nil, context: Context = Context(),
        _ pages: ErrorPagesMiddleware = ErrorPagesMiddleware()
    ) -> Response {
        var outcome = outcome
        let request = Request(target: "/", headers: accept.map { [.accept: $0] } ?? [:])
        pages.respond(&outcome, to: request, context, ())
        return outcome.response
    }

    private func thrown(_ error: any Error, _ context: Context = Context()) -> HandlerOutcome {
        HandlerOutcome(error, Request(target: "/"), context)
    }

    private func text(_ response: Response) throws -> String {
        String(decoding: try #require(response.body.bytes), as: UTF8.self)
    }

    @Test(arguments: [
        (nil, "text/plain; charset=utf-8"), ("*/*", "text/plain; charset=utf-8"),
        ("text/*", "text/plain; charset=utf-8"), (chromium, "text/html; charset=utf-8"),
        ("text/html", "text/html; charset=utf-8"), ("application/json", "application/problem+json"),
        ("application/problem+json", "application/problem+json"),
        ("application/json, text/html;q=0.9", "application/problem+json"),
        ("text/plain;q=0, */*", "text/html; charset=utf-8"),
        // It has to be told something.
        ("image/png", "text/plain; charset=utf-8"), ("nonsense", "text/plain; charset=utf-8"),
    ])
    func takesTheFormThatTheClientLikesBest(_ accept: String?, _ type: String) {
        let response = page(thrown(HTTPError(.notFound)), accept: accept)
        #expect(response.status == .notFound)
        #expect(response.body.contentType == type)
        #expect(response.headers[.vary] == "Accept")
    }

    @Test func tellsTheMessageInEachForm() throws {
        let outcome = thrown(
            HTTPError(.badRequest, message: "id: \"<b>\" & co", headers: [.allow: "GET"]))
        #expect(try text(page(outcome)) == "400 Bad Request: id: \"<b>\" & co\n")
        let problem = page(outcome, accept: "application/json")
        #expect(problem.headers[.allow] == "GET")
        #expect(
            try JSONDecoder().decode(Problem.self, from: Data(text(problem).utf8))
                == Problem(title: "Bad Request", status: 400, detail: "id: \"<b>\" & co"))
        let html = try text(page(outcome, accept: "text/html"))
        #expect(html.contains("<title>400 Bad Request</title>"))
        #expect(html.contains("<p>id: &quot;&lt;b&gt;&quot; &amp; co</p>"))
        #expect(!html.contains("<b>"))
    }

    @Test func namesTheFieldThatIsWrong() throws {
        let outcome = thrown(HTTPError.invalid(field: "items[2].price", reason: "no \"price\""))
        #expect(outcome.response.status == .unprocessableContent)
        let detail = "items[2].price: no \"price\""
        #expect(try text(page(outcome)) == "422 Unprocessable Content: \(detail)\n")
        let problem = page(outcome, accept: "application/json")
        #expect(
            try JSONDecoder().decode(Problem.self, from: Data(text(problem).utf8))
                == Problem(
                    title: "Unprocessable Content", status: 422, detail: detail,
                    field: "items[2].price"))
    }

    @Test(arguments: [nil, "application/json", "text/html"])
    func tellsNothingOfOtherErrors(_ accept: String?) throws {
        struct Leak: Error, CustomStringConvertible { let description = "password: hunter2" }
        let context = Context()
        let response = page(thrown(Leak(), context), accept: accept, context: context)
        #expect(response.status == .internalServerError)
        let text = try text(response)
        #expect(!text.contains("hunter2"))
        #expect(!text.contains("Leak"))
        #expect(text.contains("Internal Server Error"))
        #expect(text.contains(context.requestID))
    }

    @Test func tellsWhyABodyCouldNotBeRead() throws {
        let error = RequestBodyError.tooLarge(limit: 7)
        let response = page(thrown(error), accept: "application/json")
        let problem = try JSONDecoder().decode(Problem.self, from: Data(text(response).utf8))
        #expect(problem.status == 413)
        #expect(problem.detail == error.description)
        #expect(page(thrown(RequestBodyError.onLoop)).status == .internalServerError)
    }

    /// A middleware within may have compressed the text that was to be sent.
    @Test func takesTheEncodingOfTheOldBodyAway() throws {
        var outcome = thrown(HTTPError(.badRequest, message: "no"))
        outcome.response.headers[.contentEncoding] = "gzip"
        outcome.response.headers[.contentLanguage] = "de"
        let filled = page(outcome)
        #expect(try text(filled) == "400 Bad Request: no\n")
        #expect(filled.headers[.contentEncoding] == nil)
        #expect(filled.headers[.contentLanguage] == nil)
    }

    @Test func fillsEmptyResponsesAndLeavesOthers() throws {
        let empty = HandlerOutcome(
            response: Response(
                status: .unauthorized, headers: [.wwwAuthenticate: "Bearer", .contentType: "a/b"]))
        let filled = page(empty)
        #expect(try text(filled) == "401 Unauthorized\n")
        #expect(filled.headers[.wwwAuthenticate] == "Bearer")
        #expect(filled.headers[.contentType] == nil)

        let own = page(HandlerOutcome(response: Response(status: .conflict, body: "mine")))
        #expect(try text(own) == "mine")
        let streamed = ResponseBody { (_: BodyWriter) in }
        #expect(
            page(HandlerOutcome(response: Response(status: .conflict, body: streamed))).body.count
                == nil)
        for status in [HTTPResponse.Status.ok, .noContent, .notModified, .seeOther] {
            let other = page(HandlerOutcome(response: Response(status: status)))
            #expect(other.body.count == 0)
            #expect(other.headers[.vary] == nil)
        }
    }

    @Test func takesPagesOfYourOwn() throws {
        let pages = ErrorPagesMiddleware { page in
            page.status == .notFound && page.form == .html ? .html("<h1>Gone fishing") : nil
        }
        let missing = thrown(HTTPError(.notFound))
        #expect(try text(page(missing, accept: "text/html", pages)) == "<h1>Gone fishing")
        #expect(try text(page(missing, pages)) == "404 Not Found\n")
        #expect(
            try text(page(thrown(HTTPError(.gone)), accept: "text/html", pages)).contains("410"))
    }

    @Test func writesStatusesWithoutAPhrase() throws {
        let status = HTTPResponse.Status(code: 499, reasonPhrase: "")
        let response = page(HandlerOutcome(response: Response(status: status)))
        #expect(try text(response) == "499\n")
    }

    @Test(arguments: [TestEngine.pool, .inline])
    func worksAroundARouter(_ engine: TestEngine) async throws {
        var router = Router()
        router.add(middleware: ErrorPagesMiddleware())
        router.get("/there") { _, _ in "hello\n" }
        router.post("/async") { request, _ in
            await Task.yield()
            guard request.method != .post else { throw HTTPError(.conflict, message: "no") }
            return "never"
        }
        try await withServer(engine, handler: Handler(router)) { test in
            func ask(_ line: String, _ accept: String) throws -> WireResponse {
                let parts = line.split(separator: " ").map(String.init)
                let connection = try test.connect()
                let fields = ["Accept: \(accept)", "Content-Length: 0", "Connection: close"]
                try connection.send(Site.request(parts[0], parts[1], fields))
                return try connection.readResponse(toHead: parts[0] == "HEAD")
            }
            let missing = try ask("GET /missing", "text/html")
            #expect(missing.status == 404)
            #expect(missing["Content-Type"] == "text/html; charset=utf-8")
            #expect(missing.text.contains("<h1>404 Not Found</h1>"))
            let head = try ask("HEAD /missing", "text/html")
            #expect(head.status == 404)
            #expect(head["Content-Type"] == "text/html; charset=utf-8")
            #expect(head["Content-Length"] == missing["Content-Length"])
            #expect(head.body.isEmpty)
            let method = try ask("POST /there", "application/json")
            #expect(method.status == 405)
            #expect(method["Allow"] == "GET, HEAD, OPTIONS")
            #expect(method["Content-Type"] == "application/problem+json")
            #expect(try ask("OPTIONS /there", "text/html").status == 204)
            #expect(try ask("GET /there", "text/html").text == "hello\n")
            #expect(try ask("POST /async", "text/plain").text == "409 Conflict: no\n")
        }
    }
}
