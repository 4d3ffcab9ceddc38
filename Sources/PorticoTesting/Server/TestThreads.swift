// SPDX-License-Identifier: Apache-2.0
import PorticoPool

/// Where async tests wait for sockets and for servers: Swift's own threads may not.
struct TestThreads: Sendable {
    /// Requests that are sent at the same time, beyond which they wait for each other.
    private static let maxCount = 64

    private let pool: ThreadPool

    init() throws(PoolCreationError) {
        var configuration = ThreadPool.Configuration(size: 1)
        configuration.maximumSize = Self.maxCount
        configuration.threadName = "test-client"
        pool = try ThreadPool.build(configuration)
    }

    /// Runs `body` on a thread that may block.
    func run<Value: Sendable>(_ body: @Sendable () throws -> Value) async throws -> Value {
        try await pool.run(body)
    }
}
