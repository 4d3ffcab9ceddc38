// SPDX-License-Identifier: Apache-2.0
import Portico
import PorticoTesting
import Testing

/// A request of the table, and the status that it is answered with.
struct Exchange: Sendable, CustomTestStringConvertible {
    let method: HTTPRequest.Method
    let uri: String
    let headers: HTTPFields
    let body: TestBody
    let status: Int

    /// What must not depend on the transport.
    struct Outcome: Equatable {
        let status: Int
        let headers: HTTPFields
        let body: String
        let trailers: HTTPFields
        let error: String?
    }

    static let all = [
        Exchange(.get, "/plain/you", 200),
        Exchange(.get, "/plain/%C3%A4%2Fb?c=d", 200),
        Exchange(.head, "/plain/you", 200),
        Exchange(.head, "/stream/plain", 200),
        Exchange(.get, "/async/you", 200),
        Exchange(.head, "/async/you", 200),
        Exchange(.get, "/fields", 200, headers: [.accept: "text/*", .cookie: "a=b"]),
        Exchange(.get, "/stream/plain", 200),
        Exchange(.get, "/stream/async", 200),
        Exchange(.get, "/stream/length", 200),
        Exchange(.get, "/events", 200),
        Exchange(.get, "/files/Site.swift", 200),
        Exchange(.get, "/files/Site.swift", 206, headers: [.range: "bytes=3-6"]),
        Exchange(.head, "/files/Site.swift", 200),
        Exchange(.get, "/health", 204),
        Exchange(.get, "/nowhere", 404),
        Exchange(.delete, "/plain/you", 405),
        Exchange(.options, "/notes", 204),
        Exchange(.post, "/notes", 201, body: .text(#"{"title":"a","count":1}"#), json),
        Exchange(.post, "/notes", 400, body: "{", json),
        Exchange(.post, "/notes", 422, body: #"{"title":"a"}"#, json),
        Exchange(.put, "/echo", 200, body: .bytes([UInt8](repeating: 7, count: 300_000))),
        Exchange(.put, "/echo", 200, body: .chunks([[1, 2], [3]])),
        Exchange(.put, "/echo", 200),
        Exchange(.put, "/echo", 413, body: .bytes([UInt8](repeating: 7, count: 1_100_000))),
        Exchange(.post, "/upload/plain", 200, body: .chunks([[1, 2], [3]])),
        Exchange(.post, "/upload/async", 200, body: .bytes([1, 2, 3])),
        Exchange(.post, "/upload/async", 200),
        Exchange(
            .post, "/upload/plain", 413, body: .bytes([UInt8](repeating: 7, count: 1_100_000))),
        Exchange(.get, "/error/plain", 500),
        Exchange(.get, "/error/async", 500),
        Exchange(.get, "/error/http", 409),
    ]

    private static let json: HTTPFields = [.contentType: "application/json"]

    private init(
        _ method: HTTPRequest.Method, _ uri: String, _ status: Int, body: TestBody = .none,
        _ headers: HTTPFields = [:]
    ) {
        (self.method, self.uri, self.status) = (method, uri, status)
        (self.body, self.headers) = (body, headers)
    }

    private init(
        _ method: HTTPRequest.Method, _ uri: String, _ status: Int, headers: HTTPFields
    ) {
        self.init(method, uri, status, body: .none, headers)
    }

    var testDescription: String { "\(method.rawValue) \(uri) → \(status)" }

    func outcome(over transport: TestTransport) async throws -> Outcome {
        try await Site.router.test(transport) { client in
            let response = try await client.execute(
                uri: uri, method: method, headers: headers, body: body)
            var headers = response.headers
            // The only one that depends on when it is asked.
            #expect(headers[.date] != nil)
            headers[.date] = nil
            return Outcome(
                status: response.status.code, headers: headers, body: withoutID(response.text),
                trailers: response.trailers, error: response.handlerError.map { "\($0)" })
        }
    }

    /// An id names one request, so each transport has its own.
    private func withoutID(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("request id: ") ? "request id" : $0 }.joined(separator: "\n")
    }
}
