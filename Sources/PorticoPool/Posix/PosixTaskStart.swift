// SPDX-License-Identifier: Apache-2.0
// Starts a task on the calling thread, like `Task.immediate`, with one difference: the handle is known
// before the first step runs. A task that computes until it is cancelled needs somebody who can do it.

/// Starts a task that runs `body` from here until it first suspends, then on `executor`; nil means
/// Swift's global executor.
///
/// `isMade` gets the handle before `body` begins.
package func startTask(
    on executor: (any TaskExecutor)?,
    isMade: (Task<Void, Never>) -> Void,
    _ body: @escaping @Sendable () async -> Void
) {
    let executor = executor ?? globalConcurrentExecutor
    let first = FirstStep(next: executor)
    let task = Task(executorPreference: first) {
        await withTaskExecutorPreference(executor, operation: body)
    }
    isMade(task)
    first.run()
}

/// Keeps the first step of a task, which Swift enqueues as it makes the task.
private final class FirstStep: TaskExecutor, @unchecked Sendable {
    // `step` is written once, by `Task.init` on the thread that starts the task, before any other thread knows
    // of the task.
    private var step: UnownedJob?
    private let next: any TaskExecutor

    init(next: any TaskExecutor) {
        self.next = next
    }

    /// Called by Swift.
    func enqueue(_ job: consuming ExecutorJob) {
        guard step == nil else { return next.enqueue(job) }
        step = UnownedJob(job)
    }

    /// Runs the first step as if `next` did.
    func run() {
        step?.run(on: next)
    }
}
