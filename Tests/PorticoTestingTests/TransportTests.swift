// SPDX-License-Identifier: Apache-2.0
import Portico
import PorticoTesting
import Testing

/// The three transports, in both forms: each test runs with all of them.
@Suite(.timeLimit(.minutes(1))) struct TransportTests {
    private static let marked = HTTPField.Name("X-Marked")

    @Test(arguments: TestTransport.allCases)
    func answersInThePlainForm(_ transport: TestTransport) throws {
        try Site.router.test(transport) { client in
            for kind in ["plain", "async"] {
                let response = try client.get("/\(kind)/you")
                #expect(response.status == .ok)
                #expect(response.text == "\(kind) you\n")
                #expect(response.headers[.contentType] == "text/plain; charset=utf-8")
                #expect(response.headers[.contentLength] == "10")
            }
        }
    }

    @Test(arguments: TestTransport.allCases)
    func answersInTheAsyncForm(_ transport: TestTransport) async throws {
        try await Site.router.test(transport) { client in
            for kind in ["plain", "async"] {
                try await client.execute(uri: "/\(kind)/you", method: .get) { response in
                    #expect(response.status == .ok)
                    #expect(response.text == "\(kind) you\n")
                }
            }
        }
    }
}
