// SPDX-License-Identifier: Apache-2.0
import PorticoPool

/// Threads for plain writers of bodies whose handlers ran on a loop, or on threads of Swift's: writers wait
/// for their clients, and neither of them may.
///
/// They start with the first writer, and end when there is none for a while. From any thread.
final class WriterThreads: Sendable {
    private struct State {
        var pool: ThreadPool?
        var isClosed = false
    }

    /// More writers wait until one of these ends.
    static let maxCount = 64

    private let state = Guarded(State())

    /// Runs `write` soon.
    func execute(_ write: @escaping @Sendable () -> Void) throws(PoolError) {
        let pool = state.withLock { state in
            if state.pool == nil, !state.isClosed { state.pool = Self.makePool() }
            return state.pool
        }
        guard let pool else { throw .shutDown }
        try pool.execute(write)
    }

    private static func makePool() -> ThreadPool? {
        var configuration = ThreadPool.Configuration(size: 1)
        configuration.maximumSize = maxCount
        configuration.threadName = "writer"
        // What that means is for the caller of `execute` to say.
        return try? ThreadPool.build(configuration)
    }

    /// Ends the threads when their writers have ended, or at `deadline`.
    func close(until deadline: ContinuousClock.Instant) {
        let pool = state.withLock { state in
            state.isClosed = true
            return state.pool.take()
        }
        pool?.shutdown(.drain(deadline: deadline))
    }
}
