// SPDX-License-Identifier: Apache-2.0

/// Something that runs jobs on threads of its own: a ``ThreadPool``, or what you compare it with.
///
/// Whoever queues a job learns its end. A conforming type calls ``Job/run()`` once for each job that it
/// accepted, on any thread but the caller's, or ``Job/drop(_:)`` when it will not run it. It throws for
/// jobs that it does not accept, and calls ``Job/refuse()`` for each of them before.
/// ```swift
/// struct QueueExecutor: JobExecutor {
///     let queue = DispatchQueue(label: "jobs", attributes: .concurrent)
///
///     func execute(contentsOf jobs: [Job]) {
///         for job in jobs { queue.async { job.run() } }
///     }
/// }
/// ```
/// A job made with `onDrop` is told also when a type breaks this rule and loses it: see
/// ``JobDropReason/discarded``.
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
    func execute(_ job: consuming Job) throws(PoolError)

    /// Accepts one piece of work and returns without waiting for it. From any thread.
    ///
    /// Throws like ``execute(contentsOf:)``. Unless a type has something faster, this is a batch of
    /// one.
    func execute(_ work: consuming @escaping @Sendable () throws -> Void) throws(PoolError)

    /// True when the methods above may hold the caller up: they wait for room or run jobs themselves.
    ///
    /// Who must not block, such as an event loop, asks before it uses an executor. Default: false.
    var mayBlockCaller: Bool { get }
}

extension JobExecutor {
    /// Accepts a batch of one.
    public func execute(_ job: consuming Job) throws(PoolError) {
        try execute(contentsOf: [job])
    }

    /// Accepts a batch of one.
    public func execute(
        _ work: consuming @escaping @Sendable () throws -> Void
    ) throws(PoolError) {
        try execute(contentsOf: [Job(work)])
    }

    /// False: the caller is not held up.
    public var mayBlockCaller: Bool { false }
}
