// SPDX-License-Identifier: Apache-2.0
import Portico
import PorticoTesting
import Testing

/// Bytes that no client of good manners sends.
@Suite(.timeLimit(.minutes(1))) struct RawTests {
    private static let hostile = "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"

    @Test(arguments: [TestTransport.wire, .live])
    func reachTheGuard(_ transport: TestTransport) throws {
        try Site.router.test(transport) { client in
            let refused = try client.send(raw: Self.hostile)
            #expect(refused.status == .badRequest)
            #expect(refused.headers[.connection] == "close")
            let response = try client.send(raw: "HEAD /plain/you HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(response.status == .ok)
            #expect(response.body.isEmpty)
            let old = try client.send(raw: "GET /stream/plain HTTP/1.0\r\n\r\n")
            #expect(old.text == "1\n2\n3\n")
        }
    }

    /// The second reply may come when the first one has been read.
    @Test(arguments: [TestTransport.wire, .live])
    func leaveNoReplyForTheNextRequest(_ transport: TestTransport) throws {
        try Site.router.test(transport) { client in
            let request = "HEAD /plain/you HTTP/1.1\r\nHost: a\r\n\r\n"
            for _ in 0..<50 {
                #expect(try client.send(raw: request + request).status == .ok)
                let next = try client.get("/none")
                #expect(next.status == .notFound)
            }
        }
    }

    @Test func areRefusedWithoutAServer() async throws {
        try await Site.router.test(.router) { client in
            let error = await #expect(throws: TestError.self) {
                try await client.send(raw: Self.hostile)
            }
            let text = try #require(error.map { "\($0)" })
            #expect(text.hasPrefix("cannot send 36 raw bytes: with .router there is no server"))
        }
    }
}
