// SPDX-License-Identifier: Apache-2.0
import Portico
import PorticoTesting
import Testing

/// What a client reads, over each transport and in both forms.
@Suite(.timeLimit(.minutes(1))) struct TransportTests {
    private static let marked = HTTPField.Name("X-Marked")
    private static let rows = HTTPField.Name("X-Rows")

    @Test(arguments: TestTransport.allCases)
    func answersInThePlainForm(_ transport: TestTransport) throws {
        try Site.router.test(transport) { client in
            #expect(client.transport == transport)
            for kind in ["plain", "async"] {
                let response = try client.get("/\(kind)/you")
                #expect(response.status == .ok)
                #expect(response.text == "\(kind) you\n")
                #expect(response.headers[.contentLength] == "\(kind.utf8.count + 5)")
                #expect(response.headers[.contentType] == "text/plain; charset=utf-8")
            }
            let text = try client.execute(uri: "/plain/me", method: .get) { $0.text }
            #expect(text == "plain me\n")
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
            let text = try await client.get("/plain/me").text
            #expect(text == "plain me\n")
        }
    }

    @Test(arguments: TestTransport.allCases)
    func sendsAndReadsJSON(_ transport: TestTransport) throws {
        try Site.router.test(transport) { client in
            let note = Site.Note(title: "a/b", count: 1)
            let response = try client.post("/notes", body: .json(note))
            #expect(response.status == .created)
            #expect(response.headers[.contentType] == "application/json")
            #expect(try response.decode(Site.Note.self) == Site.Note(title: "a/b", count: 2))
            // What the client sends in a text is no JSON.
            #expect(try client.post("/notes", body: "{}").status == .unsupportedMediaType)
        }
    }

    @Test(arguments: TestTransport.allCases)
    func runsMiddlewareAroundHandlersAndErrors(_ transport: TestTransport) throws {
        let marked = try #require(Self.marked)
        try Site.router.test(transport) { client in
            #expect(try client.get("/plain/you").headers[marked] == "yes")
            #expect(try client.get("/async/you").headers[marked] == "yes")
            #expect(try client.get("/nowhere").headers[marked] == "error")
            // Routes that run on the loop pass by it.
            let health = try client.get("/health")
            #expect(health.status == .noContent)
            #expect(health.headers[marked] == nil)
        }
    }

    @Test(arguments: TestTransport.allCases, ["plain", "async"])
    func readsStreamsWithTheirTrailers(_ transport: TestTransport, _ kind: String) async throws {
        let rows = try #require(Self.rows)
        try await Site.router.test(transport) { client in
            let response = try await client.get("/stream/\(kind)")
            #expect(response.text == "1\n2\n3\n")
            #expect(response.headers[.contentType] == "text/csv")
            #expect(response.headers[.transferEncoding] == "chunked")
            #expect(response.trailers[rows] == "3")
        }
    }

    @Test(arguments: TestTransport.allCases, ["plain", "async"])
    func uploadsStreams(_ transport: TestTransport, _ kind: String) throws {
        try Site.router.test(transport) { client in
            let pieces = (1...10).map { [UInt8](repeating: 1, count: $0 * 1000) }
            for body in [TestBody.chunks(pieces), .bytes(Array(pieces.joined()))] {
                let response = try client.post("/upload/\(kind)", body: body)
                #expect(response.text == "55000 bytes, streamed: true\n")
            }
            #expect(try client.post("/upload/\(kind)").text == "0 bytes, streamed: false\n")
            let large = TestBody.chunks(Array(repeating: pieces[9], count: 110))
            #expect(try client.post("/upload/\(kind)", body: large).status == .contentTooLarge)
        }
    }

    @Test(arguments: TestTransport.allCases)
    func tellsWhatHandlersThrew(_ transport: TestTransport) throws {
        try Site.router.test(transport) { client in
            for kind in ["plain", "async"] {
                let response = try client.get("/error/\(kind)")
                #expect(response.status == .internalServerError)
                #expect(response.handlerError as? Site.Trouble == Site.Trouble(text: kind))
                // The client itself sees nothing of it.
                #expect(!response.text.contains("Trouble"))
                #expect(response.headers.allSatisfy { !$0.name.rawName.contains("Test") })
            }
            let conflict = try client.get("/error/http")
            #expect(conflict.status == .conflict)
            #expect(conflict.handlerError == nil)
            #expect(try client.get("/plain/you").handlerError == nil)
        }
    }

    @Test(arguments: TestTransport.allCases)
    func tellsThatAStreamWasBrokenOff(_ transport: TestTransport) throws {
        try Site.router.test(transport) { client in
            #expect(throws: TestError.brokenOff(request: "GET /error/late", received: 5)) {
                try client.get("/error/late")
            }
            let next = try client.get("/plain/you")
            #expect(next.status == .ok)
        }
    }

    /// Each request, once over every transport: status, fields, body and trailers are the same.
    @Test(arguments: Exchange.all)
    func transportsGiveTheSame(_ exchange: Exchange) async throws {
        let direct = try await exchange.outcome(over: .router)
        #expect(direct.status == exchange.status)
        #expect(try await exchange.outcome(over: .wire) == direct)
        #expect(try await exchange.outcome(over: .live) == direct)
    }
}
