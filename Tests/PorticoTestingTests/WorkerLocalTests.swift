// SPDX-License-Identifier: Apache-2.0
import Portico
import PorticoTesting
import TestSupport
import Testing

/// Handlers that want something of their Worker.
@Suite(.timeLimit(.minutes(1))) struct WorkerLocalTests {
    /// Counts who is there.
    private final class Counter: Sendable {
        let made = Journal<Int>()
        let released = Journal<Int>()
    }

    private final class Connection {
        let counter: Counter
        var uses = 0

        init(_ counter: Counter) {
            self.counter = counter
            counter.made.write(1)
        }

        deinit { counter.released.write(1) }
    }

    private func router(_ counter: Counter) -> Router {
        let database = WorkerLocal { Connection(counter) }
        @Sendable func use() throws -> Int {
            try database.withValue { connection in
                connection.uses += 1
                return connection.uses
            }
        }
        var router = Router()
        router.get("/plain") { _, _ in "\(try use()) \(try use())" }
        router.get("/async") { _, _ in
            await Task.yield()
            let first = try use()
            await Task.yield()
            return "\(first) \(try use())"
        }
        router.get("/writer") { _, _ in
            Response(body: ResponseBody { writer in try writer.write("\(use()) \(use())") })
        }
        router.get("/loop", runsOn: .loop) { _, _ in "\(try use())" }
        return router
    }

    @Test(arguments: TestTransport.allCases)
    func haveItWithEachTransport(_ transport: TestTransport) throws {
        let counter = Counter()
        try router(counter).test(transport) { client in
            for path in ["/plain", "/async", "/writer"] {
                let response = try client.get(path)
                #expect(response.handlerError == nil)
                #expect(response.text.split(separator: " ").count == 2)
            }
            // There is no Worker on the loop.
            #expect(try client.get("/loop").status == .internalServerError)
        }
        #expect(counter.made.entries.count >= 1)
        // A task may end after its reply.
        #expect(eventually { counter.released.entries.count == counter.made.entries.count })
    }

    @Test func keepOneForTheWholeTest() throws {
        let counter = Counter()
        try router(counter).test(.router) { client in
            let texts = try ["/plain", "/writer", "/plain"].map { try client.get($0).text }
            #expect(texts == ["1 2", "3 4", "5 6"])
            #expect(counter.made.entries.count == 1)
            #expect(counter.released.entries.isEmpty)
        }
        #expect(counter.released.entries.count == 1)
    }

    @Test func haveOneEachAtTheSameTime() async throws {
        let counter = Counter()
        let subject = router(counter)
        try await subject.test(.router) { client in
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<8 { group.addTask { try await client.get("/async").text } }
                for try await text in group {
                    #expect(text.split(separator: " ").count == 2)
                }
            }
        }
        let isReleased = await blocking {
            eventually { counter.released.entries.count == counter.made.entries.count }
        }
        #expect(isReleased)
    }

    @Test func haveNoneInlineAndOutsideOfHandlers() throws {
        let database = WorkerLocal { 1 }
        let server = Server(
            configuration: Configuration(engine: .inline()),
            handler: Handler { _, _ in "\(try database.withValue { $0 })" })
        try server.test(.router) { client in
            let response = try client.get("/")
            #expect(response.status == .internalServerError)
            #expect(throws: (any Error).self) { try database.withValue { $0 } }
        }
    }
}
