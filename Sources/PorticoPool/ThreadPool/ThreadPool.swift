// SPDX-License-Identifier: Apache-2.0

/// A number of threads that run jobs from one queue, first in, first out.
///
/// ```swift
/// let pool = ThreadPool(size: 4)
/// try pool.execute { print("on worker \(Worker.currentID ?? -1)") }
/// pool.shutdown(.drain)
/// ```
/// Jobs may block: each holds up one Worker, and jobs behind it go to the others at once. All
/// methods may be called from any thread, Workers included.
///
/// A pool that is released without ``shutdown(_:)`` takes no more jobs and does not wait: its Workers
/// run what is queued and end by themselves, unless the process ends first.
///
/// ## Topics
/// ### Making a pool
/// - ``init(size:)``
/// - ``build(size:)``
/// - ``build(_:)``
/// - ``Configuration``
/// - ``maxSize``
/// - ``defaultSize``
/// - ``size``
/// - ``resize(to:)``
/// ### Running jobs
/// - ``execute(_:)``
/// - ``execute(contentsOf:)``
/// - ``queuedCount``
/// - ``FullQueuePolicy``
/// - ``JobDropReason``
/// ### Jobs with a result
/// - ``run(label:deadline:_:)``
/// - ``submit(label:deadline:_:)``
/// - ``JobHandle``
/// - ``JobContext``
/// ### Swift concurrency
/// - ``serialLane()``
/// - ``enqueue(_:)``
/// ### Looking on
/// - ``figures``
/// - ``PoolFigures``
/// - ``PoolObserver``
/// ### Ending
/// - ``shutdown(_:)``
/// - ``awaitShutdown(_:)``
/// - ``waitUntilIdle()``
/// - ``ShutdownMode``
/// - ``ShutdownReport``
public final class ThreadPool: JobExecutor {
    /// The largest number of Workers that a pool may have.
    public static let maxSize = 4096

    let group: WorkerGroup
    let channel: Channel

    /// Starts `size` Workers, which wait for jobs.
    ///
    /// It traps when `size` is not in 1 to ``maxSize`` or the system refuses a thread; use
    /// ``build(size:)`` where either is not the programmer's mistake.
    public convenience init(size: Int) {
        precondition(size > 0, "a pool needs at least one worker")
        do {
            try self.init(Configuration(size: size), start: Worker.start)
        } catch {
            fatalError("\(error)")
        }
    }

    /// Starts a pool of `size` Workers, or throws the reason why not.
    public static func build(size: Int) throws(PoolCreationError) -> ThreadPool {
        try build(Configuration(size: size))
    }

    /// Starts a pool as `configuration` says, or throws the reason why not.
    ///
    /// When the system refuses a thread, those already started have ended when this throws.
    public static func build(
        _ configuration: Configuration
    ) throws(PoolCreationError) -> ThreadPool {
        try ThreadPool(configuration, start: Worker.start)
    }

    /// Starts the Workers with `start`, which tests replace.
    package init(
        _ configuration: Configuration,
        start: @escaping Worker.Start
    ) throws(PoolCreationError) {
        try configuration.check()
        group = WorkerGroup(configuration, start: start)
        channel = group.channel
        try group.startAll()
        try group.startWatchdog()
    }

    deinit {
        // The last reference may be let go of by a job, on a Worker, so nothing is waited for here;
        // the threads are detached as the last Worker lets go of the group.
        let queued = channel.jobCount
        if group.sendTerminates(isObserved: false) {
            group.configuration.observer?.poolWasReleased(queued: queued)
        }
    }

    /// Queues `work` and returns at once.
    ///
    /// From any thread. An error that `work` throws is counted and passed to
    /// ``PoolObserver/jobFailed(with:on:)``.
    ///
    /// Throws ``PoolError/shutDown`` after ``shutdown(_:)``, and ``PoolError/queueFull(accepted:)``
    /// when as many jobs wait as ``Configuration/capacity`` allows and ``Configuration/whenFull`` says
    /// no more than that; see there for ``PoolError/wouldDeadlock``.
    public func execute(
        _ work: consuming @escaping @Sendable () throws -> Void
    ) throws(PoolError) {
        try channel.send(Job(consume work))
        if channel.wantsWorker.value { group.grow() }
    }

    /// Queues `job` and returns at once.
    ///
    /// From any thread. Throws like ``execute(_:)``.
    public func execute(_ job: consuming Job) throws(PoolError) {
        try channel.send(job)
        if channel.wantsWorker.value { group.grow() }
    }

    /// Queues `jobs` in their order with one lock and at most one wake-up.
    ///
    /// From any thread.
    ///
    /// Throws ``PoolError/shutDown`` after ``shutdown(_:)``, when none is queued, and
    /// ``PoolError/queueFull(accepted:)`` when only the first of them were accepted: there was no room
    /// for more, or the pool was shut down while the rest waited for room.
    public func execute(contentsOf jobs: [Job]) throws(PoolError) {
        try channel.send(contentsOf: jobs)
        if channel.wantsWorker.value { group.grow() }
    }

    /// How many jobs wait for a Worker, now or a moment ago.
    ///
    /// From any thread.
    public var queuedCount: Int { channel.jobCount }
}
