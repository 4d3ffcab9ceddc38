// SPDX-License-Identifier: Apache-2.0
import Portico
import PorticoTesting
import TestSupport
import Testing

/// Replies that are read while they are made.
@Suite(.timeLimit(.minutes(1))) struct StreamTests {
    /// Sends an event each time that somebody asks for the next one, and never ends by itself.
    private struct Endless {
        let wanted = Gate()
        let gone = Gate()

        /// The second event is made when the first has been read, so nobody can have waited for both.
        var plain: Handler {
            Handler { [self] _, _ in
                Response.events { events in
                    defer { gone.open() }
                    try events.send(data: "one")
                    _ = wanted.wait()
                    try events.send(data: "two")
                    while true { try events.send(data: "more") }
                }
            }
        }

        var async: Handler {
            Handler { [self] _, _ in
                await Task.yield()
                return Response.events { events async throws in
                    defer { gone.open() }
                    try await events.send(data: "one")
                    _ = await blocking { wanted.wait() }
                    try await events.send(data: "two")
                    while true { try await events.send(data: "more") }
                }
            }
        }
    }

    @Test(arguments: [TestTransport.wire, .live], [false, true])
    func endlessOnesAreReadEventByEvent(_ transport: TestTransport, _ isAsync: Bool) throws {
        let site = Endless()
        try (isAsync ? site.async : site.plain).test(transport) { client in
            try client.stream("/") { stream in
                #expect(stream.status == .ok)
                #expect(stream.headers[.contentType] == "text/event-stream")
                #expect(try stream.nextText(through: "\n\n") == "data: one\n\n")
                site.wanted.open()
                #expect(try stream.nextText(through: "\n\n") == "data: two\n\n")
                let more = try #require(try stream.nextPiece())
                #expect(!more.isEmpty)
            }
            // The scope has closed the connection.
            #expect(site.gone.wait())
        }
    }

    @Test(arguments: [TestTransport.wire, .live], [false, true])
    func theyAreAwaitedAsWell(_ transport: TestTransport, _ isAsync: Bool) async throws {
        let site = Endless()
        try await (isAsync ? site.async : site.plain).test(transport) { client in
            try await client.stream("/") { stream in
                let one = try await stream.nextText(through: "\n\n")
                #expect(one == "data: one\n\n")
                site.wanted.open()
                let two = try await stream.nextText(through: "\n\n")
                #expect(two == "data: two\n\n")
            }
            #expect(await blocking { site.gone.wait() })
        }
    }

    @Test(arguments: TestTransport.allCases)
    func thoseWithAnEndAreReadWithEachTransport(_ transport: TestTransport) async throws {
        try await Site.router.test(transport) { client in
            for path in ["/stream/plain", "/stream/async"] {
                try await client.stream(path) { stream in
                    for row in ["1\n", "2\n", "3\n"] {
                        let text = try await stream.nextText(through: "\n")
                        #expect(text == row)
                    }
                    let end = try await stream.nextText(through: "\n")
                    #expect(end == nil)
                }
            }
            let whole = try await client.stream("/stream/length") { stream in
                var count = 0
                while let piece = try await stream.nextPiece() { count += piece.count }
                return count
            }
            #expect(whole == 1 << 20)
            let rest = try await client.stream("/plain/you") { stream in
                let first = try await stream.nextText(through: "plain ")
                let rest = try await stream.nextText(through: "none")
                let end = try await stream.nextPiece()
                return [first, rest, end.map { _ in "" }]
            }
            #expect(rest == ["plain ", "you\n", nil])
            let empty = try await client.stream("/plain/you", method: .head) { stream in
                try await stream.nextPiece()
            }
            #expect(empty == nil)
            // A connection of its own: the next request has another one.
            let next = try await client.get("/plain/you")
            #expect(next.status == .ok)
        }
    }

    @Test func goOnWhereTheyTookTooLong() throws {
        let gate = Gate()
        let handler = Handler { _, _ in
            Response(
                body: ResponseBody { writer in
                    try writer.write("fi")
                    try writer.flush()
                    _ = gate.wait()
                    try writer.write("rst.")
                })
        }
        let limit = Duration.milliseconds(500)
        try handler.test(.wire, timeLimit: limit) { client in
            try client.stream("/") { stream in
                #expect(throws: TestError.tookTooLong(request: "GET /", limit: limit)) {
                    try stream.nextText(through: ".")
                }
                gate.open()
                // Nothing of what had come is lost.
                let text = try stream.nextText(through: ".")
                #expect(text == "first.")
            }
        }
    }

    @Test(arguments: [TestTransport.wire, .live])
    func tellThatTheyWereBrokenOff(_ transport: TestTransport) throws {
        try Site.router.test(transport) { client in
            try client.stream("/error/late") { stream in
                #expect(throws: TestError.brokenOff(request: "GET /error/late", received: 5)) {
                    while try stream.nextPiece() != nil {}
                }
            }
        }
    }

    @Test func areOverBehindTheirScope() throws {
        try Site.router.test(.wire) { client in
            let stream = try client.stream("/stream/plain") { $0 }
            #expect(try stream.nextPiece() == nil)
        }
    }

    @Test func bringCookies() throws {
        try Handler { _, _ in Response(headers: [.setCookie: "a=b"], body: "x") }.test(.wire) {
            client in
            let visitor = client.keepingCookies()
            try visitor.stream("/") { stream in
                let text = try stream.nextText(through: "x")
                #expect(text == "x")
            }
            #expect(visitor.cookie("a") == "b")
        }
    }
}
