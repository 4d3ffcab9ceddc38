// SPDX-License-Identifier: Apache-2.0
import Portico
import PorticoTesting
import Testing

/// No request outlives its limit.
@Suite(.timeLimit(.minutes(1))) struct TimeLimitTests {
    private static let limit = Duration.milliseconds(50)
    private static let tooLong = TestError.tookTooLong(request: "GET /", limit: limit)

    /// A handler that waits until its task is cancelled.
    private static var stuck: Handler {
        Handler { _, _ in
            let (stream, _) = AsyncStream<Void>.makeStream()
            for await _ in stream {}
            return "cancelled"
        }
    }

    @Test(arguments: TestTransport.allCases)
    func endsARequestWhoseHandlerDoesNot(_ transport: TestTransport) throws {
        try Self.stuck.test(transport, timeLimit: Self.limit) { client in
            #expect(throws: Self.tooLong) { try client.get("/") }
        }
    }

    @Test(arguments: TestTransport.allCases)
    func endsAnAwaitedRequestWhoseHandlerDoesNot(_ transport: TestTransport) async throws {
        try await Self.stuck.test(transport, timeLimit: Self.limit) { client in
            await #expect(throws: Self.tooLong) { try await client.get("/") }
        }
    }

    @Test(arguments: TestTransport.allCases)
    func endsAReplyThatDoesNot(_ transport: TestTransport) throws {
        try Handler { _, _ in
            Response(body: ResponseBody { writer in while true { try writer.write("more") } })
        }.test(transport, timeLimit: Self.limit) { client in
            #expect(throws: TestError.self) { try client.get("/") }
        }
    }

    @Test func namesTheRequestAndTheLimit() {
        let text = "\(Self.tooLong)"
        #expect(text.hasPrefix("no reply to GET / within 0.05 seconds"))
        #expect(text.contains("timeLimit"))
    }

    @Test(arguments: TestTransport.allCases)
    func refusesWhatCannotBeARequest(_ transport: TestTransport) throws {
        try Self.stuck.test(transport) { client in
            for target in ["", "/a b", "/ä", "/a\r\nX: y"] {
                #expect(throws: TestError.self) { try client.get(target) }
            }
        }
    }
}
