// SPDX-License-Identifier: Apache-2.0
import Portico
import PorticoTesting
import Synchronization
import Testing

/// What `test` does with servers, handlers and its own closure.
@Suite(.timeLimit(.minutes(1))) struct TestSubjectTests {
    private static let servers: [TestTransport] = [.wire, .live]
    private struct Stop: Error {}

    @Test(arguments: TestTransport.allCases)
    func takesAHandlerOrAServerWithItsConfiguration(_ transport: TestTransport) throws {
        try Handler { _, _ in "handler" }.test(transport) { client in
            let response = try client.get("/anything")
            #expect(response.text == "handler")
        }
        var configuration = Configuration()
        configuration.limits.maxBodyBytes = 3
        let server = Server(configuration: configuration) { request, _ in "\(request.body.count)" }
        // As often as one likes: the server itself is not started.
        for _ in 1...2 {
            try server.test(transport) { client in
                let (small, large) = (
                    try client.post("/", body: "abc"), try client.post("/", body: "abcd")
                )
                #expect(small.text == "3")
                #expect(large.status == .contentTooLarge)
            }
        }
        #expect(!server.isReady)
    }

    @Test(arguments: servers)
    func drainsTheServerWhenTheTestThrows(_ transport: TestTransport) async throws {
        var configuration = Configuration()
        let count = Counter()
        configuration.onDrain = { count.add() }
        let server = Server(configuration: configuration) { _, _ in "" }
        await #expect(throws: Stop.self) {
            try await server.test(transport) { client in
                _ = try await client.get("/")
                throw Stop()
            }
        }
        #expect(count.value == 1)
        #expect(throws: Stop.self) { try server.test(transport) { _ in throw Stop() } }
        #expect(count.value == 2)
    }

    @Test(arguments: servers)
    func keepsItsConnection(_ transport: TestTransport) throws {
        try Handler { request, _ in
            Response(
                headers: request.path == "/close" ? [.connection: "close"] : [:],
                body: ResponseBody("\(request.remoteAddress?.port ?? 0)"))
        }.test(transport) { client in
            #expect((client.port == nil) == (transport == .wire))
            let ports = try (1...3).map { _ in try client.get("/").text }
            #expect(Set(ports).count == 1)
            #expect((ports[0] == "0") == (transport == .wire))
            #expect(try client.get("/close").headers[.connection] == "close")
            let next = try client.get("/").text
            #expect(transport == .wire || next != ports[0])
        }
    }

    @Test(arguments: TestTransport.allCases)
    func sendsRequestsAtTheSameTime(_ transport: TestTransport) async throws {
        let meeting = Meeting(of: 3)
        try await Handler { _, _ in
            await meeting.wait()
            return "met"
        }.test(transport) { client in
            async let first = client.get("/")
            async let second = client.get("/")
            let texts = [try await client.get("/"), try await first, try await second].map(\.text)
            #expect(texts == ["met", "met", "met"])
        }
    }

    /// A plain handler on the loop could not wait for its body.
    @Test(arguments: TestTransport.allCases)
    func receivesBodiesAsTheEngineDoes(_ transport: TestTransport) throws {
        let handler = Handler(body: .stream(maxBytes: 9)) { request, _ in
            "\(request.body.isStreamed)"
        }
        for (engine, isStreamed) in [(Engine.pool(workers: 1), "true"), (.inline(), "false")] {
            let server = Server(configuration: Configuration(engine: engine), handler: handler)
            let response = try server.test(transport) { try $0.post("/", body: "text") }
            #expect(response.text == isStreamed)
        }
    }

    @Test(arguments: servers)
    func tellsWhyTheServerCannotStart(_ transport: TestTransport) throws {
        var configuration = Configuration()
        configuration.limits.maxHeaderFields = 0
        let server = Server(configuration: configuration) { _, _ in "" }
        #expect(throws: ServerError.self) { try server.test(transport) { _ in } }
    }
}

/// Counts what any thread does.
private final class Counter: Sendable {
    private let count = Atomic(0)
    var value: Int { count.load(ordering: .relaxed) }
    func add() { count.add(1, ordering: .relaxed) }
}

/// Lets tasks go on once all have come.
private actor Meeting {
    private var missing: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(of count: Int) {
        missing = count
    }

    func wait() async {
        missing -= 1
        guard missing > 0 else {
            for task in waiting { task.resume() }
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }
}
