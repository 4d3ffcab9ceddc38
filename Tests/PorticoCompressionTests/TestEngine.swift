// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Portico
import PorticoPool
import PorticoTesting
import TestSupport
import Testing

/// One engine of each kind: Workers, the loop itself, another's threads.
enum TestEngine: String, CaseIterable, CustomTestStringConvertible {
    case pool, inline, dispatchQueue

    var testDescription: String { rawValue }

    private var engine: Engine {
        switch self {
        case .pool: .pool(workers: 2)
        case .inline: .inline()
        case .dispatchQueue: .executor(QueueExecutor())
        }
    }

    /// Starts a server, runs `body` with its port on a thread that may block, and ends the server.
    func serve(
        _ handler: Handler, configure: (inout Configuration) -> Void = { _ in },
        _ body: (_ port: Int) throws -> Void
    ) async throws {
        try await blocking {
            var configuration = Configuration(engine: engine)
            configure(&configuration)
            try Server(configuration: configuration, handler: handler).test(.live) { client in
                try body(try #require(client.port))
            }
        }
    }
}

/// Runs jobs on a concurrent queue of Dispatch.
private struct QueueExecutor: JobExecutor {
    private let queue = DispatchQueue(label: "jobs", attributes: .concurrent)

    func execute(contentsOf jobs: [Job]) {
        for job in jobs { queue.async { job.run() } }
    }
}
