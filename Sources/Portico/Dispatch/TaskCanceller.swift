// SPDX-License-Identifier: Apache-2.0
import PorticoPool

/// Cancels tasks on a thread of its own: cancelling runs the cancellation handlers of the task, and no
/// loop may wait for those.
///
/// The thread starts with the first task to be cancelled. From any thread.
final class TaskCanceller: Sendable {
    private struct State {
        var pool: ThreadPool?
        var isClosed = false
    }

    private let state = Guarded(State())

    /// Cancels `task` soon.
    func cancel(_ task: TaskReference) {
        let pool = state.withLock { state in
            if state.pool == nil, !state.isClosed { state.pool = Self.makePool() }
            return state.pool
        }
        do throws(PoolError) {
            guard let pool else { throw .shutDown }
            try pool.execute { task.cancel() }
        } catch {
            // Without this thread, one of Swift's does it.
            Task.detached { task.cancel() }
        }
    }

    private static func makePool() -> ThreadPool? {
        var configuration = ThreadPool.Configuration(size: 1)
        configuration.threadName = "canceller"
        // Nothing is lost without it: see `cancel`.
        return try? ThreadPool.build(configuration)
    }

    /// Ends the thread when it has cancelled what it was given, or at `deadline`.
    func close(until deadline: ContinuousClock.Instant) {
        let pool = state.withLock { state in
            state.isClosed = true
            return state.pool.take()
        }
        pool?.shutdown(.drain(deadline: deadline))
    }
}
