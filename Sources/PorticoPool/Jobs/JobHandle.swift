// SPDX-License-Identifier: Apache-2.0

/// A job that was submitted: wait for its value, or cancel it.
///
/// From any thread. Letting go of the handle changes nothing: the job runs.
public struct JobHandle<Value: Sendable>: Sendable {
    let ticket: JobTicket
    private let group: WorkerGroup
    private let outcome: JobOutcome<Value>
    private let task: Task<Result<Value, any Error>, Never>

    init(
        _ group: WorkerGroup, _ options: JobOptions,
        _ work: @escaping @Sendable () throws -> Value
    ) throws(PoolError) {
        let outcome = JobOutcome<Value>()
        let ticket = JobTicket(for: group, options) { outcome.settle(.failure($0)) }
        task = Task(executorPreference: ticket) {
            if let error = ticket.error { return .failure(error) }
            let result = Result { try group.countingEnd(of: work) }
            outcome.settle(result)
            return result
        }
        // Swift has enqueued the step by now, so the ticket knows whether the queue took it.
        if let refusal = ticket.refusal { throw refusal }
        (self.ticket, self.group, self.outcome) = (ticket, group, outcome)
    }

    /// Cancels the job: one that waits never runs, one that runs can see it in
    /// ``JobContext/isCancelled``.
    ///
    /// A job that waited is out of the queue when this returns, and its handle has
    /// `CancellationError` for an outcome. Its cost does not depend on how many jobs wait.
    public func cancel() {
        ticket.cancel()
        task.cancel()
    }

    /// What the job returned, waited for without blocking a thread.
    ///
    /// Throws the error of the job, `CancellationError` when it was cancelled before it ran, and
    /// ``PoolError/dropped(_:)`` when the pool dropped it.
    /// Cancelling the task that waits here does not cancel the job.
    public var value: Value {
        get async throws { try await task.value.get() }
    }

    /// True when the job has returned, thrown, or will not run.
    public var isFinished: Bool { outcome.result != nil }

    /// What the job returned; blocks the calling thread until then.
    ///
    /// Throws like ``value``, and
    /// ``PoolError/wouldDeadlock`` when a Worker of the same pool would have to wait: if all of
    /// them did, nobody would be left to run the job.
    @available(*, noasync, message: "it would block a thread of Swift's; use 'await value'")
    public func get() throws -> Value {
        if let result = outcome.result { return try result.get() }
        guard !group.isCurrent else { throw PoolError.wouldDeadlock }
        guard let result = outcome.wait() else { throw PoolError.timedOut }
        return try result.get()
    }

    /// What the job returned; blocks the calling thread until then, or for `timeout`.
    ///
    /// Throws like ``value``, and ``PoolError/timedOut`` when the job has not finished by then; it is not
    /// cancelled. A Worker of the same pool may wait so, because that comes to an end.
    @available(*, noasync, message: "it would block a thread of Swift's; use 'await value'")
    public func get(timeout: Duration) throws -> Value {
        guard let result = outcome.wait(until: .now + timeout) else { throw PoolError.timedOut }
        return try result.get()
    }
}
