// SPDX-License-Identifier: Apache-2.0

/// Is told what a ``ThreadPool`` does, as it does it.
///
/// Every method has a default that does nothing. They are called without any lock held, on the
/// thread named with each, and the pool waits for them: be quick. A pool without an observer pays
/// nothing for this.
///
/// ## Topics
/// ### On a Worker
/// - ``workerDidStart(_:)``
/// - ``workerTookJob(_:)``
/// - ``jobFailed(with:on:)``
/// - ``workerFinishedJob(_:)``
/// - ``workerWasToldToTerminate(_:)``
/// - ``workerWillEnd(_:)``
/// ### On the thread that shuts down
/// - ``willSendTerminateMessages(count:)``
/// - ``willShutDownWorkers(count:)``
/// - ``willShutDownWorker(_:)``
/// - ``poolWasReleased(queued:)``
/// ### On the watchdog's thread
/// - ``jobIsOverdue(_:)``
public protocol PoolObserver: Sendable {
    /// Worker `id` has been started and looks for its first job next. On that Worker.
    func workerDidStart(_ id: Int)

    /// A job threw `error`; the Worker goes on with the next one. On Worker `id`.
    ///
    /// Not for jobs of ``ThreadPool/run(label:deadline:_:)`` and
    /// ``ThreadPool/submit(label:deadline:_:)``, whose callers get the error.
    func jobFailed(with error: any Error, on id: Int)

    /// Worker `id` takes no more jobs, has released its ``WorkerLocal`` values, and ends. On that
    /// Worker.
    func workerWillEnd(_ id: Int)

    /// A job has been running for longer than ``ThreadPool/Configuration/jobTimeLimit``; it is
    /// reported once. On a thread of its own.
    func jobIsOverdue(_ job: OverdueJob)

    /// The pool was released without ``ThreadPool/shutdown(_:)``; its Workers run the jobs that are
    /// queued and end. On the thread that let go of it last, at most once, instead of
    /// ``willSendTerminateMessages(count:)``.
    func poolWasReleased(queued: Int)

    /// Worker `id` has taken a job and runs it next. On that Worker.
    func workerTookJob(_ id: Int)

    /// Worker `id` has run a job to its end, also if that was an error. On that Worker.
    ///
    /// What the job captured has been released. A caller that waits for the job may know its end before.
    func workerFinishedJob(_ id: Int)

    /// Worker `id` has met its terminate message and ends. On that Worker.
    func workerWasToldToTerminate(_ id: Int)

    /// As many terminate messages are about to be queued, behind all jobs. On the thread that shuts
    /// the pool down, which may do so here as well.
    func willSendTerminateMessages(count: Int)

    /// The terminate messages are queued, the wait for the Workers begins. On the thread that shuts
    /// the pool down; not called when that is a Worker of the pool, which waits for nobody.
    func willShutDownWorkers(count: Int)

    /// Worker `id` is waited for next; ids ascend. On the thread that shuts the pool down.
    func willShutDownWorker(_ id: Int)
}

// Each would say that it does nothing.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
/// Every method has an empty default, so that an observer has only those that it needs.
extension PoolObserver {
    public func jobIsOverdue(_ job: OverdueJob) {}
    public func workerDidStart(_ id: Int) {}
    public func jobFailed(with error: any Error, on id: Int) {}
    public func workerWillEnd(_ id: Int) {}
    public func poolWasReleased(queued: Int) {}
    public func workerTookJob(_ id: Int) {}
    public func workerFinishedJob(_ id: Int) {}
    public func workerWasToldToTerminate(_ id: Int) {}
    public func willSendTerminateMessages(count: Int) {}
    public func willShutDownWorkers(count: Int) {}
    public func willShutDownWorker(_ id: Int) {}
}
