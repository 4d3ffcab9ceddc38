// SPDX-License-Identifier: Apache-2.0

/// Jobs with a result.
///
/// A job started here is part of a Swift task: it sees the task-locals and the priority of its caller,
/// and `Task.isCancelled` means what it says. That costs about two microseconds more than
/// ``ThreadPool/execute(_:)``, whose jobs see no task-locals.
extension ThreadPool {
    /// Runs `work` on a Worker and returns its value; the calling task is suspended meanwhile.
    ///
    /// Cancelling the calling task while the job waits takes it out of the queue at once: it never
    /// runs. While the job runs, it sees the cancellation in ``JobContext/isCancelled``.
    ///
    /// `label` is shown to those who look at the pool. A job that has not begun at `deadline` is
    /// dropped when its turn comes.
    ///
    /// Throws the error of `work`, `CancellationError` when cancelled before it ran,
    /// ``PoolError/dropped(_:)`` when the pool dropped it, and any other ``PoolError`` when the pool
    /// did not accept the job.
    public func run<Value: Sendable>(
        label: String? = nil,
        deadline: ContinuousClock.Instant? = nil,
        _ work: @Sendable () throws -> Value
    ) async throws -> Value {
        try Task.checkCancellation()
        let workers = workers
        let ticket = JobTicket(for: workers, JobOptions(label: label, deadline: deadline))
        return try await withTaskCancellationHandler {
            try await withTaskExecutorPreference(ticket) {
                if let error = ticket.error { throw error }
                return try workers.countingEnd(of: work)
            }
        } onCancel: {
            ticket.cancel()
        }
    }

    /// Queues `work` and returns a handle to wait for its value with.
    ///
    /// From any thread. For `label` and `deadline` see ``run(label:deadline:_:)``.
    ///
    /// Throws like ``execute(_:)``.
    public func submit<Value: Sendable>(
        label: String? = nil,
        deadline: ContinuousClock.Instant? = nil,
        _ work: @escaping @Sendable () throws -> Value
    ) throws(PoolError) -> JobHandle<Value> {
        try JobHandle(workers, JobOptions(label: label, deadline: deadline), work)
    }
}

extension WorkerGroup {
    /// Runs `work` and counts its end before anybody is told of it.
    func countingEnd<Value>(of work: () throws -> Value) rethrows -> Value {
        do {
            let value = try work()
            count(failed: false)
            return value
        } catch {
            count(failed: true)
            throw error
        }
    }

    private func count(failed: Bool) {
        if !CallerScope.isRunningJob {
            WorkerLoop.current?.willTell(failed: failed)
        } else if failed {
            channel.dropCounts.countFailedOnCaller()
        }
    }
}
