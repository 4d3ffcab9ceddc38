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
/// - ``shared``
/// - ``size``
/// - ``resize(to:)``
/// - ``maximumSize``
/// - ``setMaximumSize(_:)``
/// ### Running jobs
/// - ``execute(_:)``
/// - ``execute(contentsOf:)``
/// - ``execute(timeout:_:)``
/// - ``mayBlockCaller``
/// - ``queuedCount``
/// - ``isCurrent``
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
/// - ``awaitIdleness()``
/// - ``isShutdown``
/// - ``isTerminated``
/// - ``ShutdownMode``
/// - ``ShutdownReport``
public final class ThreadPool: JobExecutor {
    /// The largest number of Workers that a pool may have.
    public static let maxSize = 4096

    /// The threads that run the jobs.
    let workers: WorkerGroup
    /// Where jobs go that are to be run; the Workers receive them at its other end.
    let sender: Channel
    /// True for the one that cannot be shut down.
    let isShared: Bool

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
        start: @escaping Worker.Start,
        isShared: Bool = false
    ) throws(PoolCreationError) {
        try configuration.check()
        self.isShared = isShared
        workers = WorkerGroup(configuration, start: start)
        sender = workers.channel
        try workers.startAll()
        try workers.startWatchdog()
    }

    deinit {
        // The last reference may be let go of by a job, on a Worker, so nothing is waited for here;
        // the threads are detached as the last Worker lets go of the group.
        let queued = sender.jobCount
        if workers.sendTerminates(isObserved: false) {
            workers.configuration.observer?.poolWasReleased(queued: queued)
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
        try workers.send(Job(consume work))
    }

    /// Queues `job` and returns at once.
    ///
    /// From any thread. Throws like ``execute(_:)``.
    public func execute(_ job: consuming Job) throws(PoolError) {
        try workers.send(job)
    }

    /// Queues `work`; if the queue is full, waits until there is room, but no longer than `timeout`.
    ///
    /// From any thread that may block, whatever ``Configuration/whenFull`` says; not in async code. Who
    /// waits is served first come, first served.
    ///
    /// Throws ``PoolError/queueFull(accepted:)`` when there was no room in that time, and
    /// ``PoolError/shutDown`` after ``shutdown(_:)``.
    @available(*, noasync, message: "it would block a thread of Swift's; use 'await run'")
    public func execute(
        timeout: Duration, _ work: consuming @escaping @Sendable () throws -> Void
    ) throws(PoolError) {
        try workers.send(Job(consume work), waitingUntil: .now + timeout)
    }

    /// Queues `jobs` in their order with one lock and at most one wake-up.
    ///
    /// From any thread.
    ///
    /// Throws ``PoolError/shutDown`` after ``shutdown(_:)``, when none is queued, and
    /// ``PoolError/queueFull(accepted:)`` when only the first of them were accepted: there was no room
    /// for more, or the pool was shut down while the rest waited for room.
    public func execute(contentsOf jobs: [Job]) throws(PoolError) {
        try workers.send(contentsOf: jobs)
    }

    /// True when ``Configuration/whenFull`` lets a full queue hold the caller up.
    public var mayBlockCaller: Bool {
        sender.capacity != nil && (sender.whenFull == .wait || sender.whenFull == .callerRuns)
    }

    /// How many jobs wait for a Worker, now or a moment ago.
    ///
    /// From any thread.
    public var queuedCount: Int { sender.jobCount }

    /// True on the threads of this pool's Workers.
    public var isCurrent: Bool { workers.isCurrent }
}

extension ThreadPool {
    /// A pool for everybody in the process who has no reason to make one.
    ///
    /// It starts with ``defaultSize`` Workers and grows up to 64 while jobs wait, so that jobs that block
    /// do not hold up the others. It is made when it is first asked for, and cannot be shut down.
    public static let shared: ThreadPool = {
        var configuration = Configuration()
        configuration.maximumSize = max(64, configuration.size)
        configuration.threadName = "shared"
        do {
            return try ThreadPool(configuration, start: Worker.start, isShared: true)
        } catch {
            fatalError("\(error)")
        }
    }()
}
