// SPDX-License-Identifier: Apache-2.0
import PorticoPool

/// Cancels tasks on a thread of its own: cancelling runs the cancellation handlers of the task, and no
/// loop may wait for those.
///
/// The thread starts with the first task to be cancelled. From any thread.
final class TaskCanceller: Sendable {
    private let pool: LazyPool

    init() {
        var configuration = ThreadPool.Configuration(size: 1)
        configuration.threadName = "canceller"
        pool = LazyPool(configuration)
    }

    /// Cancels `task` soon.
    func cancel(_ task: TaskReference) {
        do throws(PoolError) {
            try pool.execute { task.cancel() }
        } catch {
            // Without this thread, one of Swift's does it.
            Task.detached { task.cancel() }
        }
    }

    /// Ends the thread when it has cancelled what it was given, or at `deadline`.
    func close(until deadline: ContinuousClock.Instant) { pool.close(until: deadline) }
}
