// SPDX-License-Identifier: Apache-2.0
import Portico
import PorticoTesting
import TestSupport
import Testing

/// No request outlives its limit.
@Suite(.timeLimit(.minutes(1))) struct TimeLimitTests {
    private static let limit = Duration.milliseconds(50)
    private static let tooLong = TestError.tookTooLong(request: "GET /", limit: limit)

    /// A handler that waits until its task is cancelled, and opens `gate` then.
    private static func stuck(_ cancelled: Gate = Gate()) -> Handler {
        Handler { _, _ in
            let (stream, _) = AsyncStream<Void>.makeStream()
            for await _ in stream {}
            cancelled.open()
            return "cancelled"
        }
    }

    @Test(arguments: TestTransport.allCases)
    func endsARequestWhoseHandlerDoesNot(_ transport: TestTransport) throws {
        let cancelled = Gate()
        try Self.stuck(cancelled).test(transport, timeLimit: Self.limit) { client in
            #expect(throws: Self.tooLong) { try client.get("/") }
        }
        #expect(cancelled.wait())
    }

    /// It always has a step that could be run.
    @Test(arguments: TestTransport.allCases)
    func endsARequestWhoseHandlerOnlyYields(_ transport: TestTransport) throws {
        let cancelled = Gate()
        try Handler { _, _ in
            while !Task.isCancelled { await Task.yield() }
            cancelled.open()
            return "cancelled"
        }.test(transport, timeLimit: Self.limit) { client in
            #expect(throws: Self.tooLong) { try client.get("/") }
        }
        #expect(cancelled.wait())
    }

    @Test(arguments: TestTransport.allCases)
    func endsAnAwaitedRequestWhoseHandlerDoesNot(_ transport: TestTransport) async throws {
        let cancelled = Gate()
        try await Self.stuck(cancelled).test(transport, timeLimit: Self.limit) { client in
            await #expect(throws: Self.tooLong) { try await client.get("/") }
        }
        #expect(await blocking { cancelled.wait() })
    }

    @Test(arguments: TestTransport.allCases)
    func endsAReplyThatDoesNot(_ transport: TestTransport) throws {
        try Handler { _, _ in
            Response(body: ResponseBody { writer in while true { try writer.write("more") } })
        }.test(transport, timeLimit: Self.limit) { client in
            #expect(throws: TestError.self) { try client.get("/") }
        }
    }

    /// With a server, a length that is announced is enough, and nobody waits for the body.
    @Test(arguments: [(TestTransport.router, nil), (.wire, 1 << 30), (.live, 1 << 30)])
    func endsAReplyThatIsTooLarge(_ transport: TestTransport, _ length: Int?) throws {
        try Handler { _, _ in
            let piece = [UInt8](repeating: 7, count: 1 << 20)
            return Response(
                body: ResponseBody(length: length) { writer in
                    while true { try writer.write(piece) }
                })
        }.test(transport, timeLimit: .seconds(60)) { client in
            #expect(throws: TestError.tooLarge(request: "GET /", limit: 32 << 20)) {
                try client.get("/")
            }
        }
    }

    @Test func namesTheRequestAndTheLimit() {
        let text = "\(Self.tooLong)"
        #expect(text.hasPrefix("no reply to GET / within 0.05 seconds"))
        #expect(text.contains("timeLimit"))
    }

    @Test(arguments: TestTransport.allCases)
    func refusesWhatCannotBeARequest(_ transport: TestTransport) throws {
        try Self.stuck().test(transport) { client in
            for target in ["", "/a b", "/ä", "/a\r\nX: y"] {
                #expect(throws: TestError.self) { try client.get(target) }
            }
        }
    }
}
