// SPDX-License-Identifier: Apache-2.0

/// A Swift task may run on the pool, and then it may block:
/// ```swift
/// let page = await Task(executorPreference: pool) { readWholeFile() }.value
/// ```
extension ThreadPool: TaskExecutor {
    /// Queues the next step of a task behind everything else.
    ///
    /// Called by Swift, from any thread.
    ///
    /// A step is never refused or dropped, because then whoever awaits the task would wait for ever:
    /// it is queued even when the queue is full, and after ``shutdown(_:)`` it goes to Swift's global
    /// executor, where the task goes on without the pool.
    public func enqueue(_ job: consuming ExecutorJob) {
        let step = UnownedJob(job)
        // Once it is queued, a step may be its task's last, and the task the last that held the pool.
        HeldObject.hold(self) {
            if !workers.forceSend(Job(step, on: self)) {
                globalConcurrentExecutor.enqueue(ExecutorJob(step))
            }
        }
    }
}
