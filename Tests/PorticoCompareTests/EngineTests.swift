// SPDX-License-Identifier: Apache-2.0
import Portico
import PorticoPool
import TestSupport
import Testing

@testable import PorticoCompare

@Suite(.timeLimit(.minutes(1))) struct EngineTests {
    @Test(arguments: ComparedEngine.all.map(\.id))
    func answersOverEveryEngine(_ id: String) async throws {
        let engine = try #require(ComparedEngine.all.first { $0.id == id })
        var configuration = Configuration(
            address: .hostname("127.0.0.1", port: 0),
            engine: engine.engine(ComparedEngine.Size(workers: 2, loops: 2)))
        configuration.handlesSignals = false
        let server = Server(
            configuration: configuration, handler: HelloScenario().handler(over: engine))
        try server.start()
        let port = try #require(server.address?.port)
        try await blocking {
            let connection = try RawConnection(port: port)
            for _ in 1...2 {
                try connection.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                #expect(try connection.readResponse().text == "Hello, world!")
            }
            server.shutdown()
            server.waitUntilStopped()
        }
    }

    @Test(arguments: [DispatchExecutor() as any JobExecutor, ThreadPerJob()])
    func runsEveryJobOnce(_ executor: any JobExecutor) async throws {
        let gate = Gate(arrivals: 100)
        try executor.execute(contentsOf: (1...100).map { _ in Job { gate.open() } })
        await blocking { #expect(gate.wait(atMost: 20)) }
    }

    @Test func hasIdsThatTellApart() {
        #expect(Set(ComparedEngine.all.map(\.id)).count == ComparedEngine.all.count)
        #expect(Set(Scenarios.all.map(\.id)).count == Scenarios.all.count)
        let ids = ComparedEngine.all.map(\.id) + Scenarios.all.map(\.id)
        #expect(ids.allSatisfy { !$0.contains(",") && !$0.contains(" ") && $0.count < 12 })
    }

    @Test func echoesTheKindAndTheTimeOfAMixedRequest() {
        let answer = { (target: String) in
            String(describing: MixedScenario().answer(Request(target: target)).body)
        }
        #expect(answer("/?123").contains("f123"))
        #expect(answer("/slow?123").contains("s123"))
    }
}
