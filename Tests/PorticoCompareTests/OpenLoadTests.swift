// SPDX-License-Identifier: Apache-2.0
import Portico
import TestSupport
import Testing

@testable import PorticoCompare

@Suite(.timeLimit(.minutes(1))) struct OpenLoadTests {
    /// Runs an open load of 0.1 s on a server of this process.
    private func run(
        _ requests: [ComparedRequest], _ handler: Handler
    ) async throws -> OpenResult {
        var configuration = Configuration(
            address: .hostname("127.0.0.1", port: 0), engine: .pool(workers: 4))
        configuration.handlesSignals = false
        let server = Server(configuration: configuration, handler: handler)
        try server.start()
        let port = try #require(server.address?.port)
        return try await blocking {
            defer {
                server.shutdown()
                server.waitUntilStopped()
            }
            let load = try OpenLoad(
                OpenLoad.Plan(
                    port: port, connections: 8, rate: 2000, seconds: 0.1, grace: 20, seed: 3,
                    requests: requests))
            return try load.run()
        }
    }

    @Test func asksForEverythingByItsWeight() async throws {
        let large = [UInt8](repeating: 1, count: 1 << 20)
        let counts = Journal<String>()
        let result = try await run(
            [ComparedRequest("/a", weight: 49), ComparedRequest(.post, "/b", body: large)],
            Handler(body: .whole(maxBytes: 2 << 20)) { request, _ in
                counts.write("\(request.path) \(request.body.count)")
                return Response(body: request.path == "/a" ? "small" : ResponseBody(large))
            })
        #expect(result.asked > 100 && result.asked == result.answered, "\(result)")
        let asked = counts.entries
        #expect(Set(asked) == ["/a 0", "/b \(1 << 20)"])
        let posts = asked.count { $0.hasPrefix("/b") }
        #expect((0...1).contains(posts - result.asked / 50), "\(posts) of \(asked.count)")
        #expect(result.latency.micros.count == Latency.grid.count)
    }

    @Test func countsRefusalsAndGoesOnAfterAnEnd() async throws {
        let closing = try await run(
            [ComparedRequest("/")],
            Handler { _, _ in
                Response(status: .ok, headers: [.connection: "close"], body: "bye")
            })
        #expect(closing.answered == closing.asked && closing.failed == 0, "\(closing)")
        let refusing = try await run(
            [ComparedRequest("/")], Handler { _, _ in Response(status: .serviceUnavailable) })
        #expect(refusing.refused == refusing.asked && refusing.latency.micros.isEmpty)
    }
}
