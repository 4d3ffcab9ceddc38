// SPDX-License-Identifier: Apache-2.0
// Says `unsafe`: the handle of a task that the task itself gives out. `Task.immediate` returns its own
// handle only when the task first suspends, and one that computes until it is cancelled never does.

/// A task, to be cancelled from any thread and at any time.
@safe package struct TaskReference: @unchecked Sendable {
    // The value counts as a reference, so the task object is there also when the task has ended; and `cancel`
    // is among the few calls of it that may come from other tasks.
    private let task: UnsafeCurrentTask

    /// The task that runs on the calling thread; nil when none does.
    ///
    /// A task that returns its own reference, or keeps it in its result, is never freed.
    package static var current: TaskReference? {
        unsafe withUnsafeCurrentTask { task in
            unsafe task.map { unsafe TaskReference(task: $0) }
        }
    }

    private init(task: UnsafeCurrentTask) {
        unsafe self.task = unsafe task
    }

    /// Cancels the task; does nothing when it has ended.
    ///
    /// Calls, on this thread, what the task wants to be called then.
    package func cancel() {
        unsafe task.cancel()
    }
}
