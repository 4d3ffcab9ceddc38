// SPDX-License-Identifier: Apache-2.0

/// What a running job can ask about itself.
///
/// ```swift
/// let total = try await pool.run {
///     try files.reduce(0) { sum, file in
///         try JobContext.checkCancellation()
///         return try sum + count(file)
///     }
/// }
/// ```
/// Ask on the thread that runs the job; anywhere else nothing is ever cancelled.
public enum JobContext {
    /// True when the result of this job is not wanted any more.
    ///
    /// That is when the task that awaits ``ThreadPool/run(label:deadline:_:)`` was cancelled, or after
    /// ``JobHandle/cancel()``, or when the pool does not wait for it at its shutdown. It never becomes false again. Nothing happens by itself: the job runs
    /// until it returns or throws.
    public static var isCancelled: Bool {
        Task.isCancelled || WorkerLoop.current?.group.isStopping.value == true
    }

    /// Throws `CancellationError` when ``isCancelled``.
    public static func checkCancellation() throws {
        if isCancelled { throw CancellationError() }
    }
}
