// SPDX-License-Identifier: Apache-2.0
import PorticoPool

/// A thread pool that is made when the first job comes.
///
/// From any thread.
final class LazyPool: Sendable {
    private struct State {
        var pool: ThreadPool?
        var isClosed = false
    }

    private let configuration: ThreadPool.Configuration
    private let state = Guarded(State())

    init(_ configuration: ThreadPool.Configuration) {
        self.configuration = configuration
    }

    /// Runs `work` soon.
    ///
    /// Throws ``PoolError/shutDown`` after ``close(until:)``, and when the system gives no threads.
    func execute(_ work: @escaping @Sendable () -> Void) throws(PoolError) {
        let pool = state.withLock { state in
            if state.pool == nil, !state.isClosed {
                state.pool = try? ThreadPool.build(configuration)
            }
            return state.pool
        }
        guard let pool else { throw .shutDown }
        try pool.execute(work)
    }

    /// Ends the threads when their jobs have ended, or at `deadline`.
    func close(until deadline: ContinuousClock.Instant) {
        let pool = state.withLock { state in
            state.isClosed = true
            return state.pool.take()
        }
        pool?.shutdown(.drain(deadline: deadline))
    }
}
