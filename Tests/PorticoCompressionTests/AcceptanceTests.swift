// SPDX-License-Identifier: Apache-2.0
import Portico
import PorticoCompression
import Testing

/// What is compressed, and into what: the middleware by itself.
struct AcceptanceTests {
    private static let text = String(repeating: "some text\n", count: 200)

    private func respond(
        _ headers: HTTPFields = [.acceptEncoding: "gzip"], method: HTTPRequest.Method = .get,
        _ response: Response = Response(body: ResponseBody(text)),
        options: (inout CompressionOptions) -> Void = { _ in }
    ) throws -> Response {
        var (outcome, choice) = (HandlerOutcome(response: response), CompressionOptions())
        options(&choice)
        try CompressionMiddleware(choice).respond(
            &outcome, to: Request(method: method, target: "/", headers: headers), Context(), ())
        return outcome.response
    }

    @Test(
        arguments: [
            (nil, nil), ("", nil), ("identity", nil), ("gzip", "gzip"), ("x-gzip", "gzip"),
            ("br", "br"), ("deflate", "deflate"), ("gzip, deflate, br, zstd", "br"),
            ("GZip", "gzip"), ("*", "br"), ("br;q=0, *", "gzip"), ("*;q=0", nil),
            ("gzip;q=0", nil), ("gzip;q=0.5, deflate;q=0.8", "deflate"),
            ("gzip;q=1.0, identity; q=0.5, *;q=0", "gzip"), ("identity, gzip;q=0.5", nil),
            ("compress, zstd", nil), ("gzip;q=2", nil), ("gzip ; q=0.001", "gzip"),
            // Identity is refused, and so is all that there is: it is sent all the same.
            ("identity;q=0", nil), ("zstd, *;q=0", nil), ("identity;q=0, gzip;q=0.1", "gzip"),
        ] as [(String?, String?)])
    func choosesTheCodingAsRFC9110Section12_5_3Says(
        _ accepted: String?, _ coding: String?
    ) throws {
        let response = try respond(accepted.map { [.acceptEncoding: $0] } ?? [:])
        #expect(response.status == .ok)
        #expect(response.headers[.contentEncoding] == coding)
        // RFC 9110 §12.5.5: whichever it is, another client may get another one.
        #expect(response.headers[.vary] == "Accept-Encoding")
        #expect((response.body.count ?? 0 < Self.text.utf8.count) == (coding != nil))
        #expect(response.body.contentType == "text/plain; charset=utf-8")
    }

    @Test func prefersTheFirstOfItsOwnCodings() throws {
        let response = try respond([.acceptEncoding: "br, gzip"]) { $0.codings = [.gzip, .brotli] }
        #expect(response.headers[.contentEncoding] == "gzip")
    }

    @Test(
        arguments: [
            ("text/html", true), ("text/html; charset=utf-8", true), ("TEXT/CSS", true),
            ("application/json", true), ("application/problem+json", true),
            ("image/svg+xml", true), ("application/wasm", true), ("text/javascript", true),
            ("image/png", false), ("video/mp4", false), ("application/zip", false),
            ("application/octet-stream", false), ("font/woff2", false),
            ("text/event-stream", false),
            ("application/json-but-not", false),
        ])
    func compressesWhatBecomesSmaller(_ type: String, _ isCompressed: Bool) throws {
        for response in [
            Response(body: ResponseBody(Self.text, contentType: type)),
            Response(headers: [.contentType: type], body: ResponseBody(Array(Self.text.utf8))),
        ] {
            let answer = try respond([.acceptEncoding: "gzip"], response)
            #expect((answer.headers[.contentEncoding] != nil) == isCompressed)
            #expect((answer.headers[.vary] != nil) == isCompressed)
        }
    }

    @Test(arguments: [(99, false), (100, true)])
    func leavesShortBodiesAsTheyAre(_ count: Int, _ isCompressed: Bool) throws {
        let body = ResponseBody(String(repeating: "a", count: count))
        let response = try respond(Response(body: body)) { $0.minBytes = 100 }
        #expect((response.headers[.contentEncoding] != nil) == isCompressed)
    }

    private func respond(
        _ response: Response, options: (inout CompressionOptions) -> Void = { _ in }
    ) throws -> Response {
        try respond([.acceptEncoding: "gzip"], response, options: options)
    }

    @Test func leavesWhatDoesNotBecomeSmaller() throws {
        var generator = SystemRandomNumberGenerator()
        let noise = (0..<2000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let response = try respond(Response(body: ResponseBody(noise, contentType: "text/plain")))
        #expect(response.headers[.contentEncoding] == nil)
        #expect(response.headers[.vary] == "Accept-Encoding")
        #expect(response.body.count == 2000)
    }

    @Test(
        arguments: [
            [.cacheControl: "no-transform"], [.cacheControl: "public, No-Transform , max-age=1"],
            [.contentEncoding: "br"], [.contentEncoding: "identity"],
            [HTTPField.Name("Repr-Digest") ?? .eTag: "sha-256=:AA==:"],
        ] as [HTTPFields])
    func leavesWhatMustStay_RFC9111Section5_2_2_6_RFC9110Section8_4(_ fields: HTTPFields) throws {
        let response = try respond(
            Response(headers: fields, body: ResponseBody(Self.text)))
        #expect(response.headers == fields)
        #expect(response.body.count == Self.text.utf8.count)
    }

    @Test(arguments: [HTTPResponse.Status.noContent, .resetContent, .partialContent, .notModified])
    func leavesStatusesWithoutAWholeBody_RFC9110Section15(_ status: HTTPResponse.Status) throws {
        let response = try respond(
            Response(
                status: status, headers: [.eTag: "\"a\"", .acceptRanges: "bytes"],
                body: ResponseBody(Self.text)))
        #expect(response.headers[.contentEncoding] == nil)
        #expect(response.headers[.eTag] == "\"a\"")
        #expect(response.headers[.acceptRanges] == "bytes")
        #expect(response.body.count == Self.text.utf8.count)
        let varies = status == .partialContent || status == .notModified
        #expect(response.headers[.vary] == (varies ? "Accept-Encoding" : nil))
    }

    @Test(arguments: [HTTPResponse.Status.created, .badRequest, .notFound, .internalServerError])
    func compressesAnswersOfOtherStatuses(_ status: HTTPResponse.Status) throws {
        let response = try respond(Response(status: status, body: ResponseBody(Self.text)))
        #expect(response.status == status)
        #expect(response.headers[.contentEncoding] == "gzip")
    }

    @Test(
        arguments: [
            ("\"a\"", "W/\"a\""), ("W/\"a\"", "W/\"a\""),
        ])
    func weakensEntityTags_RFC9110Section8_8_1(_ tag: String, _ weak: String) throws {
        let response = try respond(
            Response(
                headers: [.eTag: tag, .acceptRanges: "bytes", .contentLength: "2000"],
                body: ResponseBody(Self.text)))
        #expect(response.headers[.eTag] == weak)
        #expect(response.headers[.acceptRanges] == nil)
        #expect(response.headers[.contentLength] == nil)
    }

    @Test(
        arguments: [
            ("W/\"a\"", "W/\"a\""), ("\"b\", W/\"a\"", "W/\"a\""), ("\"a\"", "\"a\""),
            ("*", "\"a\""), ("W/\"ba\"", "\"a\""),
        ])
    func namesTheCopyThatTheClientHasIn304_RFC9110Section15_4_5(
        _ kept: String, _ tag: String
    ) throws {
        let response = try respond(
            [.ifNoneMatch: kept, .acceptEncoding: "gzip"],
            Response(status: .notModified, headers: [.eTag: "\"a\""]))
        #expect(response.headers[.eTag] == tag)
    }

    @Test(
        arguments: [
            ("Cookie", "Cookie, Accept-Encoding"), ("accept-encoding", "accept-encoding"),
            ("*", "*"),
            ("Origin , Accept-Encoding", "Origin , Accept-Encoding"), ("", "Accept-Encoding"),
        ])
    func addsToVary_RFC9110Section12_5_5(_ own: String, _ vary: String) throws {
        for accepted in ["gzip", "identity"] {
            let response = try respond(
                [.acceptEncoding: accepted],
                Response(headers: [.vary: own], body: ResponseBody(Self.text)))
            #expect(response.headers[.vary] == vary)
        }
    }

    @Test func isTheSameForHEAD_RFC9110Section9_3_2() throws {
        let response = Response(headers: [.eTag: "\"a\""], body: ResponseBody(Self.text))
        let (get, head) = try (respond(response), respond(method: .head, response))
        #expect(head.headers == get.headers)
        #expect(head.body.count == get.body.count)
        // A handler that knows the length without the body.
        let bare = Response(
            headers: [.eTag: "\"a\"", .contentLength: "2000", .contentType: "text/plain"])
        let answer = try respond(method: .head, bare)
        #expect(answer.headers[.contentEncoding] == "gzip")
        #expect(answer.headers[.contentLength] == nil)
        #expect(answer.headers[.eTag] == "W/\"a\"")
        #expect(answer.body.count == nil)
    }

    @Test func leavesEventStreams() throws {
        let response = try respond(Response.events { (_: EventStream) in }) {
            $0.compresses = { _ in true }
        }
        #expect(response.headers[.contentEncoding] == nil)
    }
}
