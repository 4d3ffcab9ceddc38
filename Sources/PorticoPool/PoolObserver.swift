// SPDX-License-Identifier: Apache-2.0

/// Is told what a ``ThreadPool`` does, as it does it.
///
/// Every method has a default that does nothing. They are called without any lock held, on the
/// thread named with each, and the pool waits for them: be quick. A pool without an observer pays
/// nothing for this.
///
/// ## Topics
/// ### On a Worker
/// - ``workerTookJob(_:)``
/// - ``workerWasToldToTerminate(_:)``
/// ### On the thread that shuts down
/// - ``willSendTerminateMessages(count:)``
/// - ``willShutDownWorkers(count:)``
/// - ``willShutDownWorker(_:)``
public protocol PoolObserver: Sendable {
    /// Worker `id` has taken a job and runs it next. On that Worker.
    func workerTookJob(_ id: Int)

    /// Worker `id` has met its terminate message and ends. On that Worker.
    func workerWasToldToTerminate(_ id: Int)

    /// As many terminate messages are about to be queued, behind all jobs. On the thread that shuts
    /// the pool down.
    func willSendTerminateMessages(count: Int)

    /// The terminate messages are queued, the wait for the Workers begins. On the thread that shuts
    /// the pool down; not called when that is a Worker of the pool, which waits for nobody.
    func willShutDownWorkers(count: Int)

    /// Worker `id` is waited for next; ids ascend. On the thread that shuts the pool down.
    func willShutDownWorker(_ id: Int)
}

extension PoolObserver {
    /// Does nothing.
    public func workerTookJob(_ id: Int) {}
    /// Does nothing.
    public func workerWasToldToTerminate(_ id: Int) {}
    /// Does nothing.
    public func willSendTerminateMessages(count: Int) {}
    /// Does nothing.
    public func willShutDownWorkers(count: Int) {}
    /// Does nothing.
    public func willShutDownWorker(_ id: Int) {}
}
