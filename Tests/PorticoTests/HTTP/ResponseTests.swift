// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico
import Testing

struct ResponseTests {
    private func response(_ generator: some ResponseGenerator) throws -> Response {
        try generator.response(from: Request(target: "/"), context: Context())
    }

    @Test func isAnEmpty200WithoutArguments() {
        let response = Response()
        #expect(response.status == .ok)
        #expect(response.headers.isEmpty)
        #expect(response.body.count == 0)
        #expect(response.body.contentType == nil)
    }

    @Test func isMadeOfText() throws {
        let response = try response("zoë")
        #expect(response.status == .ok)
        #expect(response.body.count == 4)
        #expect(response.body.contentType == "text/plain; charset=utf-8")
    }

    @Test func isMadeOfBytes() throws {
        let response = try response([1, 2, 3] as [UInt8])
        #expect(response.body.count == 3)
        #expect(response.body.contentType == "application/octet-stream")
    }

    @Test func isMadeOfAStatus() throws {
        let response = try response(HTTPResponse.Status.accepted)
        #expect(response.status == .accepted)
        #expect(response.body.count == 0)
    }

    @Test func isMadeOfAnHTTPError() throws {
        let error = HTTPError(.conflict, message: "busy", headers: [.retryAfter: "1"])
        let response = try response(error)
        #expect(response.status == .conflict)
        #expect(response.headers == [.retryAfter: "1"])
        #expect(response.body.contentType == "text/plain; charset=utf-8")
        #expect("\(error)" == "409 Conflict: busy")
        #expect("\(HTTPError(.notFound))" == "404 Not Found")
    }

    @Test func isItself() throws {
        let made = try response(Response(status: .gone, body: .html("<p>")))
        #expect(made.status == .gone)
        #expect(made.body.contentType == "text/html; charset=utf-8")
    }
}
