// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Foundation
import Portico
import PorticoPool
import Testing

/// The engines that must all give the same replies.
enum TestEngine: String, CaseIterable, CustomTestStringConvertible {
    case pool, poolWithTwoLoops, inline, inlineWithTwoLoops, dispatchQueue, threadPerRequest,
        threadPool

    /// Those that run plain handlers on threads other than the loop's.
    static let threaded = allCases.filter { $0 != .inline && $0 != .inlineWithTwoLoops }

    /// One of each kind, for tests that pass their time with waiting.
    static let ofEachKind: [TestEngine] = [.pool, .inline, .dispatchQueue]

    /// Those with four Workers, so that a fifth request waits.
    static let withFourWorkers: [TestEngine] = [.pool, .poolWithTwoLoops, .threadPool]

    var testDescription: String { rawValue }

    /// Calls `body` with the engine, and ends afterwards what belongs to it.
    func with(_ body: (Engine) throws -> Void) rethrows {
        switch self {
        case .pool: try body(.pool(workers: 4))
        case .poolWithTwoLoops: try body(.pool(workers: 4, loops: 2))
        case .inline: try body(.inline())
        case .inlineWithTwoLoops: try body(.inline(loops: 2))
        case .dispatchQueue: try body(.executor(QueueExecutor()))
        case .threadPerRequest: try body(.executor(ThreadPerRequest()))
        case .threadPool:
            let pool = ThreadPool(size: 4)
            defer { pool.shutdown(.drain) }
            try body(.executor(pool))
        }
    }
}

/// Runs jobs on a concurrent queue of Dispatch.
struct QueueExecutor: JobExecutor {
    private let queue = DispatchQueue(label: "jobs", attributes: .concurrent)

    func execute(contentsOf jobs: [Job]) {
        for job in jobs { queue.async { job.run() } }
    }
}

/// Starts a thread for each job.
struct ThreadPerRequest: JobExecutor {
    func execute(contentsOf jobs: [Job]) {
        for job in jobs { Thread.detachNewThread { job.run() } }
    }
}
