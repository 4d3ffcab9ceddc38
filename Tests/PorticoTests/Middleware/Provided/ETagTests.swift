// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import TestSupport
import Testing

@testable import Portico

@Suite(.endsWithin(minutes: 1)) struct ETagTests {
    private func answer(
        _ response: Response, method: HTTPRequest.Method = .get, ifNoneMatch: String? = nil,
        error: (any Error)? = nil, maxBytes: Int = 256 << 10
    ) -> Response {
        var outcome = HandlerOutcome(response: response)
        outcome.error = error
        let request = Request(
            method: method, target: "/",
            headers: ifNoneMatch.map { [.ifNoneMatch: $0] } ?? [:])
        ETagMiddleware(maxBytes: maxBytes).respond(&outcome, to: request, Context(), ())
        return outcome.response
    }

    @Test func namesRepliesByTheirBytes() throws {
        var tags: Set<String> = []
        var bodies = (0..<40).map { [UInt8](repeating: 0, count: $0) }
        for place in 0..<20 {
            bodies.append((0..<20).map { $0 == place ? 1 : 0 })
        }
        for body in bodies {
            let response = answer(Response(body: ResponseBody(body)))
            let tag = try #require(response.headers[.eTag])
            #expect(tag.hasPrefix("W/\""))
            #expect(EntityTag(tag)?.text == tag)
            #expect(response.status == .ok)
            #expect(response.body.bytes == body)
            #expect(answer(Response(body: ResponseBody(body))).headers[.eTag] == tag)
            tags.insert(tag)
        }
        #expect(tags.count == bodies.count)
    }

    @Test(arguments: [HTTPRequest.Method.get, .head])
    func answers304ToWhoHasTheBytes(_ method: HTTPRequest.Method) throws {
        let response = Response(
            headers: [.contentType: "text/css", .cacheControl: "no-cache", .vary: "Accept"],
            body: "hello")
        let tag = try #require(answer(response).headers[.eTag])
        for condition in [tag, "\"x\", \(tag)", "*", String(tag.dropFirst(2))] {
            let short = answer(response, method: method, ifNoneMatch: condition)
            #expect(short.status == .notModified)
            #expect(short.body.count == 0)
            #expect(
                short.headers == [.cacheControl: "no-cache", .vary: "Accept", .eTag: tag])
        }
        for condition in ["\"x\"", "W/\"x\"", "nonsense", ""] {
            let whole = answer(response, method: method, ifNoneMatch: condition)
            #expect(whole.status == .ok)
            #expect(whole.body.count == 5)
        }
    }

    @Test func keepsATagThatIsThere() {
        let response = Response(headers: [.eTag: "\"v7\""], body: "hello")
        #expect(answer(response).headers[.eTag] == "\"v7\"")
        let short = answer(response, ifNoneMatch: "W/\"v7\"")
        #expect(short.status == .notModified)
        #expect(short.headers[.eTag] == "\"v7\"")
    }

    @Test func leavesOtherRepliesAlone() {
        for method in [HTTPRequest.Method.post, .put, .delete, .options] {
            let response = answer(Response(body: "hello"), method: method, ifNoneMatch: "*")
            #expect(response.status == .ok)
            #expect(response.headers[.eTag] == nil)
        }
        for status in [HTTPResponse.Status.created, .partialContent, .notFound, .noContent] {
            let response = answer(Response(status: status, body: "hello"), ifNoneMatch: "*")
            #expect(response.status == status)
            #expect(response.headers[.eTag] == nil)
        }
        #expect(answer(Response(body: "hello"), error: HTTPError(.ok)).headers[.eTag] == nil)
        let streamed = Response(body: ResponseBody(length: 5) { (_: BodyWriter) in })
        #expect(answer(streamed, ifNoneMatch: "*").status == .ok)
        #expect(answer(streamed).headers[.eTag] == nil)
        #expect(answer(Response(body: "hello"), maxBytes: 4).headers[.eTag] == nil)
        #expect(answer(Response(body: "hello"), maxBytes: 5).headers[.eTag] != nil)
        // A HEAD handler of its own may leave the body out.
        #expect(answer(Response(), method: .head).headers[.eTag] == nil)
    }
}
