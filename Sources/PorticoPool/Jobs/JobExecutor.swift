// SPDX-License-Identifier: Apache-2.0

/// Something that runs jobs on threads of its own: a ``ThreadPool``, or what you compare it with.
///
/// A conforming type calls ``Job/run()`` once for each job that it accepted, on any thread but the
/// caller's, and never blocks the caller for long:
/// ```swift
/// struct QueueExecutor: JobExecutor {
///     let queue = DispatchQueue(label: "jobs", attributes: .concurrent)
///
///     func execute(contentsOf jobs: [Job]) {
///         for job in jobs { queue.async { job.run() } }
///     }
/// }
/// ```
public protocol JobExecutor: Sendable {
    /// Accepts `jobs` in their order and returns without waiting for them. From any thread.
    ///
    /// Throws ``PoolError/shutDown`` when none was accepted because the executor has been shut down,
    /// and ``PoolError/queueFull(accepted:)`` when only the first `accepted` of them were.
    func execute(contentsOf jobs: [Job]) throws(PoolError)

    /// Accepts one job and returns without waiting for it. From any thread.
    ///
    /// Throws like ``execute(contentsOf:)``. Unless a type has something faster, this is a batch of
    /// one.
    func execute(_ work: @escaping @Sendable () throws -> Void) throws(PoolError)
}

extension JobExecutor {
    /// Accepts a batch of one.
    public func execute(_ work: @escaping @Sendable () throws -> Void) throws(PoolError) {
        try execute(contentsOf: [Job(work)])
    }
}
